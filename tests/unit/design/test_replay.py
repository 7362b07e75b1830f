"""A trial that has been run, told again cohort by cohort."""

import pytest

from firstdose.design import Boin, ThreePlusThree, TiteBoin, replay
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


def test_before_the_first_cohort_and_after_each() -> None:
    steps = replay(ThreePlusThree(3), "1NNN  2NTT 1NNN")
    assert [(step.cohort, step.outcomes) for step in steps] == [(0, ""), (1, "1NNN"), (2, "2NTT"), (3, "1NNN")]
    assert [step.recommendation.action for step in steps] == ["treat", "treat", "treat", "stop"]
    assert steps[-1].recommendation.mtd == 0


def test_each_answer_is_the_designs_own_in_doses() -> None:
    design, doses = Boin(0.3, 2), (1.2, 2.4)
    steps = replay(design, "1NNN 2NNT", doses, "mg/kg")
    assert steps[2].recommendation == design.decide(Outcomes.parse("1NNN 2NNT")).at(doses, "mg/kg").one()
    assert "level 2 (2.4 mg/kg)" in steps[1].recommendation.reason


def test_a_trial_without_patients() -> None:
    (only,) = replay(Boin(0.3, 2), "")
    assert (only.cohort, only.recommendation.level) == (0, 0)


def test_outcomes_can_say_what_no_letter_says() -> None:
    seen = Outcomes.of(
        level=[0, 0, 0, 1, 1, 0, 1, -1],
        dlt=[0, 0, 0, 1, 1, 0, 1, 0],
        follow_up=[1, 1, 1, 1, 1, 0.5, 1, 1],
        cohort=[0, 0, 0, 1, 1, -1, 1, 2],
        response=[-1, 0, 1, 1, -1, -1, 0, -1],
    )
    steps = replay(TiteBoin(0.3, 2), seen)
    assert [step.outcomes for step in steps] == ["", "1NNE", "2BT 1P 2T"]
    assert steps[2].recommendation == TiteBoin(0.3, 2).decide(seen).one()
    assert [level.n for level in steps[1].recommendation.levels] == [3, 0]


def test_backfill_patients_are_seen_with_the_cohort_before_them() -> None:
    seen = Outcomes.of(level=[0, 0, 0, 1, 1], dlt=[0, 0, 0, 0, 1], cohort=[0, -1, 1, 2, 2])
    assert [step.outcomes for step in replay(Boin(0.3, 2), seen)] == ["", "1NN", "1N", "2NT"]


def test_a_batch_is_refused() -> None:
    seen = Outcomes.of(level=[[0], [0]], dlt=[[0], [1]])
    with pytest.raises(DesignError, match=r"^A replay tells one trial, and these outcomes are of 2\. Pick one"):
        replay(Boin(0.3, 2), seen)
