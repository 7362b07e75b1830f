"""BOIN's fast start: one patient a level until the first DLT."""

import pytest

from firstdose.design import Boin, Ruled
from firstdose.trial import Outcomes

DESIGN = Boin(0.3, 4, titration=True)


@pytest.mark.parametrize(
    ("outcomes", "level", "size", "reason"),
    [
        ("", 0, 1, "No patient has been treated: start at level 1."),
        ("1N", 1, 1, "No patient has had a DLT so far: go up to level 2, with one patient."),
        ("1N 2T", 1, 2, "The titration, one patient a level, has ended at level 2: fill its cohort up."),
        ("1N 2T 2NN", 1, 3, "DLT rate 0.333 at level 2 (1 of 3) lies between"),
        ("1N 2T 2NT", 0, 3, "DLT rate 0.667 at level 2 (2 of 3) is above"),  # a whole cohort, where one was treated
        ("1N 2T 2NT 1NNN", 1, 3, "DLT rate 0.000 at level 1 (0 of 4) is at or below"),
        ("1N 2N 3N 4N", 3, 2, "The titration, one patient a level, has ended at level 4: fill its cohort up."),
        ("1N 2N 3N 4NNN 3N", 2, 1, "The titration, one patient a level, has ended at level 3"),  # it does not come back
        ("1N 2T 2TT", 0, 3, "Level 2 is too toxic"),
    ],
)
def test_every_step_of_a_titration(outcomes: str, level: int, size: int, reason: str) -> None:
    answer = DESIGN.decide(Outcomes.parse(outcomes)).one()
    assert (answer.level, answer.size) == (level, size)
    assert answer.reason.startswith(reason)


def test_a_level_excluded_while_its_cohort_is_filled_gives_a_whole_cohort_below() -> None:
    answer = Boin(0.3, 4, titration=True, cohort_size=5).decide(Outcomes.parse("1N 2TTT")).one()
    assert (answer.level, answer.size) == (0, 5)


def test_a_titration_may_start_higher_up() -> None:
    design = Ruled(DESIGN, start_level=1)
    answers = [design.decide(Outcomes.parse(text)).one() for text in ("", "2N")]
    assert [(answer.level, answer.size) for answer in answers] == [(1, 1), (2, 1)]


def test_the_design_says_how_many_only_with_a_titration() -> None:
    assert (DESIGN.own_cohorts, Boin(0.3, 4).own_cohorts) == (True, False)
