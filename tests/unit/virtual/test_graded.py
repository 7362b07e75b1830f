"""From a course of measurements to adverse events."""

import numpy as np

from firstdose.trial import Criterion, DltDefinition, Doses, observe
from firstdose.virtual.graded import graded_events, single_events, together

DAYS = np.array([0.0, 7.0, 14.0, 20.0])
PLATELETS = np.array([[0, 2, 4, 1], [0, 0, 1, 0], [0, 0, 0, 0], [-1, 3, -1, 3]], np.int8)
NEVER = np.array([np.inf, np.inf, 13.0, np.inf])


def test_each_grade_is_reported_on_its_first_day() -> None:
    found = graded_events({"platelet count decreased": PLATELETS}, DAYS)
    told = sorted(zip(found.trial.tolist(), found.grade.tolist(), found.day.tolist(), strict=True))
    first = [(0, 1, 7.0), (0, 2, 7.0), (0, 3, 14.0), (0, 4, 14.0), (1, 1, 14.0)]
    assert told == [*first, (3, 1, 7.0), (3, 2, 7.0), (3, 3, 7.0)]


def test_nothing_measured_and_nobody_ill_make_no_events() -> None:
    for grade in (np.full((2, 4), -1, np.int8), np.zeros((2, 4), np.int8), np.zeros((0, 4), np.int8)):
        assert graded_events({"anemia": grade}, DAYS).day.size == 0
    assert together([]).terms == ()


def test_events_together_keep_their_terms() -> None:
    parts = [graded_events({"anemia": PLATELETS[:2]}, DAYS), single_events("two doses missed", NEVER, 0)]
    found = together(parts)
    assert [found.terms[term] for term in found.term] == ["anemia"] * 5 + ["two doses missed"]
    assert (found.trial[-1], found.day[-1], found.grade[-1]) == (2, 13.0, 0)


def test_the_one_judge_takes_them() -> None:
    found = together([graded_events({"anemia": PLATELETS}, DAYS), single_events("two doses missed", NEVER, 0)])
    zero = np.zeros((4, 1))
    doses = Doses(zero.astype(np.int8), zero.astype(np.int16), zero, np.full((4, 1), np.inf))
    definition = DltDefinition(21, (Criterion("anemia", 4), Criterion("two doses missed", 0)))
    seen = observe(doses, found, definition, np.inf)
    assert seen.dlt[:, 0].tolist() == [True, False, True, False]
    assert (21 * seen.follow_up[:, 0]).round(9).tolist() == [14, 21, 13, 21]
    assert seen.severity[:, 0].tolist() == [4, 1, -1, 3]
