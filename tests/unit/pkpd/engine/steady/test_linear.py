"""Steady states of linear models, by hand."""

from typing import Any

import numpy as np
import pytest

from firstdose.pkpd import Model, Solution, Status, model, simulate
from firstdose.pkpd.engine.statement import initial, rates

PK1, PK2 = Model.load("pk1"), Model.load("pk2")
K, TAU = 0.5 / 3, 7.0
SOON = 1e-9  # after a record: the amounts it left
EXACT = 1e-12


def _after(records: dict[str, Any], of: Model = PK1, times: Any = (SOON,), **params: float) -> Solution:
    return simulate(of, records, times, params)


def test_boluses_add_up_to_a_geometric_series() -> None:
    found = _after({"TIME": [0.0], "AMT": [90.0], "SS": [1], "II": [TAU]})["CENT"][0, 0]
    np.testing.assert_allclose(found, 90 / -np.expm1(-K * TAU), rtol=1e-9)


@pytest.mark.parametrize("duration", [1.0, 7.0, 10.0, 14.0, 20.0])
def test_infusions_may_overlap(duration: float) -> None:
    records: dict[str, Any] = {"TIME": [0.0], "AMT": [90.0], "DUR": [duration], "SS": [1], "II": [TAU]}
    found = _after(records, times=[0.0, SOON, TAU - SOON])["CENT"][0]
    begun = TAU * np.arange(1, 200)
    rate = 90 / duration
    left = rate / K * (np.exp(-K * np.maximum(begun - duration, 0)) - np.exp(-K * begun))
    np.testing.assert_allclose(found[1], left.sum() + rate * SOON, rtol=1e-9)
    assert found[0] == 0.0  # before the record


def test_a_constant_infusion_is_at_rest_and_ends_at_its_record() -> None:
    records: dict[str, Any] = {"TIME": [0.0], "AMT": [0.0], "RATE": [100.0], "SS": [1]}
    found = _after(records, PK2, [SOON, 3.0])
    np.testing.assert_allclose(found["CENT"][0, 0], 600.0, rtol=1e-9)
    np.testing.assert_allclose(found["PERI"][0, 0], 500.0, rtol=1e-9)
    assert found["CENT"][0, 1] < 500.0


def test_the_area_begins_at_a_steady_state() -> None:
    records: dict[str, Any] = {"TIME": [0.0, 10.0], "AMT": [90.0, 90.0], "SS": [0, 1], "II": [0.0, TAU], "ADDL": [0, 0]}
    found = _after(records, PK2, [10.0, 10.0 + SOON, 17.0])["AUC"][0]
    assert found[0] > 0
    np.testing.assert_allclose(found[1:], [0.0, 90 / 0.5], atol=1e-6)


def test_two_steady_states_of_one_time_add_up_in_any_order() -> None:
    for lag in (0.0, 0.5):
        cent = {"AMT": 30.0, "CMT": 2, "DUR": 0.5, "SS": 1, "II": 1.0, "TIME": 0.0}
        gut = {"AMT": 70.0, "CMT": 1, "DUR": 0.0, "SS": 1, "II": 1.0, "TIME": 0.0}
        found = []
        for rows in ([cent, gut], [gut, cent]):
            records = {name: [row[name] for row in rows] for name in cent}
            found.append(simulate(Model.load("pk2_oral"), records, [SOON, 0.7], {"ALAG": lag}).values)
        alone = [
            simulate(Model.load("pk2_oral"), {k: [v] for k, v in row.items()}, [SOON, 0.7], {"ALAG": lag}).values
            for row in (cent, gut)
        ]
        np.testing.assert_allclose(found[0], found[1], rtol=1e-14)
        np.testing.assert_allclose(found[0], alone[0] + alone[1], rtol=EXACT, atol=1e-9)


def test_without_a_way_out_there_is_no_steady_state() -> None:
    found = simulate(PK1, {"TIME": [1.0], "AMT": [90.0], "SS": [1], "II": [TAU]}, [0.5, 1.0, 2.0], {"CL": [0.5, 0.0]})
    assert found.status.tolist() == [Status.OK, Status.NO_STEADY_STATE]
    assert found["CP"][1, :2].tolist() == [0.0, 0.0]
    assert np.isnan(found["CP"][1, 2])
    assert np.isnan(found.end[1]).all()
    assert np.isfinite(found["CP"][0]).all()


def test_a_dose_into_an_area_has_no_steady_state() -> None:
    found = _after({"TIME": [0.0], "AMT": [90.0], "CMT": ["AUC"], "SS": [1], "II": [TAU]}, PK2)
    assert found.status.tolist() == [Status.NO_STEADY_STATE]


@model({"BASE": "nmol, store", "R": "nmol, response", "CENT": "nmol, drug"}, K="0.5 1/day, rate")
def response(p: Any, y: Any) -> Any:
    """Beside the drug, a response that is at rest without it."""
    return rates(BASE=0.0, R=4 + p.K * (y.BASE - y.R), CENT=-p.K * y.CENT), initial(BASE=6.0, R=1.0)


def test_what_the_dose_does_not_reach_is_at_rest_too() -> None:
    found = _after({"TIME": [0.0], "AMT": [90.0], "CMT": [3], "SS": [1], "II": [TAU]}, response)
    np.testing.assert_allclose(found.values[0, 0], [6.0, 14.0, 90 / -np.expm1(-0.5 * TAU)], rtol=1e-8)


def test_on_top_of_what_is_there() -> None:
    records: dict[str, Any] = {"TIME": [0.0, 1.0], "AMT": [50.0, 90.0], "SS": [0, 2], "II": [0.0, TAU]}
    found = _after(records, times=[1.0 + SOON])["CENT"][0, 0]
    np.testing.assert_allclose(found, 50 * np.exp(-K) + 90 / -np.expm1(-K * TAU), rtol=1e-9)
