"""Which level is correct where responses count."""

import pytest

from firstdose.design import Boin, Boin12, BoinEt, Design, Ruled, UBoin
from firstdose.trial import DltDefinition
from firstdose.virtual import AssumedCurve, AtOnce, Plan, simulate_design
from firstdose.virtual.compare import compare
from firstdose.virtual.own_choice import own_choice, weighs_responses
from firstdose.virtual.setting import Setting

RISING = AssumedCurve((0.05, 0.1, 0.2, 0.5), p_response=(0.1, 0.3, 0.5, 0.6))
PLATEAU = AssumedCurve((0.05, 0.1, 0.25, 0.5), p_response=(0.2, 0.5, 0.5, 0.5), correlation=0.3)
FUTILE = AssumedCurve((0.05, 0.1, 0.2, 0.5), p_response=(0.01, 0.02, 0.03, 0.9))


@pytest.mark.parametrize("design", [Boin12(4), UBoin(4), Ruled(Boin12(4))], ids=repr)
@pytest.mark.parametrize(("truth", "level"), [(RISING, 2), (PLATEAU, 1), (FUTILE, -1)])
def test_the_level_of_the_best_utility_that_is_safe_and_active(design: Design, truth: AssumedCurve, level: int) -> None:
    assert own_choice(design, truth) == level


def test_a_design_that_takes_the_highest_response_says_so() -> None:
    assert own_choice(BoinEt(0.3, 4), RISING) == 2


def test_without_responses_there_is_no_such_level() -> None:
    assert own_choice(Boin12(4), AssumedCurve(RISING.p)) is None
    assert own_choice(Boin(0.3, 4), RISING) is None
    assert [weighs_responses(design) for design in (Boin12(4), Ruled(UBoin(4)), Boin(0.3, 4))] == [True, True, False]


def test_what_is_correct_in_a_simulation() -> None:
    own = simulate_design(Boin12(4), RISING, trials=50)
    assert (own.correct_level, own.correct_share) == (2, own.levels[2].selected)
    assert [one.true_response for one in own.levels] == [0.1, 0.3, 0.5, 0.6]
    assert sum(one.response_mean or 0 for one in own.levels) > 1
    none = simulate_design(Boin12(4), FUTILE, trials=50)
    assert (none.correct_level, none.correct_share) == (-1, none.none_selected)
    assert none.to_dict()["correct_level"] is None
    assert simulate_design(Boin(0.3, 4), RISING, trials=50).correct_level == 2
    assert simulate_design(Boin12(4), RISING, trials=50, correct_level=1).correct_level == 0


def test_the_benchmark_chooses_by_responses_too() -> None:
    setting = Setting(PLATEAU, AtOnce(), DltDefinition(28, ()), 36, seed=2, trials=300)
    plan = Plan()
    told = compare({"boin": plan.ruled(Boin(0.3, 4)), "boin12": plan.ruled(Boin12(4))}, setting, 0.3)
    assert [one.correct_level for one in (*told.designs, told.optimal)] == [1, 1, 1]
    assert told.optimal.correct_share > max(one.correct_share for one in told.designs)
    assert told.optimal.correct_share > 0.6  # by DLTs alone it would choose level 3


def test_a_named_level_is_correct_whoever_chooses() -> None:
    setting = Setting(PLATEAU, AtOnce(), DltDefinition(28, ()), 12, seed=2, trials=50, correct_level=2)
    told = compare({"boin12": Plan(max_patients=12).ruled(Boin12(4))}, setting, 0.3)
    assert {one.correct_level for one in (*told.designs, told.optimal)} == {2}
