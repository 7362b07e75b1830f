"""The answers that every design of one cohort gives."""

from dataclasses import dataclass

import numpy as np
import pytest

from firstdose.design.expansion import CohortDesign, Look
from firstdose.errors import DesignError


@dataclass(frozen=True)
class Plan(CohortDesign):
    """Any rows."""

    rows: tuple[Look, ...]

    @property
    def boundaries(self) -> tuple[Look, ...]:
        return self.rows


PLAN = Plan((Look(2, 0, None), Look(3, None, 3), Look(4, 1, 4), Look(5, 2, 3)))


def test_the_chances_of_small_looks_by_hand() -> None:
    found = PLAN.chances(0.5)
    # 0 of 2; 3 of 3; 1 of 2 and 0 of the next 2; of the 16 paths to 2 or 3 of 4 left, 5 / 32 end at 2 of 5
    assert found.p_futility.tolist() == [[0.25, 0.0, 0.125, 5 / 32]]
    assert found.p_efficacy.tolist() == [[0.0, 0.125, 0.0, 11 / 32]]
    assert PLAN.p_go(0.5) == 15 / 32
    assert PLAN.p_early_stop(0.5) == 0.375
    assert PLAN.expected_n(0.5) == 2 * 0.25 + 3 * 0.125 + 4 * 0.125 + 5 * 0.5
    assert PLAN.patients == 5


@pytest.mark.parametrize(
    ("responses", "n", "action", "reason"),
    [
        (0, 2, "stop-futility", "0 of 2 patients responded; at 2 patients 0 or fewer are too few: stop for futility."),
        (1, 2, "continue", "at 2 patients more than 0 leave the question open: go on to the look at 3."),
        (0, 1, "continue", "1 patients are no look of this design: go on to the look at 2."),
        (3, 3, "stop-efficacy", "at 3 patients 3 or more are enough: stop for efficacy, worth pursuing."),
        (2, 3, "continue", "at 3 patients fewer than 3 leave the question open: go on to the look at 4."),
        (2, 4, "continue", "at 4 patients more than 1 and fewer than 4 leave the question open"),
        (3, 5, "go", "at 5 patients 3 or more are enough: worth pursuing."),
        (2, 5, "stop-futility", "at 5 patients 2 or fewer are too few"),
    ],
)
def test_a_decision_says_why(responses: int, n: int, action: str, reason: str) -> None:
    said = PLAN.decide(responses, n)
    assert said.action == action
    assert reason in said.reason


def test_a_look_without_boundaries_goes_on() -> None:
    plan = Plan((Look(2, None, None), Look(3, 1, 2)))
    assert "any number of responses leave the question open" in plan.decide(0, 2).reason


def test_many_cohorts_at_once() -> None:
    assert PLAN.verdict([0, 1, 3, 2], [2, 2, 3, 5]).tolist() == [-1, 0, 1, -1]
    assert PLAN.verdict(np.arange(6), 5).tolist() == [-1, -1, -1, 1, 1, 1]


@pytest.mark.parametrize(
    ("responses", "n", "message"),
    [
        (3, 2, "3 responses of 2 patients cannot be: give 0 to 2"),
        (-1, 2, "-1 responses of 2 patients cannot be"),
        (0, -1, "0 responses of -1 patients cannot be: give 0 to 0"),
        (1, 6, "6 patients: the design ends at 5. Give the responses of the first 5"),
        (True, 2, "True responses of 2 patients: give whole numbers"),
        (0.5, 2, "0.5 responses of 2 patients: give whole numbers"),
    ],
)
def test_responses_that_cannot_be_are_refused(responses: int, n: int, message: str) -> None:
    with pytest.raises(DesignError, match=message):
        PLAN.decide(responses, n)


@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan")])
def test_rates_that_cannot_be_are_refused(rate: float) -> None:
    with pytest.raises(DesignError, match="Response rate .* a probability from 0 to 1"):
        PLAN.chances([0.1, rate])
