"""Patients of whom something is not known yet, whichever trials they are in."""

import numpy as np
import pytest

from firstdose.trial import DltDefinition
from firstdose.virtual.followed import Followed

WINDOW = DltDefinition(28, ())
INF = np.inf


def _followed(grade: tuple[int, ...] = (-1, -1, -1), reply: tuple[int, ...] = (-1, -1, -1)) -> Followed:
    """Two patients of trial 0 from days 0 and 10 on, one of trial 2 from day 5 on; the first has a DLT on day 14."""
    return Followed(
        row=np.array([0, 0, 2]),
        column=np.array([0, 1, 0]),
        level=np.array([0, 0, 1], np.int8),
        cohort=np.array([0, 0, 4], np.int16),
        first_day=np.array([0.0, 10.0, 5.0]),
        onset=np.array([14.0, INF, INF]),
        grade=np.array(grade, np.int8),
        reply=np.array(reply, np.int8),
    )


def test_the_judge_sees_each_patient_on_the_day_of_the_trial() -> None:
    for first, dlt in ((13.9, False), (14.0, True)):
        seen = _followed().judged(WINDOW, 28.0, np.array([first, first, 33.0]))
        assert seen.level.tolist() == [[0], [0], [1]]
        assert seen.dlt.tolist() == [[dlt], [False], [False]]
        assert seen.pending.tolist() == [[not dlt], [True], [False]]
        assert seen.cohort.tolist() == [[0], [0], [4]]


def test_who_has_not_started_is_not_there() -> None:
    assert _followed().judged(WINDOW, 28.0, np.array([9.0, 9.0, 4.9])).level.tolist() == [[0], [-1], [-1]]


def test_responses_and_grades_are_known_from_their_days_on() -> None:
    followed = _followed(grade=(4, 1, 0), reply=(1, 0, 1))
    early = followed.judged(WINDOW, 20.0, np.array([19.0, 19.0, 25.0]))
    assert (early.response.tolist(), early.severity.tolist()) == ([[-1], [-1], [1]], [[4], [-1], [-1]])
    late = followed.judged(WINDOW, 20.0, np.full(3, 60.0))
    assert (late.response.tolist(), late.severity.tolist()) == ([[1], [0], [1]], [[4], [1], [0]])
    plain = _followed().judged(WINDOW, 20.0, np.full(3, 60.0))
    assert (plain.response.tolist(), plain.severity.tolist()) == ([[-1]] * 3, [[-1]] * 3)


def test_windows_end_and_later_those_of_responses() -> None:
    row, end = _followed().ends(WINDOW, 50.0)
    assert (row.tolist(), end.tolist()) == ([0, 0, 2], [28, 38, 33])
    row, end = _followed(reply=(-1, 1, 0)).ends(WINDOW, 50.0)
    assert (row.tolist(), end.tolist()) == ([0, 0, 2, 0, 2], [28, 38, 33, 60, 55])


@pytest.mark.parametrize("which", [[True, False, True], [False, False, False]])
def test_some_of_them_and_others_beside_them(which: list[bool]) -> None:
    some = _followed()[np.array(which)]
    assert len(some) == sum(which)
    both = some + _followed()
    assert len(both) == sum(which) + 3
    assert both.first_day[-3:].tolist() == [0, 10, 5]
    assert len(Followed.nobody() + some) == sum(which)
