"""Which infusions still run at a steady state, and which doses have still to come."""

import numpy as np
import pytest

from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.doses import given_doses
from firstdose.pkpd.engine.dosing.parameters import parameters
from firstdose.pkpd.engine.dosing.records import read
from firstdose.pkpd.engine.dosing.timeline import Kind
from firstdose.pkpd.engine.steady.regimens import Regimens, regimens

ORAL = Model.load("pk2_oral")


def _regimens(lag: float, *doses: tuple[float, float, int, int]) -> Regimens:
    """Time, duration, state and SS of doses every 7 days."""
    time, duration, state, steady = (list(each) for each in zip(*doses, strict=True))
    n = len(time)
    columns = {"TIME": time, "DUR": duration, "CMT": state, "SS": steady, "AMT": [70.0] * n, "II": [7.0] * n}
    records = read(columns, ORAL)
    given = {"ALAG": np.array(lag), "F": np.array(1.0)}
    return regimens(records, given_doses(records, parameters(ORAL, given, records, 1), ORAL))


@pytest.mark.parametrize(
    ("duration", "lag", "left"),
    [
        (0.0, 0.0, []),
        (5.0, 0.0, []),
        (7.0, 0.0, []),
        (10.0, 0.0, [3.0]),
        (20.0, 0.0, [13.0, 6.0]),
        (5.0, 3.0, [1.0]),
        (5.0, 10.0, [1.0]),
        (12.0, 3.0, [8.0, 1.0]),
    ],
)
def test_infusions_run_for_what_is_left_of_them(duration: float, lag: float, left: list[float]) -> None:
    which, found = _regimens(lag, (0.0, duration, 1, 1)).running()
    np.testing.assert_allclose(found, left, rtol=1e-14)
    assert set(which) <= {0}


@pytest.mark.parametrize(
    ("lag", "phase", "pending"), [(0.0, 0.0, []), (3.0, 3.0, []), (7.0, 0.0, [0.0]), (16.0, 2.0, [2.0, 9.0])]
)
def test_doses_of_a_lag_longer_than_the_interval_are_still_to_come(
    lag: float, phase: float, pending: list[float]
) -> None:
    found = _regimens(lag, (0.0, 0.0, 1, 1))
    assert found.phase.tolist() == [phase]
    assert found.pending()[1].tolist() == pending


def test_an_interval_begins_with_what_runs_and_takes_in_a_dose() -> None:
    period = _regimens(3.0, (0.0, 5.0, 1, 1)).period()
    told = list(zip(period.time, period.kind, period.value, strict=True))
    assert told == [(0.0, Kind.RATE, 14.0), (1.0, Kind.RATE, 0.0), (3.0, Kind.RATE, 14.0), (8.0, Kind.RATE, 0.0)]


def test_steady_states_of_one_time_are_one_unless_on_top() -> None:
    found = _regimens(0.0, (0.0, 0.0, 1, 1), (0.0, 1.0, 2, 1), (0.0, 0.0, 2, 2), (9.0, 0.0, 1, 1))
    assert len(set(found.task[:2])) == 1
    assert len(set(found.task)) == 3
    assert found.begins.tolist() == [True, False, False, True]
    assert found.tops_up.tolist() == [False, False, True, False]
