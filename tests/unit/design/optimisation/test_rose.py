"""ROSE: its boundary, its choice and its exact chances."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from firstdose.design.optimisation import Rose
from firstdose.errors import DesignError


@pytest.mark.parametrize(("low", "high", "chosen"), [(5, 6, 0), (5, 7, 1), (0, 2, 1), (9, 3, 0)])
def test_the_higher_dose_has_to_be_better_by_more_than_the_boundary(low: int, high: int, chosen: int) -> None:
    assert Rose(20, boundary=0.05).select(low, high) == chosen


def test_a_difference_on_the_boundary_is_not_enough() -> None:
    assert Rose(10, boundary=0.3).select(2, 5) == 0  # although 10 * 0.3 is not 3 to the last bit


@pytest.mark.parametrize(("p_low", "p_high"), [(0.2, 0.3), (0.5, 0.5), (0.0, 1.0), (0.4, 0.1)])
def test_the_chance_of_the_higher_dose_adds_up_every_result(p_low: float, p_high: float) -> None:
    rose, n = Rose(12, boundary=0.1), np.arange(13)
    joint = binom.pmf(n, 12, p_low)[:, None] * binom.pmf(n, 12, p_high)[None, :]
    chosen = np.array([[rose.select(int(low), int(high)) for high in n] for low in n])
    assert rose.p_high_selected(p_low, p_high) == pytest.approx((joint * chosen).sum(), abs=1e-12)


def test_the_exact_design_keeps_both_probabilities_and_is_the_smallest() -> None:
    rose = Rose.design(p_high=0.4, margin=0.15, pcs_low=0.7, pcs_high=0.65, method="exact")
    assert 1 - rose.p_high_selected(0.4, 0.4) >= 0.7
    assert rose.p_high_selected(0.25, 0.4) >= 0.65
    for most in range(rose.n_per_arm):
        smaller = Rose(rose.n_per_arm - 1, most / (rose.n_per_arm - 1) if most < rose.n_per_arm - 1 else 0.0)
        assert 1 - smaller.p_high_selected(0.4, 0.4) < 0.7 or smaller.p_high_selected(0.25, 0.4) < 0.65


def test_the_closed_form_may_miss_them() -> None:
    rose = Rose.design(p_high=0.3, margin=0.1, pcs_low=0.6, pcs_high=0.6)
    assert rose.p_high_selected(0.2, 0.3) == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"margin": 0.0}, "ROSE: p_high = 0.3, margin = 0"),
        ({"margin": 0.4}, "ROSE: p_high = 0.3, margin = 0.4"),
        ({"p_high": 1.0}, "ROSE: p_high = 1,"),
        ({"pcs_low": 0.5}, "ROSE: p_high = 0.3, margin = 0.1, pcs_low = 0.5"),
        ({"pcs_high": 1.0}, "ROSE: p_high"),
        ({"method": "best"}, 'ROSE: method = "best" is not known. Give one of normal, exact.'),
        ({"n_max": 10}, "ROSE: no more than 10 patients an arm"),
        ({"n_max": 10, "method": "exact"}, "ROSE: no more than 10 patients an arm"),
    ],
)
def test_what_cannot_be_planned_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Rose.design(**{"p_high": 0.3, "margin": 0.1} | arguments)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Rose(0, 0.1), "n_per_arm = 0"),
        (lambda: Rose(10, -0.1), "ROSE: boundary = -0.1"),
        (lambda: Rose(10, 0.1).select(11, 0), "ROSE: responses_low = 11: from 0 to 10"),
        (lambda: Rose(10, 0.1).p_high_selected(0.2, 1.1), "ROSE: p_high = 1.1: a probability"),
    ],
)
def test_what_cannot_be_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DesignError) as refused:
        call()
    assert str(refused.value).startswith(message)
