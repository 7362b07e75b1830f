"""A design in an assumed scenario, without a study."""

import json

import pytest

from firstdose.design import Blrm, Boin, LowestTooToxic, Ruled, ThreePlusThree, TiteBoin
from firstdose.errors import DesignError, StudyError
from firstdose.virtual import AssumedCurve, Weibull, simulate_design

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
        with pytest.raises(StudyError, match=f"^start_level = {start}: a level from 1 to 4 is needed"):
            simulate_design(Boin(0.3, 4), TRUE, trials=5, start_level=start)


def test_a_design_may_be_wrapped_in_rules_already() -> None:
    wrapped = Ruled(Boin(0.3, 4, cutoff=0.999), stopping=LowestTooToxic(0.3, cutoff=0.5))
    free, ruled = (simulate_design(design, [0.4] * 4, trials=300) for design in (wrapped.design, wrapped))
    assert ruled.none_selected > free.none_selected + 0.1
    assert ruled.design == "boin"


def test_the_target_named_decides_what_is_correct() -> None:
    mine, other = (simulate_design(Boin(0.3, 4), TRUE, trials=300, target=target) for target in (None, 0.15))
    assert mine.correct_share == pytest.approx(mine.levels[2].selected)
    assert other.correct_share == pytest.approx(other.levels[1].selected)
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


def test_a_curve_says_when_dlts_come_and_how_long_the_window_is() -> None:
    curve = AssumedCurve(tuple(TRUE), 21.0, onset=Weibull(late=0.8))
    answer = simulate_design(Boin(0.3, 4), curve, trials=100, accrual_per_window=3.0)
    plain = simulate_design(Boin(0.3, 4), TRUE, trials=100, accrual_per_window=3.0)
    assert [one.selected for one in answer.levels] == [one.selected for one in plain.levels]
    assert (plain.duration_days_mean or 0) == pytest.approx((answer.duration_days_mean or 0) * 28 / 21)


def test_a_complete_cohort_takes_the_time_of_its_patients_and_a_window() -> None:
    answer = simulate_design(Boin(0.3, 4), [0.0] * 4, 3, 12, trials=2000, accrual_per_window=6.0)
    mean, se = 4 * (28 + 3 * 28 / 6), (12 * (28 / 6) ** 2 / 2000) ** 0.5
    assert abs((answer.duration_days_mean or 0) - mean) < 4 * se
    assert answer.duration_days_se == pytest.approx(se, rel=0.1)


def test_a_design_that_weighs_pending_patients_saves_time() -> None:
    tite, boin = (simulate_design(design, TRUE, trials=300, accrual_per_window=3.0)
                  for design in (TiteBoin(0.3, 4), Boin(0.3, 4)))  # fmt: skip
    assert (tite.duration_days_mean or 0) < 0.75 * (boin.duration_days_mean or 0)
    assert simulate_design(TiteBoin(0.3, 4), TRUE, trials=300).to_dict() == tite.to_dict()


def test_slow_accrual_makes_pending_patients_rare_and_the_designs_alike() -> None:
    """Where patients come a million windows apart, everybody has been seen when the next one comes."""
    tite, boin = (simulate_design(design, TRUE, 1, 12, trials=200, accrual_per_window=1e-6).to_dict()
                  for design in (TiteBoin(0.3, 4, deescalate_at_bound=False), Boin(0.3, 4)))  # fmt: skip
    assert [one["selected"] for one in tite["levels"]] == [one["selected"] for one in boin["levels"]]
    assert tite["patients_mean"] == boin["patients_mean"]


def test_the_correct_level_is_counted_from_one() -> None:
    answer = simulate_design(Boin(0.3, 4), TRUE, trials=50, correct_level=2)
    assert (answer.correct_level, answer.correct_share) == (1, answer.levels[1].selected)
    for level in (0, 5):
        with pytest.raises(StudyError, match=f"^correct_level = {level}: a level from 1 to 4 is needed"):
            simulate_design(Boin(0.3, 4), TRUE, trials=5, correct_level=level)


def test_one_number_is_no_truth_of_four_levels() -> None:
    with pytest.raises(DesignError, match=r"^true_dlt = 0\.3: a list of numbers is needed"):
        simulate_design(Boin(0.3, 4), 0.3, trials=5)  # type: ignore[arg-type]
