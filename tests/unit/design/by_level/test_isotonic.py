"""Isotonic estimates against a plain pool-adjacent-violators algorithm."""

import numpy as np
import pytest

from firstdose.design.by_level.isotonic import isotonic

RANDOM = np.random.default_rng(5)


def _pava(mean: list[float], weight: list[float]) -> list[float]:
    """Pool neighbours that fall until none does."""
    blocks = [[value, mass, 1.0] for value, mass in zip(mean, weight, strict=True)]
    here = 0
    while here < len(blocks) - 1:
        (low, left, many), (high, right, more) = blocks[here], blocks[here + 1]
        if low <= high:
            here += 1
            continue
        blocks[here : here + 2] = [[(low * left + high * right) / (left + right), left + right, many + more]]
        here = max(here - 1, 0)
    return [value for value, _, many in blocks for _ in range(int(many))]


def test_random_trials_equal_pooling_one_after_another() -> None:
    n = RANDOM.integers(0, 13, (200, 5))
    dlt = RANDOM.binomial(n, 0.3)
    use = (n > 0) & (RANDOM.random(n.shape) < 0.9)
    estimate = isotonic(n, dlt, use)
    assert np.array_equal(np.isnan(estimate), ~use)
    for row in range(len(n)):
        treated, toxic = n[row, use[row]], dlt[row, use[row]]
        mean = (toxic + 0.05) / (treated + 0.1)
        variance = mean * (1 - mean) / (treated + 1.1)
        assert estimate[row, use[row]] == pytest.approx(_pava(mean.tolist(), (1 / variance).tolist()), abs=1e-12)


def test_a_rising_curve_is_left_alone() -> None:
    n, dlt = np.array([[3, 6, 6]]), np.array([[0, 1, 3]])
    assert isotonic(n, dlt, n > 0)[0] == pytest.approx([0.05 / 3.1, 1.05 / 6.1, 3.05 / 6.1], abs=1e-14)


def test_two_levels_that_fall_are_pooled_by_the_inverse_variance() -> None:
    """1 of 3 below 0 of 3: the certain zero draws the pool down to itself nearly."""
    mean, weight = np.array([1.05 / 3.1, 0.05 / 3.1]), [0.0, 0.0]
    weight = (4.1 / (mean * (1 - mean))).tolist()
    pooled = float(np.average(mean, weights=weight))
    n, dlt = np.array([[3, 3]]), np.array([[1, 0]])
    assert isotonic(n, dlt, n > 0)[0] == pytest.approx([pooled, pooled], abs=1e-14)
    assert pooled < 0.04


def test_no_levels_in_use() -> None:
    n = np.array([[3, 3]])
    assert np.isnan(isotonic(n, n, np.array([[False, False]]))).all()
