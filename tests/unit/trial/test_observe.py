"""Where events become DLTs, evaluability and follow-up: a trial by hand, one rule a test."""

import numpy as np
import pytest
from numpy.typing import ArrayLike

from firstdose.trial import ADJUDICATED, Criterion, DltDefinition, Doses, Events, Findings, Outcomes, observe

WINDOW = DltDefinition(21, (Criterion.parse("nausea >= 3"),))
TERMS = ("nausea", "fatigue", ADJUDICATED)
NAUSEA, FATIGUE, JUDGED = range(3)
FIRST = (0.0, 10.0, 12.5)  # days of the first doses


def _seen(
    *events: tuple[int, float, int, int],
    cut: ArrayLike = 1000.0,
    last: ArrayLike = np.inf,
    level: ArrayLike = (0, 0, 1),
    first: ArrayLike = FIRST,
    findings: Findings | None = None,
) -> Outcomes:
    """One trial of three; an event is (patient, day, term, grade)."""
    patient, day, term, grade = np.array(events, np.float64).reshape(-1, 4).T
    doses = Doses(
        level=np.array([level], np.int8),
        cohort=np.array([[0, 0, 1]], np.int16),
        first_day=np.array([first], np.float64),
        last_day=np.broadcast_to(np.asarray(last, np.float64), (1, 3)),
    )
    where = np.zeros(len(day), np.int64)
    happened = Events(where, patient.astype(np.int64), day, term.astype(np.int64), grade.astype(np.int8), TERMS)
    return observe(doses, happened, WINDOW, cut, findings)


def test_without_events_every_window_ends_without_a_dlt() -> None:
    seen = _seen()
    assert (seen.level.tolist(), seen.cohort.tolist()) == ([[0, 0, 1]], [[0, 0, 1]])
    assert not seen.dlt.any()
    assert (seen.follow_up.tolist(), seen.severity.tolist()) == ([[1, 1, 1]], [[-1, -1, -1]])


@pytest.mark.parametrize(
    ("after", "counts"),
    [(-0.01, False), (0.0, True), (20.0, True), (20.999, True), (21.0, False), (35.0, False)],
)
def test_an_event_counts_on_study_days_1_to_21(after: float, counts: bool) -> None:
    seen = _seen((1, 10 + after, NAUSEA, 3))
    assert seen.dlt.tolist() == [[False, counts, False]]
    assert seen.severity.tolist() == [[-1, 3 if counts else -1, -1]]


@pytest.mark.parametrize(
    ("term", "grade", "counts"),
    [(NAUSEA, 2, False), (NAUSEA, 3, True), (NAUSEA, 5, True), (FATIGUE, 5, False), (JUDGED, 0, True)],
)
def test_an_event_counts_if_it_meets_the_definition(term: int, grade: int, counts: bool) -> None:
    assert _seen((2, 20.0, term, grade)).dlt.tolist() == [[False, False, counts]]


def test_severity_is_the_worst_grade_in_the_window_of_any_event() -> None:
    seen = _seen((0, 1.0, FATIGUE, 2), (0, 2.0, FATIGUE, 4), (0, 3.0, NAUSEA, 3), (0, 25.0, NAUSEA, 5))
    assert seen.severity.tolist() == [[4, -1, -1]]


def test_an_adjudicated_event_without_grade_says_nothing_of_severity() -> None:
    assert _seen((0, 1.0, JUDGED, 0)).severity.tolist() == [[-1, -1, -1]]


def test_follow_up_with_a_dlt_is_when_the_first_came() -> None:
    seen = _seen((1, 24.0, NAUSEA, 3), (1, 17.0, NAUSEA, 4), (1, 11.0, FATIGUE, 1))
    assert seen.follow_up[0, 1] == pytest.approx(7 / 21)
    assert not seen.pending.any()


def test_at_the_cut_an_open_window_is_pending_and_an_unborn_patient_is_not_there() -> None:
    seen = _seen(cut=12.0)
    assert seen.level.tolist() == [[0, 0, -1]]
    assert seen.pending.tolist() == [[True, True, False]]
    assert seen.follow_up == pytest.approx(np.array([[12 / 21, 2 / 21, 0.0]]))


@pytest.mark.parametrize(("cut", "pending"), [(30.999, True), (31.0, False), (32.0, False)])
def test_a_window_has_been_seen_once_21_days_have_passed(cut: float, pending: bool) -> None:
    assert _seen(cut=cut).pending[0, 1] == pending


def test_a_patient_starts_on_the_day_of_the_cut_itself() -> None:
    assert _seen(cut=12.5).level.tolist() == [[0, 0, 1]]


@pytest.mark.parametrize(("day", "seen_by_then"), [(14.999, True), (15.0, True), (15.001, False)])
def test_an_event_after_the_cut_is_not_seen(day: float, seen_by_then: bool) -> None:
    seen = _seen((1, day, NAUSEA, 4), cut=15.0)
    assert (seen.dlt[0, 1], seen.pending[0, 1]) == (seen_by_then, not seen_by_then)
    assert (seen.severity[0, 1] > 0) == seen_by_then


def test_a_cut_may_differ_by_trial() -> None:
    doses = Doses(
        level=np.zeros((2, 1), np.int8),
        cohort=np.zeros((2, 1), np.int16),
        first_day=np.zeros((2, 1)),
        last_day=np.full((2, 1), np.inf),
    )
    both = np.array([0, 1])
    events = Events(both, np.zeros(2, np.int64), np.full(2, 5.0), np.zeros(2, np.int64), np.full(2, 3, np.int8), TERMS)
    seen = observe(doses, events, WINDOW, [4.0, 6.0])
    assert (seen.dlt.tolist(), seen.pending.tolist()) == ([[False], [True]], [[True], [False]])


@pytest.mark.parametrize(("last", "evaluable"), [(30.999, False), (31.0, True)])
def test_a_patient_lost_before_the_end_of_the_window_is_replaced(last: float, evaluable: bool) -> None:
    seen = _seen(last=[np.inf, last, np.inf])
    assert seen.level.tolist() == [[0, 0 if evaluable else -1, 1]]
    assert seen.counts(2).n.tolist() == [[1 + evaluable, 1]]


def test_a_patient_lost_after_a_dlt_is_evaluable() -> None:
    seen = _seen((1, 12.0, NAUSEA, 3), last=[np.inf, 13.0, np.inf])
    assert (seen.level.tolist(), seen.dlt.tolist()) == ([[0, 0, 1]], [[False, True, False]])


def test_a_patient_lost_later_than_the_cut_is_still_pending() -> None:
    seen = _seen(cut=15.0, last=[np.inf, 20.0, np.inf])
    assert (seen.level[0, 1], seen.pending[0, 1]) == (0, True)


def test_an_empty_column_stays_empty_whatever_happens_in_it() -> None:
    seen = _seen((1, 12.0, NAUSEA, 4), level=(0, -1, 1), first=(0.0, np.inf, 12.5))
    assert (seen.level.tolist(), seen.dlt.tolist()) == ([[0, -1, 1]], [[False, False, False]])


def test_the_end_of_a_window_is_found_on_days_that_are_no_whole_numbers() -> None:
    """Where adding 21 days and taking them off again gives a hair less than 21."""
    days = [day for day in (1000.1 + 0.37 * i for i in range(100)) if (day + 21) - day < 21]
    assert days
    for day in days:
        seen = _seen(cut=day + 21, first=(day, day, day))
        assert not seen.pending.any()
        assert seen.follow_up.tolist() == [[1, 1, 1]]


def test_everything_is_seen_at_the_end_of_time() -> None:
    assert _seen(cut=np.inf).follow_up.tolist() == [[1, 1, 1]]
    assert _seen(cut=np.inf, level=(0, -1, 1), first=(0.0, np.inf, 12.5)).level.tolist() == [[0, -1, 1]]


FOUND = Findings(
    response=np.array([[1, 0, -1]], np.int8),
    response_day=np.array([[40.0, 52.0, 60.0]]),
    grade=np.array([[0, 2, -1]], np.int8),
)


@pytest.mark.parametrize(
    ("cut", "response"), [(39.9, [-1, -1, -1]), (40.0, [1, -1, -1]), (52.0, [1, 0, -1]), (1e6, [1, 0, -1])]
)
def test_a_response_is_known_from_its_day_on(cut: float, response: list[int]) -> None:
    assert _seen(cut=cut, findings=FOUND).response.tolist() == [response]
    assert _seen(cut=cut).response.tolist() == [[-1, -1, -1]]


def test_a_patient_who_has_not_started_has_no_response() -> None:
    early = Findings(FOUND.response, np.zeros((1, 3)), FOUND.grade)
    assert _seen(cut=10.0, findings=early).response.tolist() == [[1, 0, -1]]
    assert _seen(cut=9.0, findings=early).response.tolist() == [[1, -1, -1]]


def test_the_grade_found_is_known_at_the_end_of_the_window() -> None:
    assert _seen(cut=30.9, findings=FOUND).severity.tolist() == [[0, -1, -1]]
    assert _seen(cut=31.0, findings=FOUND).severity.tolist() == [[0, 2, -1]]


def test_the_worst_of_events_and_findings_counts() -> None:
    events = [(0, 3.0, FATIGUE, 1), (1, 12.0, NAUSEA, 1)]
    assert _seen(*events, cut=20.0, findings=FOUND).severity.tolist() == [[1, 1, -1]]
    assert _seen(*events, findings=FOUND).severity.tolist() == [[1, 2, -1]]
