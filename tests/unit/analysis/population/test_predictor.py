"""Predictions for many copies of a population, against closed forms and against the engine's own simulation."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.population import spec

from firstdose.analysis.population import PopulationModel, Predictor, Records
from firstdose.analysis.population.values import Packing
from firstdose.errors import DataError
from firstdose.pkpd import Model, simulate
from firstdose.types import F64

SATURABLE = {
    "model": "pk2_mm",
    "theta": {"CL": 0.3, "V1": 3.0, "VM": 40.0},
    "omega": {"CL": 0.1, "VM": 0.1},
    "error": {"CENT": {"additive": 1.0}, "CP": {"additive": 1.0}},
}
FRAME = pl.DataFrame(
    {
        "ID": [1, 1, 1, 1, 2, 2],
        "TIME": [0.0, 1.0, 1.0, 7.0, 0.0, 2.5],
        "AMT": [300.0, None, None, None, 100.0, None],
        "DV": [None, 1.0, 1.0, 1.0, None, 1.0],
        "DVID": ["CP", "CENT", "CP", "CP", "CP", "CENT"],
    }
)


def predicted(model: PopulationModel, frame: pl.DataFrame = FRAME) -> tuple[Predictor, F64]:
    return Predictor(model, Records.of(model, frame)), Packing(model).initial.theta[None]


def test_it_is_what_the_engine_simulates_of_each_subject_and_copy() -> None:
    predictor, theta = predicted(spec(**SATURABLE))
    theta = np.concatenate([theta, theta + 0.1])
    eta = np.random.default_rng(1).normal(0, 0.3, (2, 2, 2))
    found = predictor.predict(theta, eta)
    for copy in range(2):
        cl, v1, vm = np.exp(theta[copy])
        given = {"CL": cl * np.exp(eta[copy, :, 0]), "V1": [v1, v1], "VM": vm * np.exp(eta[copy, :, 1])}
        told = {"ID": [1, 2], "TIME": [0.0, 0.0], "AMT": [300.0, 100.0]}
        seen = simulate(Model.load("pk2_mm"), told, [1.0, 2.5, 7.0], given, rtol=1e-10)
        expected = [seen["CENT"][0, 0], seen["CP"][0, 0], seen["CP"][0, 2], seen["CENT"][1, 1]]
        np.testing.assert_allclose(found[copy], expected, rtol=1e-6)


@pytest.mark.parametrize("changes", [SATURABLE, {}])
def test_slopes_are_those_of_differences(changes: dict[str, Any]) -> None:
    predictor, theta = predicted(spec(**changes), FRAME if changes else FRAME.drop("DVID"))
    assert predictor.has_sensitivities == bool(changes)
    eta = np.random.default_rng(1).normal(0, 0.3, (1, 2, predictor.k))
    _, slopes = predictor.with_slopes(theta, eta)
    for k in range(predictor.k):
        move = 1e-3 * np.eye(predictor.k)[k]
        differences = (predictor.predict(theta, eta + move) - predictor.predict(theta, eta - move)) / 2e-3
        np.testing.assert_allclose(slopes[..., k], differences, atol=1e-5 * np.abs(slopes).max())


def test_a_dose_that_the_engine_refuses_is_told_by_its_row_in_the_data() -> None:
    frame = FRAME.drop("DVID").with_columns(CMT=pl.Series(["1", "1", "1", "1", "7", "1"]))
    with pytest.raises(DataError, match="The data, row 5, column CMT: '7' is no state"):
        predicted(spec(), frame)


def test_parameters_that_are_impossible_are_nan_for_their_subject_alone() -> None:
    predictor, theta = predicted(spec(), FRAME.drop("DVID"))
    eta = np.zeros((2, 2, 3))
    eta[1, 0, 1] = 1e4  # of which the exponential is infinite
    found = predictor.predict(np.repeat(theta, 2, axis=0), eta)
    assert np.isnan(found).tolist() == [[False] * 4, [True, True, True, False]]
    assert found[0, 3] == found[1, 3]


def test_a_bolus_is_seen_by_the_observation_that_follows_it() -> None:
    frame = pl.DataFrame(
        {
            "ID": [1] * 4,
            "TIME": [0.0, 0.0, 1.0, 1.0],
            "AMT": [300.0, None, None, 300.0],
            "DV": [None, 1.0, 1.0, None],
        }
    )
    predictor, theta = predicted(spec(model="pk1", theta={"CL": 0.5, "V": 3.0}, omega={"CL": 0.1}), frame)
    found = predictor.predict(theta, np.zeros((1, 1, 1)))
    np.testing.assert_allclose(found, [[100.0, 100.0 * np.exp(-0.5 / 3)]], rtol=1e-8)


def test_occasions_change_the_parameters_from_their_first_row_on() -> None:
    frame = pl.DataFrame(
        {
            "ID": [1] * 4,
            "TIME": [0.0, 1.0, 2.0, 3.0],
            "AMT": [300.0, None, None, None],
            "DV": [None, 1.0, 1.0, 1.0],
            "OCC": ["a", "a", "b", "b"],
        }
    )
    model = spec(model="pk1", theta={"CL": 0.5, "V": 3.0}, omega={}, iov={"CL": 0.1})
    predictor, theta = predicted(model, frame)
    found = predictor.predict(theta, np.array([[[0.0, np.log(2)]]]))
    np.testing.assert_allclose(found[0], 100 * np.exp(-0.5 / 3 * np.array([1.0, 2.0, 4.0])), rtol=1e-8)
