"""Timelines through linear models, against pencil and paper."""

from typing import Any

import numpy as np
import pytest

from firstdose.pkpd import Model, Status, model, simulate
from firstdose.pkpd.engine.dosing.timeline import Kind, Timeline
from firstdose.pkpd.engine.expression import sqrt
from firstdose.pkpd.engine.linear.matrices import Linear, is_linear
from firstdose.pkpd.engine.linear.propagate import propagate
from firstdose.pkpd.engine.statement import initial, outputs, rates

EXACT = 1e-13  # relative: rounding
K = 0.5 / 3


def test_an_infusion_rises_and_falls() -> None:
    times = np.array([0.0, 0.5, 1.0, 4.0])
    found = simulate(Model.load("pk1"), {"TIME": [0.0], "AMT": [90.0], "DUR": [1.0]}, times)["CENT"][0]
    rise = 90 / K * -np.expm1(-K * np.minimum(times, 1.0))
    np.testing.assert_allclose(found, rise * np.exp(-K * np.maximum(times - 1.0, 0.0)), rtol=EXACT)


@pytest.mark.parametrize("clearance", [0.5, 3.6])
def test_an_oral_dose_has_its_known_solution_for_any_pair_of_rates(clearance: float) -> None:
    times = np.array([0.1, 1.0, 5.0])
    params = {"KA": 1.2, "CL": clearance, "V": 3.0}
    found = simulate(Model.load("pk1_oral"), {"TIME": [0.0], "AMT": [90.0]}, times, params)["CENT"][0]
    k, ka = clearance / 3, 1.2
    apart = 90 * ka / (ka - k) * (np.exp(-k * times) - np.exp(-ka * times)) if k != ka else 0.0
    expected = apart if k != ka else 90 * ka * times * np.exp(-k * times)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_area_is_the_dose_by_clearance() -> None:
    found = simulate(Model.load("pk2"), {"TIME": [0.0], "AMT": [90.0]}, [1e4])["AUC"][0, 0]
    np.testing.assert_allclose(found, 180.0, rtol=EXACT)


@model({"X": "1, across", "Y": "1, up"}, W="2 1/day, frequency")
def swing(p: Any, y: Any) -> Any:
    """Eigenvalues that are not real."""
    return rates(X=p.W * y.Y, Y=-p.W * y.X), outputs(R=sqrt(y.X**2 + y.Y**2)), initial(X=1.0)


def test_a_model_may_swing() -> None:
    assert is_linear(swing)
    times = np.linspace(0, 10, 21)
    found = simulate(swing, {"TIME": [0.0], "AMT": [0.0]}, times)
    np.testing.assert_allclose(found["X"][0], np.cos(2 * times), atol=EXACT)
    np.testing.assert_allclose(found["R"][0], 1.0, rtol=EXACT)


def test_a_model_may_have_a_production_and_a_baseline() -> None:
    @model({"R": "nmol, response"}, KIN="10 nmol/day, production", KOUT="0.5 1/day, loss")
    def turnover(p: Any, y: Any) -> Any:
        """An indirect response without drug."""
        return rates(R=p.KIN - p.KOUT * y.R), initial(R=p.KIN / p.KOUT)

    records = {"TIME": [1.0, 3.0, 6.0], "AMT": [5.0, 0.0, 1.0], "EVID": [1, 3, 8]}
    found = simulate(turnover, records, [0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0])["R"][0]
    fades = np.exp(-0.5)
    expected = [20, 20, 20 + 5 * fades, 20 + 5 * fades**2, 20, 20, 20 - 19 * fades**2]
    np.testing.assert_allclose(found, expected, rtol=EXACT)


def test_a_patient_without_finite_rates_fails_alone() -> None:
    params = {"V": [3.0, 0.0, 3.0]}
    found = simulate(Model.load("pk1"), {"TIME": [0.0], "AMT": [90.0]}, [0.0, 1.0, 6.0], params)
    assert found.status.tolist() == [Status.OK, Status.NOT_FINITE, Status.OK]
    assert np.isnan(found["CENT"][1, 1:]).all()
    np.testing.assert_allclose(found["CENT"][[0, 2], 1], 90 * np.exp(-K), rtol=EXACT)


def test_growth_beyond_all_numbers_is_a_failure() -> None:
    found = simulate(Model.load("pk1"), {"TIME": [0.0], "AMT": [90.0]}, [1.0, 1e6], {"CL": -1.0})
    assert found.status.tolist() == [Status.NOT_FINITE]
    np.testing.assert_allclose(found["CENT"][0, 0], 90 * np.exp(1 / 3), rtol=EXACT)
    assert np.isnan(found["CENT"][0, 1])


def test_a_reset_turns_infusions_off() -> None:
    time, kind, value = np.array([0.0, 2.0]), np.array([Kind.RATE, Kind.RESET], np.int8), np.array([60.0, 0.0])
    timeline = Timeline(np.array([0, 2]), time, kind, np.zeros(2, np.int64), value)
    linear = Linear.of(Model.load("pk1"), np.array([[0.5, 3.0]]))
    found = propagate(linear, np.array([[7.0]]), timeline, np.array([2.0, 5.0]), np.array([0]), np.array([[0.0]]))
    np.testing.assert_allclose(found.values[0, :, 0], [360 * -np.expm1(-2 * K), 7 * np.exp(-3 * K)], rtol=EXACT)
