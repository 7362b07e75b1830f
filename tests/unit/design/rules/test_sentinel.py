"""The first patient of a new level is treated alone."""

import pytest

from firstdose.design import Boin, Cohorts, CohortsByDose, MinAtLevel, Ruled, Sentinel, ThreePlusThree
from firstdose.trial import Outcomes

DESIGN = Ruled(Boin(0.3, 3), (MinAtLevel(3),), size=Sentinel(Cohorts(3)))


@pytest.mark.parametrize(
    ("outcomes", "level", "size"),
    [
        ("", 0, 1),
        ("1N", 0, 2),
        ("1T", 0, 2),  # there is no lower level
        ("1N 1NN", 1, 1),
        ("1NNN 2T", 0, 3),  # down, where the cohort was complete
        ("1NNN 2N 2NT", 1, 3),
        ("1NNN 2N 2TT 1NNN 2NNN", 1, 3),  # 2 of 6
    ],
)
def test_one_patient_then_the_rest_of_the_cohort(outcomes: str, level: int, size: int) -> None:
    answer = DESIGN.decide(Outcomes.parse(outcomes)).one()
    assert (answer.level, answer.size) == (level, size)


def test_the_sentinel_is_waited_for() -> None:
    assert DESIGN.decide(Outcomes.parse("1NNN 2P")).one().action == "wait"


def test_a_design_with_cohorts_of_its_own_completes_them() -> None:
    design = Ruled(ThreePlusThree(3), size=Sentinel(Cohorts(None)))
    answers = [design.decide(Outcomes.parse(text)).one() for text in ("", "1N", "1NNN", "1NNN 2N", "1NNN 2NNT")]
    assert [(answer.level, answer.size) for answer in answers] == [(0, 1), (0, 2), (1, 1), (1, 2), (1, 3)]


def test_cohorts_by_dose_have_a_sentinel_too() -> None:
    sizes = CohortsByDose((1, 4), (0, 2), (1, 2, 4))
    design = Ruled(Boin(0.3, 3), (MinAtLevel(sizes.by_level),), size=Sentinel(sizes))
    answers = [design.decide(Outcomes.parse(text)).one() for text in ("", "1N", "1N 2N")]
    assert [(answer.level, answer.size) for answer in answers] == [(0, 1), (1, 1), (1, 3)]


def test_a_trial_without_room_gets_nobody() -> None:
    assert Ruled(Boin(0.3, 3), size=Sentinel(Cohorts(3, 3))).decide(Outcomes.parse("1NNN")).one().action == "stop"
