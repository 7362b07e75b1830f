"""What holds of FOCEI for every model: exactness where it must be exact, gradients, indifference to order, recovery."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from tests.population import data, doses, occasions, spec

from firstdose.analysis.population import Block, Error, PopulationModel, Predictor, Records, Theta, fit
from firstdose.analysis.population.focei import Objective
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.values import Packing
from firstdose.pkpd.engine.statement import model, outputs, rates
from firstdose.types import F64


@model({"DOSE": "1, what is given", "T": "day, time"}, A="2 1, start", B="0.5 1, slope")
def line(p: Any, y: Any) -> Any:
    """A straight line, in time and in its parameters."""
    return rates(DOSE=0.0 * y.DOSE, T=1.0 + 0.0 * y.T), outputs(Y=p.A + p.B * y.T)


LINE = PopulationModel(
    "line",
    line,
    (Theta("A", 2.0, "normal"), Theta("B", 0.5, "normal")),
    (Block(("A", "B"), np.array([[0.5, 0.1], [0.1, 0.2]])),),
    (Error("Y", additive=0.7),),
)
CASES: dict[str, dict[str, Any]] = {
    "covariates": {
        "theta": {"KA": 1.2, "CL": 0.5, "V": 3.0, "CL_WT": 0.6, "CL_F": 1.3, "V_WT": 0.5},
        "covariates": [
            {"parameter": "CL", "covariate": "WT", "effect": "power", "reference": 70, "coefficient": "CL_WT"},
            {"parameter": "V", "covariate": "WT", "effect": "allometric", "exponent": "V_WT"},
            {"parameter": "CL", "covariate": "SEX", "effect": "categorical", "coefficients": {"f": "CL_F"}},
        ],
    },
    "a covariate that changes with time": {
        "theta": {"KA": 1.2, "CL": 0.5, "V": 3.0, "CL_WT": 0.6},
        "covariates": [{"parameter": "CL", "covariate": "WT", "effect": "allometric", "exponent": "CL_WT"}],
    },
    "occasions": {"omega": {"KA": 0.1, "V": 0.05}, "iov": {"CL": 0.04}},
    "logit and log error": {
        "model": "pk2_oral",
        "theta": {
            "KA": 1.2,
            "CL": 0.5,
            "V1": 3.0,
            "ALAG": 0.1,
            "F": {"initial": 0.7, "scale": "logit"},
            "Q": {"initial": 0.5, "fixed": True},
        },
        "omega": {"KA": 0.1, "CL": 0.09, "F": 0.05},
        "error": {"CP": {"log": 0.2}},
    },
    "saturable": {
        "model": "pk2_mm",
        "theta": {"CL": 0.3, "V1": 3.0, "VM": 40.0},
        "omega": {"CL": 0.1, "VM": 0.1},
    },
    "two outputs, some below the limit": {
        "model": "tmdd_qss",
        "theta": {"CL": 0.3, "V1": 3.0, "KINT": 3.0, "R0": 8.0},
        "omega": {"CL": 0.1, "R0": 0.1},
        "error": {"CP": {"proportional": 0.15, "additive": 0.3}, "RTOT": {"additive": 0.5}},
    },
}


def objective(model_: PopulationModel, frame: pl.DataFrame) -> Objective:
    records = Records.of(model_, frame)
    return Objective(Predictor(model_, records), Likelihood(model_, records), Packing(model_))


def ofv(found: Objective, x: F64, eta: F64 | None = None) -> Any:
    start = np.zeros((len(x), found.records.subjects, found.predictor.k)) if eta is None else eta
    return found.at(x, start)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_of_a_model_that_is_linear_in_its_effects_it_is_the_exact_likelihood(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = [np.sort(rng.uniform(0.1, 5, int(rng.integers(1, 5)))) for _ in range(4)]
    rows: list[dict[str, float]] = []
    expected, packing = 0.0, Packing(LINE)
    x = packing.pack(packing.initial)[None] + rng.normal(0, 0.3, (1, packing.size))
    values = packing.unpack(x)
    for who, at in enumerate(times):
        y = rng.normal(3, 2, len(at))
        rows.append({"ID": who, "TIME": 0.0, "AMT": 1.0, "DV": 0.0})
        rows.extend({"ID": who, "TIME": t, "AMT": 0.0, "DV": value} for t, value in zip(at, y, strict=True))
        design = np.column_stack([np.ones(len(at)), at])
        spread = design @ values.omega[0] @ design.T + values.sigma[0, 0] ** 2 * np.eye(len(at))
        density = multivariate_normal(design @ values.theta[0], spread).logpdf(y)
        expected += -2 * float(density) - len(at) * np.log(2 * np.pi)
    found = ofv(objective(LINE, pl.DataFrame(rows)), x)
    assert found.total[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_its_gradient_is_that_of_differences(case: str) -> None:
    """To 2e-3 of a gradient of 10 or more: differences of an objective whose modes are found to 1e-4."""
    model_ = spec(**CASES[case])
    given_ = occasions(doses(8), 10.0) if case == "occasions" else doses(8)
    times = (0.5, 1, 2, 4, 8, 10.5, 12) if case == "occasions" else (0.5, 1, 2, 4, 8)
    frame = data(model_, given_, times)
    if "changes" in case:
        late = (pl.col("TIME") > 1) & (pl.col("EVID") == 0)
        frame = frame.with_columns(WT=pl.when(late).then(55.0 + 3 * pl.col("TIME")).otherwise(pl.col("WT")))
    if "below" in case:
        frame = frame.with_columns(LLOQ=pl.lit(3.0))
        assert Records.of(model_, frame).censored.any()
    found, packing = objective(model_, frame), Packing(model_)
    x, step = packing.pack(packing.initial)[None] + 0.05, 1e-3
    at = ofv(found, x)
    assert at.settled.all()
    moves = step * np.concatenate([np.eye(packing.size), -np.eye(packing.size)])
    near = ofv(found, x + moves, np.tile(at.eta, (len(moves), 1, 1))).total
    up, down = np.split(near, 2)
    gradient = at.gradient[0].sum(axis=0)
    np.testing.assert_allclose(gradient, (up - down) / (2 * step), atol=2e-4 * max(10.0, np.abs(gradient).max()))


def test_the_order_of_subjects_does_not_matter() -> None:
    model_ = spec()
    frame = data(model_, doses(6))
    turned = pl.concat([frame.filter(pl.col("ID") == who) for who in (4, 1, 6, 3, 2, 5)])
    packing = Packing(model_)
    x = packing.pack(packing.initial)[None]
    one, other = (ofv(objective(model_, each), x) for each in (frame, turned))
    assert Records.of(model_, turned).id == (4, 1, 6, 3, 2, 5)
    assert one.total[0] == pytest.approx(other.total[0], rel=1e-12)
    np.testing.assert_allclose(one.eta[0][[3, 0, 5, 2, 1, 4]], other.eta[0], atol=1e-9)


def test_copies_do_not_know_of_each_other() -> None:
    model_ = spec()
    found, packing = objective(model_, data(model_, doses(5))), Packing(model_)
    x = packing.pack(packing.initial) + np.array([[0.0], [0.1], [-0.1]])
    together = ofv(found, x).total
    np.testing.assert_allclose(together, [ofv(found, each[None]).total[0] for each in x], rtol=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_simulated_is_found_again(seed: int) -> None:
    """Within 4 standard errors, by R⁻¹, which is right as the model is."""
    model_ = spec(**CASES["covariates"])
    found = fit(model_, data(model_, doses(80), seed=seed), covariance="r")
    packing = Packing(model_)
    assert found.converged
    assert found.covariance is not None
    off = packing.pack(found.population) - packing.pack(packing.initial)
    assert (np.abs(off) < 4 * np.sqrt(np.diag(found.covariance))).all()
    assert (np.abs(off) > 0).all()
