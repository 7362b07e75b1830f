"""Posteriors against integrations that share nothing with the code: Gauss-Legendre between the steps, and scipy's."""

from math import exp, log

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit, log_expit, logit

from firstdose.design.logistic_posterior import LogisticPrior, Posterior, posterior
from firstdose.types import F64

CUTS = (0.16, 0.33)
CLOSE = 1e-6  # 1e-4 is promised; the worst case here is 3e-8
X = tuple(log(dose / 2.4) for dose in (0.6, 1.2, 2.4, 3.6))
PRIORS = {
    "default": LogisticPrior((float(logit(0.3)), 0.0), ((4.0, 0.0), (0.0, 1.0)), X),
    "correlated": LogisticPrior((-0.85, 1.0), ((1.0, -0.5), (-0.5, 1.0)), X),
    "strongly correlated": LogisticPrior((-1.0, 0.0), ((4.0, 1.8), (1.8, 1.0)), X),
    "narrow": LogisticPrior((-1.2, 0.1), ((0.04, 0.0), (0.0, 0.01)), X),
    "wide": LogisticPrior((0.0, 0.0), ((25.0, 0.0), (0.0, 2.25)), X),
    "far off": LogisticPrior((-4.0, -1.0), ((0.5, 0.1), (0.1, 0.3)), X),
}
STATES = {
    "nobody": ([0, 0, 0, 0], [0, 0, 0, 0]),
    "all toxic": ([3, 0, 0, 0], [3, 0, 0, 0]),
    "a trial": ([3, 6, 12, 3], [0, 1, 3, 2]),
    "large": ([6, 12, 30, 12], [0, 1, 9, 6]),
    "contradictory": ([6, 0, 0, 6], [5, 0, 0, 0]),
}


def _gauss(low: F64, high: F64, nodes: int) -> tuple[F64, F64]:
    """Gauss-Legendre nodes and weights on each interval, (..., nodes)."""
    t, w = np.polynomial.legendre.leggauss(nodes)
    half = (high - low)[..., None] / 2
    return low[..., None] + half * (t + 1), half * w


def _log_density(prior: LogisticPrior, n: list[int], dlt: list[int], log_alpha: F64, log_beta: F64) -> F64:
    inverse = np.linalg.inv(np.array(prior.cov))
    a, b = log_alpha - prior.mean[0], log_beta - prior.mean[1]
    total = -0.5 * (inverse[0, 0] * a**2 + 2 * inverse[0, 1] * a * b + inverse[1, 1] * b**2)
    for x, treated, toxic in zip(prior.x, n, dlt, strict=True):
        if treated:
            eta = log_alpha + np.exp(log_beta) * x
            total = total + toxic * log_expit(eta) + (treated - toxic) * log_expit(-eta)
    return np.asarray(total, np.float64)


def _independent(prior: LogisticPrior, n: list[int], dlt: list[int], level: int) -> tuple[float, float, float]:
    """Mean, and probability of lying below each cut, of p at one level: integrated piece by piece between the cuts."""
    sd_beta = prior.cov[1][1] ** 0.5
    log_beta, outer = _gauss(np.array(prior.mean[1] - 8 * sd_beta), np.array(prior.mean[1] + 8 * sd_beta), 200)
    centre = prior.mean[0] + prior.cov[0][1] / prior.cov[1][1] * (log_beta - prior.mean[1])
    reach = 8 * prior.sd_alpha_given_beta + 8
    shift = np.exp(log_beta) * prior.x[level]
    ends = [centre - reach, *(np.clip(logit(cut) - shift, centre - reach, centre + reach) for cut in CUTS)]
    mass, mean, peak = [], 0.0, None
    for low, high in zip(ends, [*ends[1:], centre + reach], strict=True):
        log_alpha, inner = _gauss(low, high, 120)
        logs = _log_density(prior, n, dlt, log_alpha, np.broadcast_to(log_beta[:, None], log_alpha.shape))
        peak = float(_log_density(prior, n, dlt, centre, log_beta).max()) if peak is None else peak
        weight = np.exp(logs - peak) * inner * outer[:, None]
        mass.append(float(weight.sum()))
        mean += float((weight * expit(log_alpha + shift[:, None])).sum())
    return mean / sum(mass), mass[0] / sum(mass), (mass[0] + mass[1]) / sum(mass)


def _ours(prior: LogisticPrior, n: list[int], dlt: list[int]) -> Posterior:
    return posterior(prior, CUTS, np.array([n]), np.array([dlt]))


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS.keys())
def test_equals_an_independent_integration(prior: LogisticPrior, state: tuple[list[int], list[int]]) -> None:
    ours = _ours(prior, *state)
    for level in (0, 3):
        found = (ours.mean[0, level], ours.below[0, 0, level], ours.below[1, 0, level])
        assert found == pytest.approx(_independent(prior, *state, level), abs=CLOSE)


def test_equals_scipys_adaptive_integration() -> None:
    prior, n, dlt = PRIORS["correlated"], [3, 3, 3, 0], [0, 0, 1, 0]

    def density(log_alpha: float, log_beta: float) -> float:
        return exp(_log_density(prior, n, dlt, np.array(log_alpha), np.array(log_beta)))

    def integral(upper: float) -> float:  # p at the last level at most expit(upper)
        return float(
            integrate.dblquad(
                density, -4.0, 6.0, -9.0, lambda log_beta: min(7.0, upper - exp(log_beta) * X[3]), epsabs=1e-8
            )[0]
        )

    share = integral(float(logit(0.33))) / integral(99.0)
    assert _ours(prior, n, dlt).below[1, 0, 3] == pytest.approx(share, abs=CLOSE)


def test_without_patients_the_reference_dose_is_a_normal_tail() -> None:
    for prior in PRIORS.values():
        expected = stats.norm.cdf(logit(np.array(CUTS)), prior.mean[0], prior.cov[0][0] ** 0.5)
        assert _ours(prior, *STATES["nobody"]).below[:, 0, 2] == pytest.approx(expected, abs=1e-6)


def test_a_batch_of_many_equals_batches_of_one_bit_for_bit() -> None:
    random = np.random.default_rng(3)
    n = random.integers(0, 10, (40, 4))
    dlt = random.binomial(n, 0.3)
    together = posterior(PRIORS["correlated"], CUTS, n, dlt)
    for row in (0, 17, 39):
        alone = posterior(PRIORS["correlated"], CUTS, n[row : row + 1], dlt[row : row + 1])
        assert np.array_equal(together.mean[row], alone.mean[0])
        assert np.array_equal(together.below[:, row], alone.below[:, 0])


def test_equal_states_in_a_batch_have_equal_answers_in_their_own_rows() -> None:
    n = np.array([[3, 0, 0, 0], [3, 3, 0, 0], [3, 0, 0, 0]])
    after = posterior(PRIORS["default"], CUTS, n, np.zeros_like(n))
    assert np.array_equal(after.mean[0], after.mean[2])
    assert after.mean[0, 1] > after.mean[1, 1]


def test_certain_probabilities_stay_probabilities() -> None:
    after = _ours(PRIORS["narrow"], [0, 0, 0, 60], [0, 0, 0, 60])
    assert after.below.min() >= 0
    assert after.below.max() <= 1
