"""Isotonic estimates over two drugs, against the formula: the max-min of means over upper and lower sets."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from firstdose.design.by_level.isotonic_2d import rising_2d
from firstdose.types import F64, Bool

RANDOM = np.random.default_rng(4)


def _lower_sets(rows: int, columns: int) -> list[Bool]:
    """Every set of combinations that has, with one, all that are at or below it in both drugs."""
    widths = (found[::-1] for found in combinations_with_replacement(range(columns + 1), rows))
    return [np.arange(columns) < np.array(width)[:, None] for width in widths]


def _max_min(mean: F64, weight: F64) -> F64:
    """Robertson, Wright and Dykstra (1988), theorem 1.4.4."""
    lower, best = _lower_sets(*mean.shape), np.full(mean.shape, -np.inf)
    for upper in (~one for one in lower):
        smallest = np.full(mean.shape, np.inf)
        for within in (upper & one for one in lower):
            if within.any():
                smallest[within] = np.minimum(smallest[within], np.average(mean[within], weights=weight[within]))
        best[upper] = np.maximum(best[upper], smallest[upper])
    return best


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (2, 4), (3, 3)])
def test_it_is_the_nearest_matrix_that_rises_along_both_axes(shape: tuple[int, int]) -> None:
    for _ in range(3):
        mean, weight = RANDOM.random(shape), RANDOM.integers(1, 12, shape).astype(np.float64)
        assert rising_2d(mean, weight) == pytest.approx(_max_min(mean, weight), abs=1e-7)


def test_what_rises_already_is_left_alone() -> None:
    mean = np.array([[0.1, 0.2, 0.3], [0.15, 0.25, 0.6]])
    assert rising_2d(mean, np.ones((2, 3))) == pytest.approx(mean, abs=1e-14)


def test_one_drug_alone_is_the_ordinary_isotonic_regression() -> None:
    mean, weight = np.array([[0.1, 0.4, 0.2]]), np.array([[1.0, 1.0, 3.0]])
    assert rising_2d(mean, weight)[0] == pytest.approx([0.1, 0.25, 0.25], abs=1e-9)
    assert rising_2d(mean.T, weight.T)[:, 0] == pytest.approx([0.1, 0.25, 0.25], abs=1e-9)
