"""A design in an assumed scenario, without a study."""

import json

import pytest

from firstdose.design import Blrm, Boin, LowestTooToxic, Ruled, ThreePlusThree
from firstdose.errors import DesignError, StudyError
from firstdose.virtual import simulate_design

TRUE = [0.05, 0.15, 0.3, 0.45]


def test_a_trial_ends_at_the_maximum_of_patients() -> None:
    answer = simulate_design(Boin(0.3, 4), [0.0, 0.0, 0.0, 0.0], cohort_size=4, max_patients=18, trials=20)
    assert (answer.patients_mean, answer.levels[3].selected) == (18.0, 1.0)
    assert [one.patients_mean for one in answer.levels] == [4, 4, 4, 6]  # the last cohort of two only


def test_a_certain_toxicity_ends_after_one_cohort() -> None:
    for design in (Boin(0.3, 2), ThreePlusThree(2), Blrm((1.0, 2.0))):
        answer = simulate_design(design, [1.0, 1.0], trials=20)
        assert (answer.none_selected, answer.patients_mean, answer.overdosed_patients_mean) == (1.0, 3.0, 3.0)
        assert answer.levels[0].dlt_mean == 3.0


def test_without_a_protocol_there_are_no_doses_and_no_days() -> None:
    told = simulate_design(Boin(0.3, 4), TRUE, trials=20).to_dict()
    assert told["duration_days_mean"] is None
    assert {one["dose"] for one in told["levels"]} == {None}
    json.dumps(told, allow_nan=False)


def test_three_plus_three_keeps_its_own_cohorts() -> None:
    one, three = (simulate_design(ThreePlusThree(4), TRUE, cohort_size=size, trials=300).to_dict() for size in (1, 3))
    assert one == three


def test_the_start_is_counted_from_one() -> None:
    answer = simulate_design(Boin(0.3, 4), [0.0, 0.0, 0.0, 0.0], trials=5, start_level=3)
    assert [one.patients_mean for one in answer.levels] == [0, 0, 3, 33]
    for start in (0, 5):
        with pytest.raises(DesignError, match=f"start_level = {start - 1}: the design has levels 0 to 3"):
            simulate_design(Boin(0.3, 4), TRUE, trials=5, start_level=start)


def test_a_design_may_be_wrapped_in_rules_already() -> None:
    wrapped = Ruled(Boin(0.3, 4, cutoff=0.999), stopping=LowestTooToxic(0.3, cutoff=0.5))
    free, ruled = (simulate_design(design, [0.4] * 4, trials=300) for design in (wrapped.design, wrapped))
    assert ruled.none_selected > free.none_selected + 0.1
    assert ruled.design == "boin"


def test_the_target_named_decides_what_is_correct() -> None:
    mine, other = (simulate_design(Boin(0.3, 4), TRUE, trials=300, target=target) for target in (None, 0.15))
    assert mine.correct.mean() == pytest.approx(mine.levels[2].selected)
    assert other.correct.mean() == pytest.approx(other.levels[1].selected)
    assert (mine.target, other.target) == (0.3, 0.15)


@pytest.mark.parametrize(
    ("true_dlt", "message"),
    [([0.1, 0.2], "The truth has 2 DLT probabilities and the design 4 levels."), ([], "none is given"),
     ([0.1, 0.2, 0.3, 1.4], "true DLT probability 1.4 at level 4")],
)  # fmt: skip
def test_a_truth_that_does_not_fit_is_refused(true_dlt: list[float], message: str) -> None:
    with pytest.raises(StudyError) as refused:
        simulate_design(Boin(0.3, 4), true_dlt)
    assert message in str(refused.value)


@pytest.mark.parametrize(("size", "most"), [(0, 12), (3, 0), (-3, 12)])
def test_numbers_of_patients_that_cannot_be_are_refused(size: int, most: int) -> None:
    with pytest.raises((DesignError, StudyError)):
        simulate_design(Boin(0.3, 4), TRUE, cohort_size=size, max_patients=most, trials=5)
