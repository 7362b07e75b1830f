"""The patients of running trials, and the day of each trial."""

import numpy as np
import pytest

from firstdose.errors import DesignError
from firstdose.trial import DltDefinition
from firstdose.virtual.arrivals import AtOnce, PoissonSites
from firstdose.virtual.truth import AssumedCurve
from firstdose.virtual.ward import BACKFILL, Intake, Ward

WINDOW = DltDefinition(28, ())
CURVE = AssumedCurve((0.2, 0.6))
SITES = PoissonSites((5.0,), (3.0,))
ALL = np.arange(3)


def _ward(arrivals: AtOnce | PoissonSites = AtOnce(5.0), most: int = 4, response_days: float = 28.0) -> Ward:  # noqa: B008
    return Ward.empty(Intake(CURVE, arrivals, 1, range(7, 10)), WINDOW, response_days, most)


def _treated(ward: Ward, rows: list[int], level: list[int], days: list[list[float]]) -> Ward:
    ward.treat(np.array(rows), np.array(level, np.int8), np.array(days))
    return ward


def test_nobody_at_first() -> None:
    ward = _ward()
    assert ward.observe(ALL).level.shape == (3, 0)
    assert ward.live.all()
    assert (ward.day.tolist(), ward.progress) == ([5, 5, 5], 0.0)
    assert np.array_equal(ward.patients.tolerance, CURVE.patients(1, range(7, 10), 4).tolerance)


def test_cohorts_are_numbered_and_fill_the_next_columns() -> None:
    ward = _treated(_treated(_ward(), [0, 1], [0, 0], [[5, 6], [5, 7]]), [0], [1], [[40]])
    seen = ward.observe(ALL)
    assert seen.level.tolist() == [[0, 0, 1], [0, 0, -1], [-1] * 3]
    assert (ward.n.tolist(), ward.cohorts.tolist(), ward.day.tolist()) == ([3, 2, 0], [2, 1, 0], [40, 7, 5])
    assert seen.cohort[0].tolist() == [0, 0, 1]
    assert ward.progress == pytest.approx(5 / 12)


def test_backfill_patients_stand_beside_the_cohorts() -> None:
    ward = _treated(_ward(), [0, 1, 2], [1, 1, 0], [[5], [5], [5]])
    ward.backfill(np.array([0, 2]), np.array([0, 0], np.int8), np.array([9.0, 8.0]))
    seen = ward.observe(ALL)
    assert seen.cohort[:, 1].tolist() == [BACKFILL, 0, BACKFILL]
    assert seen.level.tolist() == [[1, 0], [1, -1], [0, 0]]
    assert (ward.n.tolist(), ward.escalated.tolist(), ward.day.tolist()) == ([2, 1, 2], [1, 1, 1], [9, 5, 8])
    assert seen.current.tolist() == [1, 1, 0]


def test_room_is_made_for_whoever_comes_beyond_the_cohorts() -> None:
    ward = _treated(_ward(SITES, most=2), [0, 1, 2], [0, 0, 0], [[5, 6]] * 3)
    first = ward.waits[:, :2].copy()
    for day in range(7, 30):
        ward.backfill(np.array([1]), np.array([0], np.int8), np.array([float(day)]))
    assert ward.n.tolist() == [2, 25, 2]
    assert ward.chart.room >= 25
    assert np.array_equal(ward.waits[:, :2], first)
    assert np.array_equal(ward.patients.tolerance[:, :25], CURVE.patients(1, range(7, 10), 25).tolerance)
    assert ward.ended().counts(2).n.tolist() == [[2, 0], [25, 0], [2, 0]]


def test_backfill_without_end_is_refused() -> None:
    ward = _ward()
    ward.n[:] = 1000
    with pytest.raises(DesignError, match="more than 1,000 patients. Lower its maximum, or limit backfill"):
        ward.backfill(ALL, np.zeros(3, np.int8), np.zeros(3))


def test_patients_come_one_after_another_by_their_addresses() -> None:
    ward = _ward(SITES)
    two = ward.comes(ALL, 2)
    later = ward.comes(ALL, 1, after=1)
    ward.call_next(ALL)
    assert np.array_equal(ward.day, two[:, 0])
    assert ward.comes(ALL, 1, after=1)[:, 0] == pytest.approx(two[:, 1])
    assert np.all(later[:, 0] > 5)
    _treated(ward, [0, 1, 2], [0, 0, 0], ward.day[:, None].tolist())
    assert ward.comes(ALL, 1)[:, 0] == pytest.approx(two[:, 1])
    one = _treated(ward, [1], [0], [[30.0]])
    assert one.comes(np.array([0, 1]), 1).shape == (2, 1)  # not in step any more


def test_where_the_escalation_is_full_nobody_is_called_and_all_are_followed() -> None:
    ward = _treated(_ward(SITES, most=2), [0], [0], [[6, 8]])
    ward.call_next(ALL)
    assert ward.wants(ALL).tolist() == [False, True, True]
    assert ward.day[0] == 36
    assert np.all(ward.day[1:] > 5)


def test_time_passes_to_the_end_of_the_next_window() -> None:
    ward = _treated(_ward(), [0], [0], [[5, 9, 20]])
    for day in (33.0, 37.0, 48.0):
        ward.wait(np.array([0]))
        assert ward.day.tolist() == [day, 5, 5]
    ward.wait(np.zeros(0, np.int64))


def test_time_passes_to_the_day_on_which_a_response_is_known() -> None:
    answers = AssumedCurve((0.2, 0.6), p_response=(0.5, 0.5))
    for truth, days in ((answers, (33.0, 37.0, 55.0, 59.0)), (CURVE, (33.0, 37.0))):
        ward = Ward.empty(Intake(truth, AtOnce(5.0), 1, range(1)), WINDOW, 50.0, 4)
        _treated(ward, [0], [0], [[5, 9]])
        for day in days:
            ward.wait(np.array([0]))
            assert ward.day.tolist() == [day]
        with pytest.raises(DesignError):
            ward.wait(np.array([0]))


def test_a_trial_without_an_open_window_cannot_wait() -> None:
    ward = _treated(_ward(), [0], [0], [[5, 5]])
    ward.day[0] += 28
    with pytest.raises(DesignError) as refused:
        ward.wait(np.array([0]))
    assert str(refused.value) == "The design waits although every DLT window has ended. It must treat or stop then."


def test_a_closed_trial_keeps_its_mtd_and_is_followed_to_the_end() -> None:
    ward = _treated(_ward(), [0, 1, 2], [1, 1, 1], [[5]] * 3)
    ward.close(np.array([0, 2]), np.array([1, -1], np.int8))
    assert (ward.live.tolist(), ward.mtd.tolist()) == ([False, True, False], [1, -1, -1])
    assert ward.observe(ALL).pending.tolist() == [[False], [True], [False]]
    assert not ward.ended().pending.any()


def test_trials_that_have_ended_are_looked_at_while_they_are_few() -> None:
    ward = Ward.empty(Intake(CURVE, AtOnce(), 1, range(8)), WINDOW, 28.0, 4)
    ward.close(np.array([3]), np.array([0], np.int8))
    assert ward.rows.tolist() == list(range(8))
    ward.close(np.array([5]), np.array([0], np.int8))
    assert ward.rows.tolist() == [0, 1, 2, 4, 6, 7]
