"""What FOCEI says where the data does not tell, where there are several modes, and where it did not converge."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.population import data, doses, spec

from firstdose.analysis.population import Block, Error, PopulationModel, Predictor, Records, Theta, fit
from firstdose.analysis.population.focei import Objective
from firstdose.analysis.population.focei.descent import Descent
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.values import Packing
from firstdose.pkpd.engine.statement import model, outputs, rates

WEIGHT = [{"parameter": "CL", "covariate": "WT", "effect": "power", "reference": 70, "coefficient": "CL_WT"}]


@model({"DOSE": "1, what is given"}, A="0.3 1, a number of either sign")
def square(p: Any, y: Any) -> Any:
    """The square of a number, which does not tell its sign."""
    return rates(DOSE=0.0 * y.DOSE), outputs(Y=p.A * p.A)


SQUARE = PopulationModel(
    "square", square, (Theta("A", 0.3, "normal"),), (Block(("A",), np.eye(1)),), (Error("Y", additive=0.5),)
)


def test_of_two_modes_the_deeper_is_taken() -> None:
    """4 is the square of 2 and of -2; the typical value of 0.3 makes 2 the more likely one."""
    frame = pl.DataFrame({"ID": [1, 1], "TIME": [0, 1], "AMT": [1, 0], "DV": [None, 4.0]})
    records = Records.of(SQUARE, frame)
    objective = Objective(Predictor(SQUARE, records), Likelihood(SQUARE, records), Packing(SQUARE))
    x = objective.packing.pack(objective.packing.initial)
    shallow = objective.at(x[None], np.full((1, 1, 1), -2.3))
    deep = objective.at(x[None], np.full((1, 1, 1), 1.7))
    assert shallow.eta[0, 0, 0] < -2 < 1.5 < deep.eta[0, 0, 0]
    assert deep.depth[0, 0] < shallow.depth[0, 0]
    descent = Descent(objective, best=x, marginal=shallow)
    assert descent._deepened()
    assert descent.marginal is not None
    assert descent.marginal.eta[0, 0, 0] == pytest.approx(deep.eta[0, 0, 0], abs=1e-4)
    assert not descent._deepened()


def test_a_coefficient_that_the_data_does_not_tell_is_no_convergence() -> None:
    model_ = spec(
        theta={"KA": {"initial": 1.2, "fixed": True}, "CL": 0.5, "V": 3.0, "CL_WT": 0.6},
        omega={"CL": 0.1},
        error={"CP": {"proportional": 0.1}},
        covariates=WEIGHT,
    )
    found = fit(model_, data(model_, doses(6, WT=np.full(6, 70.0))))
    assert not found.converged
    assert found.status.startswith("Not converged after 3 descents")
    assert found.covariance is None
    assert found.se["CL"] is None
    assert any("There are no standard errors" in each and "CL_WT" in each for each in found.warnings)
    assert any("a false convergence, had it been believed" in each for each in found.warnings)


def test_a_variability_that_is_not_there_is_said_and_the_rest_is_estimated() -> None:
    truth = spec(omega={"CL": 0.09, "V": 1e-9}, error={"CP": {"proportional": 0.1}})
    asked = spec(omega={"CL": 0.09, "V": 0.05}, error={"CP": {"proportional": 0.1}})
    found = fit(asked, data(truth, doses(25), seed=4))
    assert found.converged
    assert found.omega["V"]["V"] < 2e-3
    assert found.se["V"] is not None
    assert any("shrink" in each or "went to 0" in each for each in found.warnings if " V" in each)


def test_a_start_far_away_leads_to_the_same_minimum() -> None:
    frame = data(spec(), doses(20))
    near, far = fit(spec(), frame), fit(spec(theta={"KA": 0.3, "CL": 2.0, "V": 12.0}), frame)
    assert near.converged
    assert far.converged
    assert far.ofv == pytest.approx(near.ofv, abs=1e-3)


def test_restarts_are_counted_and_agree() -> None:
    model_ = spec(omega={"CL": 0.09}, error={"CP": {"proportional": 0.1}})
    frame = data(model_, doses(12))
    once, often = fit(model_, frame), fit(model_, frame, restarts=2)
    assert often.status.startswith("Converged after 3 descents")
    assert often.ofv == pytest.approx(once.ofv, abs=1e-4)
    assert often.iterations > once.iterations


def test_without_random_effects_it_is_least_squares() -> None:
    """Of one parameter and a known error: the weighted mean of log concentrations of a bolus at time 0."""
    model_ = spec(
        model="pk1",
        theta={"CL": {"initial": 1e-9, "fixed": True}, "V": 3.0},
        omega={},
        error={"CP": {"log": 0.2, "fixed": True}},
    )
    frame = data(model_, doses(5), [1.0, 2.0])
    found = fit(model_, frame)
    dv = frame.filter(pl.col("EVID") == 0)["DV"].to_numpy()
    assert found.theta_log["V"] == pytest.approx(np.log(300) - np.log(dv).mean(), abs=1e-6)
    assert found.eta.shape == (5, 0)


def test_the_covariance_is_the_sandwich_only_with_enough_subjects() -> None:
    model_ = spec(omega={"CL": 0.09}, error={"CP": {"proportional": 0.1}})
    few, more = fit(model_, data(model_, doses(5))), fit(model_, data(model_, doses(12)))
    assert few.covariance_by.startswith("R⁻¹, ")
    assert more.covariance_by.startswith("R⁻¹ S R⁻¹")
