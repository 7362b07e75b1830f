"""Typical values, covariates and random effects make patients."""

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.molecule import library
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.population import etas, virtual_patients
from firstdose.pkpd.variability import ByTime, Occasions, Omega, Power, Variability, of_kinetics

SEED, PK1 = 11, Model.load("pk1")


def test_covariates_act_before_random_effects() -> None:
    lively = Variability(Omega.of({"CL": 0.3}), (Power("CL", "weight", 70.0, 0.75), Power("V", "weight", 70.0, 1.0)))
    found = lively.draw(PK1.defaults, SEED, range(3), {"weight": [35.0, 70.0, 140.0]})
    plain = Variability(Omega.of({"CL": 0.3})).draw(PK1.defaults, SEED, range(3))
    assert found["CL"] / plain["CL"] == pytest.approx([0.5**0.75, 1.0, 2**0.75])
    assert found["V"] == pytest.approx([1.5, 3.0, 6.0])


def test_the_published_pharmacokinetics_of_t_dm1_make_the_same_patients() -> None:
    """Lu 2014: correlated effects, and covariates of clearance and volume."""
    kinetics = library("t-dm1").pharmacokinetics
    told = of_kinetics(kinetics)
    n, names = 500, ("CL", "V1", "Q", "V2")
    covariates = {each.covariate: each.reference * np.linspace(0.7, 1.4, n) for each in kinetics.covariates}
    typical = {name: getattr(kinetics, name).to("L/day" if name in ("CL", "Q") else "L") for name in names}
    found = told.draw(typical, SEED, range(n), covariates)
    meant = virtual_patients(kinetics, covariates, etas(kinetics.omega, SEED, n)).kinetics
    for name in names:
        assert found[name] == pytest.approx(getattr(meant, name), rel=1e-12)


def test_parameters_follow_occasions_into_a_simulation() -> None:
    occasions = Occasions(Omega.of({"CL": 0.5}), ByTime((7.0,)))
    lively = Variability(Omega.of({"CL": 0.3}), occasions=occasions)
    drawn = lively.draw(PK1.defaults, SEED, range(2))
    doses, params = lively.over_occasions({"TIME": [0.0], "AMT": [300.0]}, drawn, SEED, range(2))
    assert list(params) == ["V"]
    decline = -np.diff(np.log(simulate(PK1, doses, [1.0, 2.0, 8.0, 9.0], params)["CP"]), axis=1)[:, [0, 2]]
    clearance = doses.sort("ID", "TIME")["CL"].to_numpy().reshape(2, 2)
    assert decline == pytest.approx(clearance / 3, rel=1e-9)


def test_without_occasions_doses_and_parameters_stay() -> None:
    doses = {"TIME": [0.0]}
    plain = Variability(Omega.of({"CL": 0.3}))
    assert plain.over_occasions(doses, {"CL": np.ones(2)}, SEED, range(2))[0] is doses


def test_what_is_missing_is_named() -> None:
    lively = Variability(Omega.of({"CL": 0.3}), (Power("CL", "weight", 70.0, 0.75),))
    with pytest.raises(ModelError, match=r"weight acts on CL and is not among the covariates \(none\)\. Give it, NaN"):
        lively.draw(PK1.defaults, SEED, range(3))
    with pytest.raises(ModelError, match="weight acts on CL, which has no typical value. There are V"):
        lively.draw({"V": 3.0}, SEED, range(3), {"weight": 70.0})
