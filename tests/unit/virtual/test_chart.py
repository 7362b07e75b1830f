"""What is known of patients: the same whether all of it is judged at once, or by and by."""

from dataclasses import fields, replace

import numpy as np
import pytest

from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import I64
from firstdose.virtual.chart import Chart
from firstdose.virtual.followed import Followed

WINDOW = DltDefinition(28, ())
ALL = np.arange(3)
COUNTS = ("n", "dlt", "pending", "response")
PATIENTS = Followed(  # two of each trial on days 0 and 10; a third of the first trial at the upper level on day 30
    row=np.array([0, 0, 1, 1, 2, 2, 0]),
    column=np.array([0, 1, 0, 1, 0, 1, 2]),
    level=np.array([0, 0, 0, 0, 0, 0, 1], np.int8),
    cohort=np.array([0, 0, 0, 0, 0, 0, 1], np.int16),
    first_day=np.array([0.0, 10, 0, 10, 0, 10, 30]),
    onset=np.array([14.0, np.inf, np.inf, 1.0, np.inf, np.inf, 14.0]),
    grade=np.full(7, -1, np.int8),
    reply=np.full(7, -1, np.int8),
)
ANSWERING = replace(
    PATIENTS, reply=np.array([1, 0, 1, 1, 0, 0, 1], np.int8), grade=np.array([3, 1, 0, 5, 2, 0, 4], np.int8)
)


def _chart(patients: Followed = PATIENTS, response_days: float = 28.0) -> Chart:
    chart = Chart.empty(3, 4, 2, WINDOW, response_days)
    chart.enrol(patients)
    return chart


def _seen(chart: Chart, day: float, rows: I64 = ALL) -> Outcomes:
    chart.judge(np.full(3, day))
    return chart.seen(rows, 3)


def test_nobody_is_known_at_first() -> None:
    chart = Chart.empty(3, 4, 2, WINDOW, 28.0)
    chart.judge(np.zeros(3))
    assert chart.seen(ALL, 0).level.shape == (3, 0)
    assert chart.seen(ALL, 0).counts(2).n.tolist() == [[0, 0]] * 3


@pytest.mark.parametrize(("patients", "response_days"), [(PATIENTS, 28.0), (ANSWERING, 28.0), (ANSWERING, 40.0)])
def test_what_is_known_and_counted_by_and_by_is_what_is_known_and_counted_at_once(
    patients: Followed, response_days: float
) -> None:
    step_by_step = _chart(patients, response_days)
    for day in (5.0, 13.0, 14.0, 30.0, 30.0, 38.0, 44.0, 45.0, 58.0, 90.0):
        seen, at_once = _seen(step_by_step, day), _seen(_chart(patients, response_days), day)
        for field in fields(Outcomes):
            assert np.array_equal(getattr(seen, field.name), getattr(at_once, field.name)), (day, field.name)
        for name in COUNTS:
            assert np.array_equal(getattr(seen.counts(2), name), getattr(seen[:].counts(2), name)), (day, name)


def test_only_those_are_followed_of_whom_something_can_still_become_known() -> None:
    chart = _chart()
    for day, left in ((5.0, 7), (11.0, 6), (14.0, 5), (28.0, 3), (38.0, 1), (44.0, 0)):
        _seen(chart, day)
        assert len(chart.followed) == left, day
    late = _chart(ANSWERING, 40.0)
    for day, left in ((38.0, 7), (40.0, 4), (50.0, 1), (70.0, 0)):
        _seen(late, day)
        assert len(late.followed) == left, day


def test_each_trial_has_a_day_of_its_own() -> None:
    chart = _chart()
    chart.judge(np.array([14.0, 9.0, np.inf]))
    assert chart.seen(ALL, 2).dlt.tolist() == [[True, False], [False, False], [False, False]]
    assert chart.seen(ALL, 2).level.tolist() == [[0, 0], [0, -1], [0, 0]]
    assert chart.seen(ALL, 2).pending.tolist() == [[False, True], [True, False], [False, False]]


def test_some_trials_may_be_looked_at_alone() -> None:
    chart = _chart()
    some, whole = _seen(chart, 38.0, rows=np.array([0, 2])), _seen(chart, 38.0)
    assert some.dlt.tolist() == whole.dlt[[0, 2]].tolist()
    assert some.counts(2).n.tolist() == [[2, 1], [2, 0]]


def test_windows_end_one_after_another() -> None:
    chart, day = _chart(), np.array([30.0, 5.0, 90.0])
    chart.judge(day)
    assert chart.next_end(day).tolist() == [38, 28, np.inf]
    assert chart.last_end(day).tolist() == [58, 38, 90]


def test_more_room_changes_nothing() -> None:
    narrow, wide = _chart(), _chart()
    for chart in (narrow, wide):
        _seen(chart, 38.0)
    wide.widen(9)
    assert (narrow.room, wide.room) == (4, 9)
    one, other = _seen(narrow, 50.0), _seen(wide, 50.0)
    assert one.dlt.tolist() == other.dlt.tolist()
    assert one.counts(2).n.tolist() == other.counts(2).n.tolist()
    assert (wide.known.level[:, 3:] == -1).all()
