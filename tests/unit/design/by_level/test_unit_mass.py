"""The unit probability mass, and the keys of Keyboard and mTPI-2."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design.by_level.unit_mass import interval_at, keys, strongest, unit_masses


def test_it_is_the_posterior_probability_by_the_width() -> None:
    cuts = (0.0, 0.25, 0.35, 1.0)
    found = unit_masses(np.array([6]), np.array([2]), cuts)[0]
    assert found == pytest.approx(np.diff(stats.beta.cdf(cuts, 3, 5)) / [0.25, 0.1, 0.65], abs=1e-12)


def test_of_equal_masses_the_highest_interval_counts() -> None:
    """1 of 2 is as likely below one half as above it."""
    assert strongest(np.array([2, 2]), np.array([1, 0]), (0.0, 0.5, 1.0)).tolist() == [1, 0]
    assert strongest(np.array([0]), np.array([0]), (0.0, 0.5, 1.0)).tolist() == [1]


@pytest.mark.parametrize(
    ("low", "high", "cuts"),
    [
        (0.2, 0.3, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),  # no incomplete key, nor one of rounding
        (0.28, 0.38, (0.0, 0.08, 0.18, 0.28, 0.38, 0.48, 0.58, 0.68, 0.78, 0.88, 0.98, 1.0)),
        (0.2, 0.4, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.2, 0.9, (0.0, 0.2, 0.9, 1.0)),
    ],
)
def test_keys_are_laid_out_from_the_target_key(low: float, high: float, cuts: tuple[float, ...]) -> None:
    assert keys(low, high) == cuts


def test_the_ends_of_an_interval() -> None:
    low, high = interval_at(np.array([0, 2], np.int8), (0.0, 0.25, 0.35, 1.0))
    assert (low.tolist(), high.tolist()) == ([0.0, 0.35], [0.25, 1.0])
