"""The patients of running trials, and the day of each trial."""

import numpy as np
import pytest

from firstdose.errors import DesignError
from firstdose.trial import DltDefinition
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.truth import AssumedCurve, Patients
from firstdose.virtual.ward import Ward

WINDOW = DltDefinition(28, ())
CURVE = AssumedCurve((0.2, 0.6))
TOLERANCE = np.array([[0.1, 0.5, 0.3, 0.9], [0.9, 0.9, 0.15, 0.9], [0.9, 0.9, 0.9, 0.9]])
ALL = np.arange(3)


def _ward() -> Ward:
    return Ward.empty(Patients(TOLERANCE, np.zeros(TOLERANCE.shape, np.int64)), range(7, 10), first_day=5.0)


def _treated(ward: Ward, rows: list[int], level: list[int], size: int) -> Ward:
    ward.treat(np.array(rows), np.array(level, np.int8), size, CURVE, AtOnce(), seed=1)
    return ward


def test_nobody_at_first() -> None:
    ward = _ward()
    assert ward.observe(ALL, WINDOW).level.shape == (3, 0)
    assert ward.live.all()
    assert (ward.day.tolist(), ward.trials.tolist()) == ([5, 5, 5], [7, 8, 9])


def test_a_cohort_is_enrolled_at_its_level_in_the_next_columns() -> None:
    ward = _treated(_treated(_ward(), [0, 1], [0, 0], 2), [0], [1], 1)
    assert ward.level.tolist() == [[0, 0, 1, -1], [0, 0, -1, -1], [-1] * 4]
    assert (ward.n.tolist(), ward.cohorts.tolist()) == ([3, 2, 0], [2, 1, 0])
    assert ward.cohort[0, :3].tolist() == [0, 0, 1]
    assert ward.onset[0].tolist() == pytest.approx([14.0, np.inf, 14.0, np.inf])


def test_events_become_dlts_by_the_trials_day() -> None:
    ward = _treated(_ward(), [0, 1], [0, 0], 2)
    ward.day[:] = 5 + np.array([13.9, 28.0, 0.0])
    seen = ward.observe(ALL, WINDOW)
    assert seen.level.tolist() == [[0, 0], [0, 0], [-1, -1]]
    assert seen.dlt.tolist() == [[False, False]] * 3
    assert seen.pending.sum(axis=1).tolist() == [2, 0, 0]
    ward.day[0] = 5 + 14.0
    assert ward.observe(ALL, WINDOW).dlt[0].tolist() == [True, False]


def test_time_passes_to_the_end_of_the_next_window() -> None:
    ward = _ward()
    ward.first_day[0, :3] = [5.0, 9.0, 20.0]
    ward.day[0] = 20.0
    for day in (33.0, 37.0, 48.0):
        ward.wait(np.array([0]), WINDOW)
        assert ward.day.tolist() == [day, 5, 5]


def test_a_trial_without_an_open_window_cannot_wait() -> None:
    ward = _treated(_ward(), [0], [0], 2)
    ward.day[0] += 28
    with pytest.raises(DesignError) as refused:
        ward.wait(np.array([0]), WINDOW)
    assert str(refused.value) == "The design waits although every DLT window has ended. It must treat or stop then."


def test_a_closed_trial_keeps_its_mtd() -> None:
    ward = _ward()
    ward.close(np.array([0, 2]), np.array([1, -1], np.int8))
    assert (ward.live.tolist(), ward.mtd.tolist()) == ([False, True, False], [1, -1, -1])
