"""Results of an arm, and what may be true of a dose."""

import pytest

from firstdose.design.optimisation import ArmCounts, DoseTruth, arm_counts
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


def test_an_arm_counts_its_patients_each_way() -> None:
    arm = ArmCounts(response_only=5, neither=3, both=2, dlt_only=1, exposed=4)
    assert (arm.n, arm.dlt, arm.response) == (11, 3, 7)


def test_arms_are_taken_from_a_trial_by_level_and_leave_out_who_is_not_known() -> None:
    seen = Outcomes.of(level=[0, 0, 1, 1, 1, 2], dlt=[0, 1, 0, 0, 1, 0], response=[1, 0, 1, -1, 1, 0], follow_up=1.0)
    assert arm_counts(seen, (0, 1)) == (ArmCounts(1, 0, 0, 1), ArmCounts(1, 0, 1, 0))
    pending = Outcomes.of(level=[0, 0], dlt=0, response=[0, 1], follow_up=[1.0, 0.5])
    assert arm_counts(pending, (0,), exposed=(1,)) == (ArmCounts(0, 1, 0, 0, exposed=1),)


def test_outcomes_are_independent_unless_told_otherwise() -> None:
    assert DoseTruth(0.2, 0.5).cells == pytest.approx((0.4, 0.4, 0.1, 0.1))
    assert DoseTruth(0.2, 0.5, p_both=0.2).cells == pytest.approx((0.3, 0.5, 0.2, 0.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 0, 0, 0), "arm: "),
        ((1, 0.5, 0, 0), "arm: "),
        ((float("nan"), 0, 0, 0), "arm: "),
        ((1, 0, 0, 0, 2), "arm: exposed = 2 of 1 patients"),
        ((1, 0, 0, 0, 0.5), "arm: exposed = 0.5 of 1 patients"),
    ],
)
def test_what_cannot_be_an_arm_is_refused(arguments: tuple[int, ...], message: str) -> None:
    with pytest.raises(DesignError, match=f"^{message}"):
        ArmCounts(*arguments)


@pytest.mark.parametrize(("levels", "exposed"), [((-1,), None), ((0.5,), None), ((0,), (1, 2)), ((0, 1), (1,))])
def test_levels_that_cannot_be_arms_are_refused(levels: tuple[int, ...], exposed: tuple[int, ...] | None) -> None:
    with pytest.raises(DesignError, match=r"^arm_counts: levels = .*: give dose levels, 0-based"):
        arm_counts(Outcomes.parse("1NNE"), levels, exposed)


def test_no_arm_of_a_trial_without_patients() -> None:
    assert arm_counts(Outcomes.parse(""), ()) == ()


def test_two_trials_are_not_one() -> None:
    with pytest.raises(DesignError, match="this batch has 2"):
        arm_counts(Outcomes.of(level=[[0], [0]], dlt=0), (0,))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p_dlt": 1.2}, "true dose: p_dlt = 1.2"),
        ({"p_exposed": -0.1}, "true dose: p_exposed = -0.1"),
        ({"p_both": 0.3}, "true dose: p_both = 0.3 with p_dlt = 0.2, p_response = 0.5: it lies between 0 and 0.2"),
        ({"p_dlt": 0.8, "p_both": 0.2}, "true dose: p_both = 0.2 .*between 0.3 and 0.5"),
    ],
)
def test_what_cannot_be_true_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError, match=f"^{message}"):
        DoseTruth(**{"p_dlt": 0.2, "p_response": 0.5} | arguments)
