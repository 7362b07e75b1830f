"""What designs are judged by."""

from dataclasses import replace
from math import hypot

import pytest

from firstdose.design import Boin
from firstdose.errors import StudyError
from firstdose.virtual import simulate_design
from firstdose.virtual.measures import MEASURES, Goal, Requirement, measured

FOUND = simulate_design(Boin(0.3, 3), (0.1, 0.3, 0.6), trials=200, max_patients=12)
TIMED = replace(FOUND, duration_days_mean=365.25, duration_days_se=365.25 / 12)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_a_value_and_an_error(name: str) -> None:
    found = measured(TIMED, name)
    assert found.value >= 0
    assert found.se >= 0


def test_shares_of_trials_and_of_patients() -> None:
    assert measured(FOUND, "correct").value == FOUND.levels[1].selected
    assert measured(FOUND, "too-high").value == FOUND.levels[2].selected
    assert measured(FOUND, "none").value == FOUND.none_selected
    overdosed, patients = FOUND.overdosed_patients_mean, FOUND.patients_mean
    assert overdosed is not None
    assert FOUND.overdosed_patients_se is not None
    assert FOUND.patients_se is not None
    found = measured(FOUND, "overdose")
    assert found.value == overdosed / patients
    assert found.se == pytest.approx(hypot(FOUND.overdosed_patients_se, found.value * FOUND.patients_se) / patients)


def test_durations_are_in_months() -> None:
    assert measured(TIMED, "months") == pytest.approx((12, 1))


def test_trials_without_a_clock_have_no_duration() -> None:
    with pytest.raises(StudyError, match='have no "months"'):
        measured(FOUND, "months")


def test_a_method_that_treats_nobody_has_no_overdoses() -> None:
    assert MEASURES["overdose"].of(replace(FOUND, overdosed_patients_mean=None)) is None


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("overdose<0.2", 0.2, False),
        ("overdose <= 0.2", 0.2, True),
        ("patients>10", 10.0, False),
        ("patients >= 10", 10.0, True),
        ("overdose<=0.3", 0.1 + 0.2, True),
    ],
)
def test_a_requirement_holds_to_the_ninth_decimal(text: str, value: float, holds: bool) -> None:
    said = Requirement.parse(text)
    assert said.holds(value) is holds
    assert said.is_ceiling is ("<" in text)
    assert str(said).replace(" ", "") == text.replace(" ", "")


def test_a_goal_is_a_measure_and_a_sense() -> None:
    assert Goal.parse(" correct  max ") == Goal("correct", "max")
    assert Goal.parse("overdose min").better(0.2) == -0.2


@pytest.mark.parametrize(
    ("text", "message"), [("correct", "a measure and max or min"), ("right max", 'no measure "right"'), ("", "goal")]
)
def test_a_goal_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        Goal.parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("overdose", "a measure, a sign"),
        ("overdose<x", "a number"),
        ("overdose<nan", "a number"),
        ("od<0.2", 'no measure "od"'),
        ("", "requirement"),
    ],
)
def test_a_requirement_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        Requirement.parse(text)
