"""Steady states of models that are not linear."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model, Solution, Status, model, simulate
from firstdose.pkpd.engine.dosing.timeline import Timeline
from firstdose.pkpd.engine.statement import dosing, initial, rates
from firstdose.pkpd.engine.steady import repeated
from firstdose.pkpd.engine.steady.repeated import Rerun, chosen

MM = Model.load("pk2_mm")
LATER = np.array([0.01, 1.0, 6.9, 7.5, 20.0])


def _steady(records: dict[str, Any], times: Any = LATER, **params: Any) -> Solution:
    return simulate(MM, records, times, params, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("duration", [0.0, 0.04, 7.0, 10.0])
def test_amounts_are_those_that_many_doses_leave(duration: float) -> None:
    dose: dict[str, Any] = {"AMT": [500.0], "DUR": [duration], "II": [7.0]}
    many = _steady(dose | {"TIME": [-7.0 * 120], "ADDL": [121]})
    steady = _steady(dose | {"TIME": [0.0], "SS": [1], "ADDL": [1]})
    np.testing.assert_allclose(steady.values, many.values, rtol=1e-7)


@model({"DEPOT": "nmol, to absorb", "CENT": "nmol, in plasma"}, LAG="0.3 day, until absorption", VM="40 nmol/day, most")
def late(p: Any, y: Any) -> Any:
    """Absorbed after a lag, lost by saturable loss."""
    return rates(DEPOT=-y.DEPOT, CENT=y.DEPOT - p.VM * y.CENT / (5.0 + y.CENT)), dosing(DEPOT={"lag": p.LAG})


@pytest.mark.parametrize("duration", [0.0, 2.0, 9.0])
def test_lags_shift_the_doses_within_the_interval(duration: float) -> None:
    dose: dict[str, Any] = {"AMT": [100.0], "DUR": [duration], "II": [7.0]}
    params = {"LAG": [0.0, 0.3, 6.9, 7.0, 16.0]}
    many = simulate(late, dose | {"TIME": [-7.0 * 60], "ADDL": [61]}, LATER, params, rtol=1e-9)
    steady = simulate(late, dose | {"TIME": [0.0], "SS": [1], "ADDL": [1]}, LATER, params, rtol=1e-9)
    np.testing.assert_allclose(steady.values, many.values, rtol=1e-7, atol=1e-9)


def test_two_regimens_of_one_time_are_one_steady_state() -> None:
    both: dict[str, Any] = {"AMT": [200.0, 300.0], "CMT": [1, 2], "II": [7.0, 7.0]}
    many = _steady(both | {"TIME": [-7.0 * 120] * 2, "ADDL": [120] * 2}, [0.01, 3.0])
    steady = _steady(both | {"TIME": [0.0] * 2, "SS": [1] * 2}, [0.01, 3.0])
    np.testing.assert_allclose(steady.values, many.values, rtol=1e-7)


def test_a_constant_infusion_comes_to_rest() -> None:
    found = _steady({"TIME": [0.0], "AMT": [0.0], "RATE": [100.0], "SS": [1]}, [1e-9])
    c = found["CP"][0, 0]
    np.testing.assert_allclose(0.3 * c + 40 * c / (1.5 + c), 100.0, rtol=1e-7)
    np.testing.assert_allclose(found["PERI"][0, 0], 2.5 * c, rtol=1e-7)


def test_slow_patients_reach_theirs_as_exactly() -> None:
    """Without saturable loss the answer is known, and 1,400 intervals away for the slowest."""
    clearance = np.array([0.3, 0.02])
    found = simulate(
        MM,
        {"TIME": [0.0], "AMT": [50.0], "SS": [1], "II": [1.0]},
        [1.0],
        {"CL": clearance, "VM": 0.0},
        rtol=1e-9,
        atol=1e-12,
    )
    params: dict[str, Any] = {"CL": clearance, "V1": 3.0, "Q": 0.5, "V2": 2.5}
    exact = simulate(Model.load("pk2"), {"TIME": [0.0], "AMT": [50.0], "SS": [1], "II": [1.0]}, [1.0], params)
    np.testing.assert_allclose(found["CENT"], exact["CENT"], rtol=1e-6)


def test_a_dose_that_cannot_be_cleared_has_no_steady_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated, "LAST_REPEATS", 30)
    records: dict[str, Any] = {"TIME": [2.0], "AMT": [900.0], "SS": [1], "II": [1.0]}
    found = simulate(MM, records, [1.0, 2.0, 3.0], {"CL": [0.3, 0.0]}, rtol=1e-4, atol=1e-6)
    assert found.status.tolist() == [Status.OK, Status.NO_STEADY_STATE]
    assert found["CP"][1, :2].tolist() == [0.0, 0.0]
    assert np.isnan(found["CP"][1, 2])


def test_what_superposition_alone_could_answer_is_refused() -> None:
    with pytest.raises(ModelError, match="Record 2, column SS: 2 adds a steady state.*not linear"):
        _steady({"TIME": [0.0, 1.0], "AMT": [5.0, 5.0], "SS": [0, 2], "II": [0.0, 7.0]})
    with pytest.raises(ModelError, match="column II: 3.5 differs from that of another steady state"):
        _steady({"TIME": [0.0, 0.0], "AMT": [5.0, 5.0], "SS": [1, 1], "II": [7.0, 3.5]})


def test_patients_are_chosen_any_number_of_times() -> None:
    first, time = np.array([0, 1, 1, 3]), np.array([0.5, 1.0, 2.0])
    timeline = Timeline(first, time, np.zeros(3, np.int8), np.arange(3), np.ones(3))
    found = chosen(timeline, np.array([2, 1, 2, 0]))
    assert found.first.tolist() == [0, 2, 2, 4, 5]
    assert found.time.tolist() == [1.0, 2.0, 1.0, 2.0, 0.5]


@model({"X": "1, across", "Y": "1, up"}, MU="1 1, how far from linear")
def van_der_pol(p: Any, y: Any) -> Any:
    """At rest in 0, from where it swings itself up."""
    return rates(X=y.Y, Y=p.MU * (1 - y.X * y.X) * y.Y - y.X), initial(X=0.001)


def test_a_rest_that_nothing_comes_back_to_is_no_steady_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated, "FIRST_REPEATS", 2)  # so that Newton's method finds it
    monkeypatch.setattr(repeated, "LAST_REPEATS", 5)
    found = simulate(van_der_pol, {"TIME": [0.0], "AMT": [0.01], "II": [1.0], "SS": [1]}, [1.0])
    assert found.status.tolist() == [Status.NO_STEADY_STATE]


def test_repeats_go_on_until_what_is_left_does_not_count() -> None:
    def nearer(which: Any, x: Any, time: Any) -> Any:
        return 0.99 * x + 1.0

    rerun = Rerun(lambda *told: None, 1e-3, 1e-9)  # type: ignore[arg-type]
    intervals: Any = SimpleNamespace(after=nearer, longest=np.ones(1), rerun=rerun)
    x, exists = np.zeros((1, 1)), np.zeros(1, bool)
    repeated._repeat(intervals, np.array([0]), x, exists, 2000)
    assert exists.tolist() == [True]
    np.testing.assert_allclose(x, 100.0, rtol=1e-3)
