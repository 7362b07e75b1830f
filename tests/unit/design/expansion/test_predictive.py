"""Predictive probability: a case by hand, the sum of the paper, and what it refuses."""

from typing import Any

import numpy as np
import pytest
from scipy.special import beta as beta_function
from scipy.special import betainc, comb

from firstdose.design.expansion import Look, PredictiveProbability
from firstdose.errors import DesignError


def test_two_patients_by_hand() -> None:
    design = PredictiveProbability(0.5, 0.9, 2, theta_T=0.8, theta_L=0.1, prior=(1, 1), looks=(1, 2))
    assert design.posterior(2, 2) == pytest.approx(7 / 8)  # Beta(3, 1): 1 - 0.5^3
    assert design.needed == 2
    assert design.predictive(1, 1) == pytest.approx(2 / 3)  # Beta(2, 1) has mean 2/3
    assert design.predictive(0, 1) == 0
    assert design.boundaries == (Look(1, 0, None), Look(2, 1, 2))
    assert design.p_go(0.5) == 0.25


def test_the_recursion_is_the_sum_of_the_paper() -> None:
    a, b, size, n, x = 0.6, 0.4, 40, 23, 16
    design = PredictiveProbability(0.6, 0.8, size, theta_T=0.9)
    more = np.arange(size - n + 1)
    chance = comb(size - n, more) * beta_function(a + x + more, b + size - x - more) / beta_function(a + x, b + n - x)
    enough = 1 - betainc(a + x + more, b + size - x - more, 0.6) > 0.9
    assert design.predictive(x, n) == pytest.approx(chance[enough].sum(), abs=1e-12)


def test_efficacy_stops_early_where_asked() -> None:
    design = PredictiveProbability(0.2, 0.4, 30, theta_L=0.05, theta_U=0.95, looks=(10, 20, 30))
    first = design.boundaries[0]
    assert first.stop_if_at_most is not None
    assert first.go_if_at_least is not None
    assert design.predictive(first.go_if_at_least, 10) > 0.95 >= design.predictive(first.go_if_at_least - 1, 10)
    assert design.predictive(first.stop_if_at_most, 10) < 0.05 <= design.predictive(first.stop_if_at_most + 1, 10)


def test_with_theta_l_at_zero_nothing_stops() -> None:
    rows = PredictiveProbability(0.2, 0.4, 20, theta_L=0.0).boundaries
    assert {row.stop_if_at_most for row in rows[:-1]} <= {None}
    assert rows[0].n == 10


def test_theta_t_may_lie_anywhere_in_its_range() -> None:
    design = PredictiveProbability(0.2, 0.4, 36)
    low, high = design.theta_T_range
    for theta in (low, (low + high) / 2, high - 1e-6):
        assert PredictiveProbability(0.2, 0.4, 36, theta_T=theta).needed == design.needed
    assert PredictiveProbability(0.2, 0.4, 36, theta_T=high + 1e-6).needed == design.needed + 1


@pytest.mark.parametrize("criterion", ["power", "expected-n"])
def test_the_search_keeps_both_errors_with_the_fewest_patients(criterion: Any) -> None:
    best = PredictiveProbability.design(0.1, 0.3, criterion=criterion)
    assert best.n_max == 26
    assert best.p_go(0.1) <= 0.05
    assert best.p_go(0.3) >= 0.8
    with pytest.raises(DesignError, match="no cohort of up to 25 patients"):
        PredictiveProbability.design(0.1, 0.3, n_max=25)


def test_looks_from_the_first_patient_on_cost_power_but_no_error() -> None:
    best = PredictiveProbability.design(0.3, 0.6, alpha=0.49, beta=0.05, first=1)
    assert best.p_go(0.3) <= 0.49
    assert best.p_go(0.6) >= 0.95


def test_criteria_differ_in_power_and_mean_size() -> None:
    power = PredictiveProbability.design(0.1, 0.3)
    small = PredictiveProbability.design(0.1, 0.3, criterion="expected-n")
    assert power.p_go(0.3) > small.p_go(0.3)
    assert power.expected_n(0.1) > small.expected_n(0.1)


def test_looks_are_as_far_apart_as_asked() -> None:
    best = PredictiveProbability.design(0.1, 0.3, first=12, every=6)
    assert best.looks is not None
    assert best.looks[:2] == (12, 18)
    assert best.looks[-1] == best.n_max


def test_a_search_may_stop_for_efficacy() -> None:
    best = PredictiveProbability.design(0.1, 0.4, theta_U=0.95, first=5, every=5)
    assert best.theta_U == 0.95
    assert best.p_go(0.1) <= 0.05
    assert any(row.go_if_at_least is not None for row in best.boundaries[:-1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p0": 0.4}, "p0 = 0.4 is not below p1 = 0.4"),
        ({"theta_T": 1.0}, "theta_T = 1: a probability"),
        ({"theta_L": 0.5, "theta_U": 0.5}, "theta_L = 0.5 and theta_U = 0.5: probabilities from 0 to 1 that rise"),
        ({"theta_L": -0.1}, "theta_L = -0.1"),
        ({"theta_U": 1.1}, "theta_U = 1.1"),
        ({"prior": (0, 1)}, "prior = 0, 1"),
        ({"looks": (20, 10)}, "looks = 20, 10"),
        ({"looks": (10, 20)}, "the last look is at 20 patients, not at n_max = 30"),
        ({"n_max": 1, "theta_T": 0.99}, "not even 1 responses of 1 make .* Lower theta_T"),
    ],
)
def test_a_design_that_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        PredictiveProbability(**({"p0": 0.2, "p1": 0.4, "n_max": 30} | arguments))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p1": 0.1}, "p0 = 0.2 is not below p1 = 0.1"),
        ({"alpha": 0.0}, "alpha = 0"),
        ({"beta": 1.0}, "beta = 1"),
        ({"prior": (1, -1)}, "prior = 1, -1"),
        ({"criterion": "best"}, 'criterion = "best" is not known. Give power, expected-n'),
        ({"first": 0}, "first = 0: a whole number of patients"),
        ({"every": 0}, "every = 0: a whole number of patients"),
        ({"theta_U": 0.0}, "theta_U = 0"),
        ({"n_max": 10}, "no cohort of up to 10 patients tells 0.4 from 0.2"),
    ],
)
def test_an_impossible_question_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        PredictiveProbability.design(**({"p0": 0.2, "p1": 0.4} | arguments))
