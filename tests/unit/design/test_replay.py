"""A trial that has been run, told again cohort by cohort."""

from firstdose.design import Boin, ThreePlusThree, replay
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
