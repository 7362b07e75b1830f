"""A randomised comparison of doses: estimates, choice, and how often the choice is right."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design.optimisation import ArmCounts, DoseTruth, RandomisedDoses, patients_needed
from firstdose.errors import DesignError

DOSES = RandomisedDoses(arms=(1.6, 2.0, 2.4), n_per_arm=20)
LOW, MIDDLE, HIGH = ArmCounts(6, 12, 0, 2), ArmCounts(9, 8, 1, 2), ArmCounts(8, 4, 4, 4)


def test_the_highest_mean_utility_is_selected_and_told() -> None:
    answer = DOSES.compare([LOW, MIDDLE, HIGH])
    assert answer.selected == DOSES.select([LOW, MIDDLE, HIGH]) == 1
    assert answer.reason == (
        "Dose 2 has a mean utility of 63.3 (SD 7.5), the highest of the admissible doses: it is the optimal dose."
    )
    assert answer.to_dict()["selected"] == 2
    assert answer.to_dict()["arms"][0]["dose"] == 1.6


def test_the_estimates_are_those_of_a_dirichlet_prior_worth_one_patient() -> None:
    arm = DOSES.compare([LOW, MIDDLE, HIGH]).arms[1]
    weights = np.array([9, 8, 1, 2]) + 0.25
    utilities = np.array([100, 40, 60, 0])
    mean = (weights * utilities).sum() / 21
    assert arm.utility == pytest.approx(mean, abs=1e-9)
    drawn = stats.dirichlet(weights).rvs(50_000, random_state=np.random.default_rng(1)) @ utilities
    assert arm.utility_sd == pytest.approx(drawn.std(), rel=4 * 1 / np.sqrt(2 * 50_000))
    assert (arm.n, arm.dlt, arm.response, arm.p_exposed_mean) == (20, 3, 10, None)
    assert (arm.p_dlt_mean, arm.p_response_mean) == pytest.approx((3.5 / 21, 10.5 / 21))
    assert arm.p_over == pytest.approx(stats.beta.sf(0.3, 3.5, 17.5), abs=1e-12)
    assert arm.p_below == pytest.approx(stats.beta.cdf(0.2, 10.5, 10.5), abs=1e-12)


def test_the_probability_of_being_best_is_that_of_the_posteriors() -> None:
    draws, random = 4_000, np.random.default_rng(2)
    answer = DOSES.compare([LOW, MIDDLE, HIGH], seed=3, draws=draws)
    told = [arm.p_best for arm in answer.arms]
    assert sum(told) == pytest.approx(1)
    utility = [
        stats.dirichlet(np.array([a.response_only, a.neither, a.both, a.dlt_only]) + 0.25).rvs(
            draws, random_state=random
        )
        @ np.array([100, 40, 60, 0])
        for a in (LOW, MIDDLE, HIGH)
    ]
    expected = np.bincount(np.argmax(utility, axis=0), minlength=3) / draws
    assert told == pytest.approx(expected, abs=4 * np.sqrt(2 * 0.25 / draws))
    assert told == [arm.p_best for arm in DOSES.compare([LOW, MIDDLE, HIGH], seed=3, draws=draws).arms]


def test_a_toxic_dose_is_excluded_with_those_above_it() -> None:
    answer = DOSES.compare([LOW, ArmCounts(2, 2, 10, 6), ArmCounts(20, 0, 0, 0)])
    assert [arm.admissible for arm in answer.arms] == [True, False, False]
    assert [arm.p_best for arm in answer.arms] == [1, 0, 0]
    assert answer.selected == 0


def test_a_dose_with_too_few_responses_is_excluded_alone() -> None:
    answer = DOSES.compare([ArmCounts(1, 19, 0, 0), MIDDLE, ArmCounts(0, 20, 0, 0)])
    assert [arm.admissible for arm in answer.arms] == [False, True, False]


def test_where_nothing_is_admissible_nothing_is_selected() -> None:
    answer = DOSES.compare([ArmCounts(0, 20, 0, 0)] * 3)
    assert (answer.selected, answer.to_dict()["selected"]) == (None, None)
    assert answer.reason.startswith("No dose is admissible")


def test_a_lower_dose_is_preferred_within_the_margin() -> None:
    lenient = RandomisedDoses(arms=(1.6, 2.0, 2.4), n_per_arm=20, margin=10)
    answer = lenient.compare([LOW, MIDDLE, HIGH])
    assert answer.selected == 0
    assert answer.reason == (
        "Dose 1.6 has a mean utility of 53.8 (SD 6.9), at most 10 below the highest, 63.3 at 2: "
        "as the lowest such dose it is the optimal dose."
    )
    assert lenient.select([ArmCounts(2, 15, 1, 2), MIDDLE, HIGH]) == 1


def test_exposure_is_a_part_of_the_utility() -> None:
    doses = RandomisedDoses(arms=(1.6, 2.4), n_per_arm=10, exposure_weight=0.25)
    poor, rich = ArmCounts(5, 5, 0, 0, exposed=1), ArmCounts(5, 4, 0, 1, exposed=9)
    answer = doses.compare([poor, rich])
    assert answer.selected == 1
    assert answer.arms[0].utility == pytest.approx((0.75 * (700 + 50) + 25 * 1.5) / 11, abs=1e-9)
    assert answer.arms[0].p_exposed_mean == pytest.approx(1.5 / 11)
    share = np.array([5, 5, 0, 0]) + 0.25
    utilities = np.array([100, 40, 60, 0])
    random, draws = np.random.default_rng(1), 50_000
    drawn = 0.75 * (stats.dirichlet(share).rvs(draws, random_state=random) @ utilities)
    drawn += 25 * stats.beta(1.5, 9.5).rvs(draws, random_state=random)
    assert answer.arms[0].utility_sd == pytest.approx(drawn.std(), rel=4 / np.sqrt(2 * draws))
    assert answer.arms[1].p_best > 0.5


SCENARIO = [DoseTruth(0.1, 0.35), DoseTruth(0.2, 0.45), DoseTruth(0.45, 0.5)]


def test_the_right_dose_is_the_best_of_the_true_admissible_ones() -> None:
    assert DOSES.best_dose(SCENARIO) == 1
    assert DOSES.best_dose([DoseTruth(0.4, 0.5), DoseTruth(0.1, 0.5), DoseTruth(0.1, 0.5)]) is None
    assert DOSES.best_dose([DoseTruth(0.1, 0.1), DoseTruth(0.1, 0.5), DoseTruth(0.1, 0.5)]) == 1


def test_the_chance_of_being_right_is_that_of_the_right_dose() -> None:
    assert DOSES.p_correct(SCENARIO) == DOSES.p_selected(SCENARIO)[1]
    nothing = [DoseTruth(0.6, 0.5)] * 3
    assert DOSES.p_correct(nothing) == pytest.approx(1 - sum(DOSES.p_selected(nothing)))
    assert DOSES.p_correct(nothing) > 0.8


def test_the_patients_needed_are_the_fewest_with_which_every_scenario_is_right_often_enough() -> None:
    doses = RandomisedDoses((1.0, 2.0), 1)
    scenarios = [[DoseTruth(0.05, 0.3), DoseTruth(0.1, 0.6)], [DoseTruth(0.05, 0.5), DoseTruth(0.28, 0.5)]]
    needed = patients_needed(doses, 0.75, scenarios)
    sized = [RandomisedDoses((1.0, 2.0), n) for n in range(1, needed + 1)]
    right = [min(each.p_correct(truth) for truth in scenarios) for each in sized]
    assert right[-1] >= 0.75 > max(right[:-1])
    with pytest.raises(DesignError, match="with up to 3 patients an arm"):
        patients_needed(doses, 0.99, scenarios, n_max=3)
    with pytest.raises(DesignError, match="no scenario is given"):
        patients_needed(doses, 0.99, [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"arms": (2.4,)}, "dose optimisation: arms = "),
        ({"arms": (2.4, 1.6)}, "dose optimisation: arms = "),
        ({"n_per_arm": 0}, "n_per_arm = 0"),
        ({"utilities": (100, 40, 60)}, "dose optimisation: utilities"),
        ({"margin": "5"}, "margin = '5': a number is needed"),
        ({"exposure_weight": 1.0}, "dose optimisation: exposure_weight = 1"),
        ({"margin": -1.0}, "dose optimisation: margin = -1"),
        ({"p_tox_max": 0.0}, "p_tox_max = 0"),
        ({"cutoff_response": 1.0}, "cutoff_response = 1"),
    ],
)
def test_what_cannot_be_a_comparison_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        RandomisedDoses(**{"arms": (1.6, 2.4), "n_per_arm": 20} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_arms_and_scenarios_have_to_fit() -> None:
    weighing = RandomisedDoses((1.6, 2.4), 20, exposure_weight=0.2)
    for call, message in (
        (lambda: DOSES.select([LOW, MIDDLE]), "results of 2 arms for 3 doses"),
        (lambda: DOSES.p_selected(SCENARIO[:2]), "a scenario of 2 doses for 3 arms"),
        (lambda: weighing.select([LOW, MIDDLE]), "give each arm's exposed patients"),
        (lambda: weighing.p_correct(SCENARIO[:2]), "give p_exposed for every dose"),
        (lambda: DOSES.compare([LOW, MIDDLE, HIGH], draws=0), "draws = 0"),
    ):
        with pytest.raises(DesignError, match=message):
            call()
