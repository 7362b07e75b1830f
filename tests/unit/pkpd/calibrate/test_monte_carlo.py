"""Weighted draws have the mean, spread and evidence of posteriors that are known in closed form."""

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.calibrate.monte_carlo import Effort, population_monte_carlo
from firstdose.types import F64, I64

EFFORT = Effort(candidates=2000, rounds=4, rows=8000)


def test_a_normal_seen_through_normal_noise() -> None:
    """Prior N(0, 1) in two dimensions, 3 and -2 seen with standard deviation 0.5: mean 0.8 of it, variance 0.2."""

    def likelihood(z: F64, ancestor: I64) -> F64:
        return np.asarray(-(((z - [3.0, -2.0]) / 0.5) ** 2).sum(axis=1) / 2)

    draws = population_monte_carlo(likelihood, 2, 1, 7, "normal", EFFORT)
    mean = draws.weight @ draws.z
    error = 4 * np.sqrt(0.2 / draws.effective)
    np.testing.assert_allclose(mean, [2.4, -1.6], atol=error)
    np.testing.assert_allclose(draws.weight @ (draws.z - mean) ** 2, [0.2, 0.2], rtol=4 * np.sqrt(2 / draws.effective))
    exact = -np.log(5.0) - (3.0**2 + 2.0**2) / (2 * 1.25)  # each: N(seen; 0, 1 + 0.25), without the noise's constant
    assert draws.log_evidence == pytest.approx(exact, abs=4 / np.sqrt(draws.effective))


def test_what_was_fitted_before_is_weighted_too() -> None:
    """Of two ancestors, one is three times as likely."""

    def likelihood(z: F64, ancestor: I64) -> F64:
        return np.where(ancestor == 1, np.log(3.0), 0.0)

    draws = population_monte_carlo(likelihood, 1, 2, 7, "two", EFFORT)
    share = draws.weight[draws.ancestor == 1].sum()
    assert share == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / draws.effective))


def test_the_same_seed_gives_the_same_draws_and_another_does_not() -> None:
    def likelihood(z: F64, ancestor: I64) -> F64:
        return np.asarray(-((z[:, 0] - 1) ** 2))

    few = Effort(candidates=50, rounds=2)
    one, two, other = (population_monte_carlo(likelihood, 1, 1, seed, "seed", few) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.z, two.z)
    assert not np.allclose(one.z, other.z)


def test_rounds_end_once_the_draws_are_enough() -> None:
    flat = population_monte_carlo(lambda z, ancestor: np.zeros(len(z)), 1, 1, 1, "flat", Effort(100, 9, 10, 50))
    assert len(flat.z) == 100


def test_resampling_keeps_the_mean() -> None:
    draws = population_monte_carlo(lambda z, ancestor: z[:, 0], 1, 1, 1, "tilt", EFFORT)
    z, ancestor = draws.resampled(2000)
    assert z[:, 0].mean() == pytest.approx(float(draws.weight @ draws.z[:, 0]), abs=4 / np.sqrt(2000))
    assert ancestor.tolist() == [0] * 2000


def test_nothing_that_agrees_is_told() -> None:
    with pytest.raises(ModelError, match="no candidate agrees"):
        population_monte_carlo(lambda z, ancestor: np.full(len(z), -np.inf), 1, 1, 1, "none", Effort(50, 1))
