"""Which events are dose-limiting."""

import numpy as np
import pytest

from firstdose.errors import ProtocolError
from firstdose.trial import ADJUDICATED, Criterion, DltDefinition, Events

TERMS = ("Platelet count decreased", "nausea", ADJUDICATED)


def _events(*events: tuple[int, int]) -> Events:
    """Events as (term, grade)."""
    term, grade = np.array(events, np.int64).reshape(-1, 2).T
    nobody = np.zeros(len(term), np.int64)
    return Events(nobody, nobody, nobody.astype(np.float64), term, grade.astype(np.int8), TERMS)


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        ("platelet count decreased >= G4", Criterion("platelet count decreased", 4)),
        (" Platelet Count Decreased>=4 ", Criterion("platelet count decreased", 4)),
        ("nausea ≥ grade 3", Criterion("nausea", 3)),
        ("nausea >= Grade3", Criterion("nausea", 3)),
        ("Dose delay of more than 14 days", Criterion("dose delay of more than 14 days", 0)),
    ],
)
def test_a_line_of_the_definition_is_read(text: str, criterion: Criterion) -> None:
    assert Criterion.parse(text) == criterion


@pytest.mark.parametrize("text", ["nausea >= 6", "keratitis >= G9", "rash > G3", "platelets < 25"])
def test_a_comparison_that_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError, match=r"write TERM >= G and a CTCAE grade from 1 to 5"):
        Criterion.parse(text)


def test_an_event_counts_from_its_grade_on_whatever_the_case_of_its_term() -> None:
    events = _events((0, 3), (0, 4), (0, 5), (1, 5))
    assert Criterion.parse("PLATELET count decreased >= 4").meets(events).tolist() == [False, True, True, False]


def test_a_criterion_without_grade_counts_whatever_was_adjudicated_under_it() -> None:
    assert Criterion.parse("nausea").meets(_events((1, 0), (1, 1), (0, 5))).tolist() == [True, True, False]


def test_a_definition_counts_any_of_its_criteria_and_what_is_adjudicated_already() -> None:
    definition = DltDefinition(21, (Criterion.parse("nausea >= 3"), Criterion.parse("platelet count decreased >= 4")))
    events = _events((1, 2), (1, 3), (0, 3), (0, 4), (2, 0))
    assert definition.meets(events).tolist() == [False, True, False, True, True]
    assert DltDefinition(21, ()).meets(events).tolist() == [False, False, False, False, True]


def test_no_events() -> None:
    assert DltDefinition(21, (Criterion("nausea", 3),)).meets(_events()).tolist() == []


@pytest.mark.parametrize("days", [0, -1])
def test_a_window_shorter_than_a_day_is_refused(days: int) -> None:
    with pytest.raises(ProtocolError) as refused:
        DltDefinition(days, ())
    assert str(refused.value) == (
        f"[dlt] window_days = {days}: a DLT window lasts at least one day. "
        "Give the days from the first dose within which an event counts, e.g. 21."
    )
