"""From what the patient model computes to what a site would report."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError, ProtocolError
from firstdose.sourced import Sourced
from firstdose.trial import Criterion
from firstdose.virtual.mechanism_settings import Sign, mechanism_settings

SETTINGS = mechanism_settings()


def test_every_measurement_has_criteria() -> None:
    told = {measurement: term.name for measurement, term in SETTINGS.graded}
    assert told["PLT"] == "platelet count decreased"
    assert told["RASH"] == "rash acneiform"
    assert list(told) == ["PLT", "ALT", "AST", "RASH", "OCU"]


def test_a_score_begins_a_grade_where_it_reaches_it() -> None:
    rash = dict(SETTINGS.graded)["RASH"]
    assert rash.grade([0.0, 0.99, 1.0, 2.9, 3.0]).tolist() == [0, 0, 1, 2, 3]


def test_the_background_has_a_constant_hazard() -> None:
    background = replace(SETTINGS.background, p=Sourced(0.1, "1", "a test", "assumed"))
    assert background.within(21) == pytest.approx(0.1)
    assert background.within(42) == pytest.approx(1 - 0.9**2)


def test_doses_are_held_by_graded_criteria_alone() -> None:
    assert SETTINGS.hold.rules[0] == Criterion("platelet count decreased", 2)
    with pytest.raises(LibraryError, match="criteria: each has a grade"):
        replace(SETTINGS.hold, criteria=("platelet count decreased",))
    with pytest.raises(LibraryError, match=r"\[hold\] missed = 0"):
        replace(SETTINGS.hold, missed=0)
    with pytest.raises(LibraryError, match='"anemia" is none of the events here: alanine'):
        replace(SETTINGS, hold=replace(SETTINGS.hold, criteria=("anemia >= G3",)))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ProtocolError, match="no laboratory criteria"):
        Sign("PLT", "platelets low")
    with pytest.raises(LibraryError, match="a probability from 0 to below 1"):
        replace(SETTINGS.background, p=Sourced(1.0, "1", "a test", "assumed"))
    with pytest.raises(LibraryError, match="confirmed at a second scan"):
        replace(SETTINGS.follow_up, until=Sourced(50.0, "day", "a test", "assumed"))
