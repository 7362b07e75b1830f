"""BLRM with EWOC, sentence by sentence; its posteriors stand in test_logistic_posterior."""

from typing import Any

import numpy as np
import pytest

from firstdose.design import Blrm, Recommendation
from firstdose.design.curve.historical import EarlierTrial
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DOSES = (1.2, 1.6, 2.4, 3.6)
BLRM = Blrm(DOSES)


def _answer(outcomes: str, design: Blrm = BLRM) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


@pytest.mark.parametrize(
    ("outcomes", "level", "move"),
    [("1NNN", 1, "go up to level 2."), ("1NNN 2NNT", 1, "treat level 2 again."),
     ("1NNN 2NNN 3NTT 2NNN 3TTN 2NN", 1, "treat level 2 again."), ("1NNN 2NNT 2NTN", 1, "treat level 2 again.")],
)  # fmt: skip
def test_the_sentence_tells_the_move_and_the_numbers(outcomes: str, level: int, move: str) -> None:
    answer = _answer(outcomes)
    here = answer.levels[level]
    assert answer.level == level
    assert answer.reason == (
        f"Level {level + 1} has a DLT probability of {here.p_dlt_mean:.3f} (posterior mean), in the target interval "
        f"0.16 to 0.33 with probability {here.p_target:.3f} and above it with {here.p_over:.3f}, the most promising of "
        f"the levels whose probability of an overdose is at most 0.25, none untried skipped: {move}"
    )


def test_an_admissible_level_may_be_left_for_a_more_promising_one_below() -> None:
    design = Blrm(DOSES, ewoc=0.9)
    answer = _answer("1NNN 2NNN 3NTT", design)
    assert answer.reason.endswith("none untried skipped: go down to level 2.")
    assert answer.levels[2].admissible


def test_a_level_likely_to_be_an_overdose_is_left() -> None:
    answer = _answer("1NNN 1NNN 2NTT")
    assert answer.reason.startswith("Level 2 is too likely to be toxic (the probability of exceeding 0.33 is 0.")
    assert [level.admissible for level in answer.levels] == [True, False, False, False]


def test_probabilities_of_the_three_intervals_add_up_to_one() -> None:
    for level in _answer("1NNN 2NNT").levels:
        assert (level.p_under or 0) + (level.p_target or 0) + (level.p_over or 0) == pytest.approx(1, abs=1e-12)


def test_no_admissible_level_stops_without_mtd() -> None:
    answer = _answer("1TTT")
    assert (answer.action, answer.mtd) == ("stop", None)
    assert answer.reason.startswith(
        "The lowest dose, level 1, is too likely to be toxic (the probability of exceeding 0.33 is 0.971"
    )


def test_skipping_is_a_choice() -> None:
    free = Blrm(DOSES, no_skipping=False, prior_cov=((1.0, 0.0), (0.0, 0.25)))
    assert _answer("1NNNNNN", free).level == 2
    assert "skipped" not in _answer("1NNNNNN", free).reason
    assert _answer("1NNNNNN", Blrm(DOSES, prior_cov=((1.0, 0.0), (0.0, 0.25)))).level == 1


def test_where_every_level_is_hardly_in_the_target_interval_the_highest_is_taken() -> None:
    """As crmPack does: otherwise a flat, harmless curve would hold the trial at its lowest levels."""
    timid = Blrm(DOSES, prior_mean=(-9.0, 0.0), prior_cov=((0.25, 0.0), (0.0, 0.01)))
    assert _answer("1NNN 2NNN", timid).level == 2
    assert max(level.p_target or 0 for level in _answer("1NNN 2NNN", timid).levels) < 0.05
    seen = Outcomes.parse("1NNN 2NNN 3NNN")
    assert timid.select(seen).tolist() == [2]
    hair = Blrm(DOSES, intervals=(0.3, 0.305), ewoc=0.9, no_skipping=False)  # hardly anything lies in it
    answer = _answer("1NNN 2NNT", hair)
    shares = [level.p_target or 0 for level in answer.levels]
    assert (answer.level, shares.index(max(shares))) == (3, 2)


def test_ewoc_is_inclusive() -> None:
    seen = Outcomes.parse("1NNN 2NNN")
    p_over = BLRM.decide(seen).one().levels[2].p_over
    assert p_over is not None
    assert Blrm(DOSES, ewoc=round(p_over, 9)).decide(seen).admissible[0, 2]
    assert not Blrm(DOSES, ewoc=round(p_over, 9) - 2e-9).decide(seen).admissible[0, 2]


@pytest.mark.parametrize(
    ("n", "dlt", "mtd"),
    [([0, 0, 0, 0], [0, 0, 0, 0], -1), ([3, 0, 0, 0], [3, 0, 0, 0], -1), ([3, 3, 0, 0], [0, 0, 0, 0], 1),
     ([3, 6, 6, 0], [0, 1, 4, 0], 1), ([3, 6, 12, 0], [0, 0, 3, 0], 2)],
)  # fmt: skip
def test_the_mtd_is_a_treated_admissible_level(n: list[int], dlt: list[int], mtd: int) -> None:
    current = max([level for level, treated in enumerate(n) if treated], default=0)
    assert BLRM.select(Outcomes.from_counts(n, dlt, current)).tolist() == [mtd]


def test_the_highest_admissible_level_is_a_choice() -> None:
    seen, target = "1NNN 2NNT 3NTN", Blrm(DOSES, ewoc=0.45)
    highest = Blrm(DOSES, ewoc=0.45, next_best="highest")
    answer = _answer(seen, highest)
    assert (_answer(seen, target).level, answer.level) == (1, 2)
    assert [level.level for level in answer.levels if level.admissible] == [0, 1, 2]
    assert answer.reason.endswith(
        "the highest of the levels whose probability of an overdose is at most 0.45, none untried skipped: "
        "treat level 3 again."
    )
    assert [design.select(Outcomes.parse(seen)).tolist() for design in (target, highest)] == [[1], [2]]


def test_cut_points_above_the_target_interval_are_told_and_decide_nothing() -> None:
    three, four = _answer("1NNN 2NNT"), _answer("1NNN 2NNT", Blrm(DOSES, intervals=(0.16, 0.33, 0.6, 0.9)))
    assert three.levels[0].p_intervals is None
    assert (three.level, three.reason) == (four.level, four.reason)
    for one, other in zip(three.levels, four.levels, strict=True):
        assert one.p_over == other.p_over
        assert other.p_intervals is not None
        assert len(other.p_intervals) == 5
        assert sum(other.p_intervals) == pytest.approx(1, abs=1e-12)
        assert other.p_intervals[:2] == (other.p_under, other.p_target)
        assert sum(other.p_intervals[2:]) == pytest.approx(one.p_over, abs=1e-12)


def test_quantiles_enclose_the_mean_and_rise_with_the_level() -> None:
    levels = _answer("1NNN 2NNT").levels
    for level in levels:
        assert (level.p_dlt_q025 or 1) < (level.p_dlt_q50 or 0) < (level.p_dlt_q975 or 0) < 1
        assert (level.p_dlt_q025 or 1) < (level.p_dlt_mean or 0) < (level.p_dlt_q975 or 0)
        assert 0 < (level.p_dlt_sd or 0) < 0.5
    medians = [level.p_dlt_q50 or 0 for level in levels]
    assert medians == sorted(medians)


MIXED = ((0.75, (-0.85, 0.0), ((1.0, 0.0), (0.0, 1.0))), (0.25, (-3.0, 0.0), ((4.0, 0.0), (0.0, 1.0))))


def test_a_mixture_tells_what_its_parts_weigh() -> None:
    design = Blrm(DOSES, mixture=MIXED)
    answer, numbers = _answer("1NNN 2NNN", design), design.decide(Outcomes.parse("1NNN 2NNN")).numbers
    weights = [float(numbers[f"weight_{part}"][0, 2]) for part in (1, 2)]
    assert sum(weights) == pytest.approx(1)
    assert weights[1] > 0.25  # nobody had a DLT: the part that fears less has predicted it better
    assert answer.reason.endswith(
        f": go up to level 3. The parts of the prior now weigh {weights[0]:.2f}, {weights[1]:.2f}."
    )
    assert design.derived == {"reference_dose": 2.4, "robust": None, "heterogeneity": None}
    assert _answer("1TTN", design).reason.endswith(
        "above 0.25; the parts of the prior now weigh 0.90, 0.10): stop, no dose is the MTD."
    )


def test_a_mixture_of_equal_parts_is_the_part() -> None:
    alone = Blrm(DOSES, prior_mean=MIXED[0][1], prior_cov=MIXED[0][2])
    twice = Blrm(DOSES, mixture=((0.3, *MIXED[0][1:]), (0.7, *MIXED[0][1:])))
    only = Blrm(DOSES, mixture=((1.0, *MIXED[0][1:]),))
    assert _answer("1NNN 2NNT", only) == _answer("1NNN 2NNT", alone)
    for one, other in zip(_answer("1NNN 2NNT", twice).levels, _answer("1NNN 2NNT", alone).levels, strict=True):
        assert one.p_over == pytest.approx(other.p_over, abs=1e-12)
        assert one.p_dlt_q50 == pytest.approx(other.p_dlt_q50, abs=1e-9)


WEEKLY = EarlierTrial("T-DM1 weekly", "made up", (1.2, 1.6, 2.0, 2.4, 2.9), (3, 3, 3, 6, 3), (0, 0, 0, 1, 2))


def test_an_earlier_trial_tells_its_weight_and_loses_it_where_it_misleads() -> None:
    design = Blrm(DOSES, history=(WEEKLY,))
    start, agrees, contradicts = (
        float(design.decide(Outcomes.parse(seen)).numbers["history"][0, 0]) for seen in ("", "1NNN 2NNN", "1TTN")
    )
    assert start == pytest.approx(0.8)
    assert agrees > start > 0.5 > contradicts
    assert f"The earlier trial, T-DM1 weekly, keeps a weight of {agrees:.2f}, after 0.80 at the start." in (
        _answer("1NNN 2NNN", design).reason
    )
    assert f"; the earlier trial, T-DM1 weekly, keeps a weight of {contradicts:.2f}, after" in (
        _answer("1TTN", design).reason
    )
    assert (design.robust, "robust" in design.derived) == (0.2, False)
    assert design.prior.weights[-1] == 0.2
    assert design.prior.parts[-1] == BLRM.prior.parts[0]


def test_an_earlier_trial_changes_the_decision() -> None:
    seen = "1NNN 2NNT"
    alone, borrowing = _answer(seen), _answer(seen, Blrm(DOSES, history=(WEEKLY,)))
    assert [level.p_over or 0 for level in alone.levels][1] > [level.p_over or 0 for level in borrowing.levels][1]


def test_what_is_left_out_is_as_documented() -> None:
    assert (BLRM.reference, BLRM.n_levels) == (2.4, 4)
    assert BLRM.derived == {
        "reference_dose": 2.4,
        "prior_mean": pytest.approx((np.log(0.3 / 0.7), 0.0)),
        "prior_cov": ((4.0, 0.0), (0.0, 1.0)),
        "robust": None,
        "heterogeneity": None,
    }
    assert (BLRM.intervals, BLRM.ewoc, BLRM.own_cohorts) == ((0.16, 0.33), 0.25, False)
    assert Blrm(DOSES, reference_dose=3.6).prior.parts[0].x == pytest.approx(np.log(np.array(DOSES) / 3.6))


def test_lists_are_taken_for_tuples() -> None:
    parts: Any = [[weight, list(mean), [list(row) for row in cov]] for weight, mean, cov in MIXED]
    assert Blrm(DOSES, mixture=parts) == Blrm(DOSES, mixture=MIXED)
    listed: Any = {"doses": [1, 2], "prior_mean": [0, 0], "prior_cov": [[1, 0], [0, 1]], "intervals": [0.2, 0.3]}
    assert Blrm(**listed) == Blrm((1.0, 2.0), None, (0.0, 0.0), ((1.0, 0.0), (0.0, 1.0)), (0.2, 0.3))
    assert hash(Blrm(**listed)) is not None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"doses": ()}, "n_levels = 0: a design needs at least one dose level"),
        ({"doses": (1.0, 1.0)}, "BLRM: doses = 1, 1: positive doses in increasing order are needed."),
        ({"doses": (0.0, 1.0)}, "BLRM: doses = 0, 1: positive doses"),
        ({"doses": (1.0, float("inf"))}, "BLRM: doses = 1, inf: positive doses"),
        ({"reference_dose": 0.0}, "BLRM: reference_dose = 0: a positive dose is needed, e.g. 1.2."),
        ({"reference_dose": float("nan")}, "BLRM: reference_dose = nan"),
        ({"ewoc": 0.0}, "ewoc = 0: a probability between 0 and 1 is needed"),
        ({"target": 1.0}, "target = 1: a probability between 0 and 1 is needed"),
        ({"intervals": (0.33, 0.16)}, "BLRM: intervals = 0.33, 0.16: two DLT probabilities between 0 and 1 are needed"),
        ({"intervals": (0.16,)}, "BLRM: intervals = 0.16: two DLT probabilities"),
        ({"intervals": (0.0, 0.3)}, "BLRM: intervals = 0, 0.3: two DLT probabilities"),
        ({"intervals": (0.2, 1.0)}, "BLRM: intervals = 0.2, 1: two DLT probabilities"),
        ({"intervals": (0.2, 0.35, 0.35)}, "BLRM: intervals = 0.2, 0.35, 0.35: two DLT probabilities"),
        ({"intervals": (0.2, float("nan"))}, "BLRM: intervals = 0.2, nan: two DLT probabilities"),
        ({"next_best": "best"}, 'BLRM: next_best = "best" is not known. Give "target" '),
        ({"doses": (True, 2.0)}, "BLRM: doses = True: a number is needed"),
        ({"doses": "12"}, "BLRM: doses = '12': a list of numbers is needed"),
        ({"doses": 2.0}, "BLRM: doses = 2: a list of numbers is needed"),
        ({"reference_dose": "2"}, "reference_dose = '2': a number is needed"),
        ({"no_skipping": "no"}, "no_skipping = 'no': True or False is needed"),
        ({"prior_cov": 4.0}, "BLRM: prior_cov = 4.0: a list of lists of numbers is needed"),
        ({"prior_cov": (4.0, 1.0)}, "BLRM: prior_cov = 4: a list of numbers is needed"),
        ({"mixture": 1.0}, "BLRM: mixture: each part is (weight, mean, covariance)"),
        ({"mixture": (1.0,)}, "BLRM: mixture: each part is (weight, mean, covariance)"),
        ({"history": WEEKLY}, "history = EarlierTrial("),
        ({"history": "t-dm1"}, "history = 't-dm1': a list of EarlierTrial is needed"),
        ({"robust": 2.0}, "robust = 2: a probability between 0 and 1 is needed"),
        ({"mixture": MIXED, "prior_mean": (0.0, 0.0)}, "BLRM: prior_mean and mixture are both given"),
        ({"mixture": MIXED, "prior_cov": MIXED[0][2]}, "BLRM: prior_cov and mixture are both given"),
        ({"mixture": MIXED, "history": (WEEKLY,)}, "BLRM: history and mixture are both given"),
        ({"history": (WEEKLY,), "robust": 0.0}, "robust = 0: a probability between 0 and 1 is needed"),
        ({"history": (WEEKLY,), "heterogeneity": (0.25, 0.0)}, "heterogeneity = 0.25, 0: two standard deviations"),
        ({"history": (WEEKLY,), "heterogeneity": (0.25,)}, "heterogeneity = 0.25: two standard deviations"),
        ({"mixture": ()}, "BLRM: mixture is empty: give at least one"),
        ({"mixture": ((1.0, (0.0, 0.0)),)}, "BLRM: mixture: each part is (weight, mean, covariance)"),
        ({"mixture": MIXED[:1]}, "BLRM: mixture: the weights add up to 0.75, not to 1."),
        ({"mixture": ((0.0, *MIXED[0][1:]), (1.0, *MIXED[0][1:]))}, "BLRM: mixture part 1: weight = 0: a share"),
        ({"mixture": ((1.0, (0.0,), MIXED[0][2]),)}, "BLRM: mixture part 1: mean = [0.0]: two finite numbers"),
        (
            {"mixture": ((1.0, (0.0, 0.0), ((1.0, 2.0), (2.0, 1.0))),)},
            "BLRM: mixture part 1: cov = [[1.0, 2.0], [2.0, 1.0]] is not positive definite",
        ),
        ({"prior_mean": (0.0, float("inf"))}, "BLRM: prior_mean = [0.0, inf]: two finite numbers are needed"),
        ({"prior_mean": (0.0, 0.0, 0.0)}, "BLRM: prior_mean = [0.0, 0.0, 0.0]: two finite numbers"),
        ({"prior_cov": ((1.0, 0.2), (0.1, 1.0))}, "BLRM: prior_cov = [[1.0, 0.2], [0.1, 1.0]]: a symmetric 2 x 2"),
        ({"prior_cov": ((1.0,), (0.0,))}, "BLRM: prior_cov = [[1.0], [0.0]]: a symmetric 2 x 2 matrix is needed."),
        ({"prior_cov": ((1.0, float("nan")), (0.0, 1.0))}, "BLRM: prior_cov = [[1.0, nan], [0.0, 1.0]]: a symmetric"),
        (
            {"prior_cov": ((1.0, 1.0), (1.0, 1.0))},
            "BLRM: prior_cov = [[1.0, 1.0], [1.0, 1.0]] is not positive",
        ),
        ({"prior_cov": ((-1.0, 0.0), (0.0, -1.0))}, "BLRM: prior_cov = [[-1.0, 0.0], [0.0, -1.0]] is not positive"),
        ({"prior_cov": ((0.0, 0.0), (0.0, 1.0))}, "BLRM: prior_cov = [[0.0, 0.0], [0.0, 1.0]] is not positive"),
    ],
)
def test_what_cannot_be_a_blrm_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Blrm(**{"doses": DOSES} | arguments)
    assert str(refused.value).startswith(message)


def test_before_the_first_patient_the_first_level_alone_is_open_where_the_prior_fears_all() -> None:
    answer = Blrm((1.2, 1.6, 2.0)).decide(Outcomes.parse("")).one()
    assert all(level.p_over is not None and level.p_over > 0.25 for level in answer.levels)
    assert [level.admissible for level in answer.levels] == [True, False, False]


def test_a_prior_that_says_nothing_at_all_is_refused() -> None:
    with pytest.raises(DesignError, match="a standard deviation above 10 says nothing"):
        Blrm((1.0, 2.0), prior_cov=((1e30, 0.0), (0.0, 1.0)))
