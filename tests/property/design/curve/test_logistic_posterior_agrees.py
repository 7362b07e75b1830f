"""Posteriors against integrations that share nothing with the code: Gauss-Legendre between the steps, and scipy's."""

from math import exp, log

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit, log_expit, logit

from firstdose.design.curve.logistic_posterior import LogisticModel
from firstdose.design.curve.logistic_prior import LogisticPrior, MixturePrior
from firstdose.design.curve.posterior import Posterior
from firstdose.types import F64, I64

CUTS = (0.16, 0.33)
CLOSE = 1e-6  # as promised; the worst case here is 3e-8
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


def _independent(
    prior: LogisticPrior, n: list[int], dlt: list[int], level: int, cuts: tuple[float, ...] = CUTS
) -> tuple[float, float, tuple[float, ...], float]:
    """Mean, SD and probability of lying below each cut, of p at one level, integrated piece by piece between the cuts;
    and the log evidence."""
    sd_beta = prior.cov[1][1] ** 0.5
    log_beta, outer = _gauss(np.array(prior.mean[1] - 8 * sd_beta), np.array(prior.mean[1] + 8 * sd_beta), 200)
    centre = prior.mean[0] + prior.cov[0][1] / prior.cov[1][1] * (log_beta - prior.mean[1])
    reach = 8 * prior.sd_alpha_given_beta + 8
    shift = np.exp(log_beta) * prior.x[level]
    ends = [centre - reach, *(np.clip(logit(cut) - shift, centre - reach, centre + reach) for cut in cuts)]
    mass, mean, square = [], 0.0, 0.0
    peak = float(_log_density(prior, n, dlt, centre, log_beta).max())
    for low, high in zip(ends, [*ends[1:], centre + reach], strict=True):
        log_alpha, inner = _gauss(low, high, 120)
        logs = _log_density(prior, n, dlt, log_alpha, np.broadcast_to(log_beta[:, None], log_alpha.shape))
        weight = np.exp(logs - peak) * inner * outer[:, None]
        p = expit(log_alpha + shift[:, None])
        mass.append(float(weight.sum()))
        mean += float((weight * p).sum())
        square += float((weight * p * p).sum())
    total, normal = sum(mass), 2 * np.pi * np.linalg.det(np.array(prior.cov)) ** 0.5
    below = tuple((np.cumsum(mass) / total)[:-1].tolist())
    return mean / total, (square / total - (mean / total) ** 2) ** 0.5, below, log(total / normal) + peak


def _of(*parts: tuple[float, str]) -> MixturePrior:
    return MixturePrior(tuple(weight for weight, _ in parts), tuple(PRIORS[name] for _, name in parts))


def _ours(prior: MixturePrior, n: list[int], dlt: list[int]) -> Posterior:
    return _after(prior, np.array([n]), np.array([dlt]))


def _after(prior: MixturePrior, n: I64, dlt: I64) -> Posterior:
    return Posterior(LogisticModel(prior), np.concatenate([n, dlt], axis=1))


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize("prior", PRIORS.keys())
def test_equals_an_independent_integration(prior: str, state: tuple[list[int], list[int]]) -> None:
    ours = _ours(_of((1.0, prior)), *state)
    for level in (0, 3):
        mean, sd, below, evidence = _independent(PRIORS[prior], *state, level)
        found = (ours.mean[0, level], ours.sd[0, level], *ours.below(CUTS)[:, 0, level], ours.log_evidence[0])
        assert found == pytest.approx((mean, sd, *below, evidence), abs=CLOSE)


@pytest.mark.parametrize("prior", ["default", "narrow", "far off"])
def test_a_quantile_is_where_the_independent_integration_finds_its_share(prior: str) -> None:
    state = STATES["a trial"]
    for share in (0.025, 0.5, 0.975):
        quantile = float(_ours(_of((1.0, prior)), *state).quantile(share)[0, 3])
        ends = (quantile - 1e-6, quantile + 1e-6)
        _, _, (low, high), _ = _independent(PRIORS[prior], *state, 3, ends)
        assert low < share < high


def test_a_mixture_weighs_its_parts_by_how_well_each_predicted_the_data() -> None:
    state, weights, names = STATES["a trial"], (0.7, 0.2, 0.1), ("correlated", "far off", "wide")
    ours = _ours(_of(*zip(weights, names, strict=True)), *state)
    answers = [_independent(PRIORS[name], *state, 3) for name in names]
    scores = np.array(weights) * np.exp([answer[3] for answer in answers])
    parts = scores / scores.sum()
    mean = float(parts @ [answer[0] for answer in answers])
    square = float(parts @ [answer[1] ** 2 + answer[0] ** 2 for answer in answers])
    assert [float(ours.weight(part)[0, 3]) for part in range(3)] == pytest.approx(parts, abs=CLOSE)
    assert ours.log_evidence[0] == pytest.approx(log(scores.sum()), abs=CLOSE)
    assert (ours.mean[0, 3], ours.sd[0, 3]) == pytest.approx((mean, (square - mean**2) ** 0.5), abs=CLOSE)
    assert ours.below(CUTS)[:, 0, 3] == pytest.approx(parts @ np.array([answer[2] for answer in answers]), abs=CLOSE)
    median = float(ours.quantile(0.5)[0, 3])
    around = [_independent(PRIORS[name], *state, 3, (median - 1e-6, median + 1e-6))[2] for name in names]
    low, high = parts @ np.array(around)
    assert low < 0.5 < high


def test_a_part_that_did_not_predict_the_data_at_all_is_given_up() -> None:
    ours = _ours(_of((0.999, "narrow"), (0.001, "wide")), [0, 0, 60, 0], [0, 0, 60, 0])
    assert ours.weight(1)[0, 0] == pytest.approx(1.0, abs=1e-6)
    assert ours.mean[0, 2] > 0.9


def test_a_quantile_in_a_gap_between_two_parts_is_found() -> None:
    """Half of the probability lies far below and half far above: the distribution is flat between them."""
    low = LogisticPrior((-8.0, 0.0), ((0.01, 0.0), (0.0, 0.01)), X)
    high = LogisticPrior((8.0, 0.0), ((0.01, 0.0), (0.0, 0.01)), X)
    ours = _ours(MixturePrior((0.5, 0.5), (low, high)), *STATES["nobody"])
    between = logit(ours.quantile(0.5)[0, 2])
    assert np.mean(stats.norm.cdf(between, (-8.0, 8.0), 0.1)) == pytest.approx(0.5, abs=CLOSE)
    assert ours.quantile(0.25)[0, 2] == pytest.approx(expit(-8.0), abs=1e-6)


def test_equals_scipys_adaptive_integration() -> None:
    prior, n, dlt = PRIORS["correlated"], [3, 3, 3, 0], [0, 0, 1, 0]

    def density(log_alpha: float, log_beta: float) -> float:
        return exp(_log_density(prior, n, dlt, np.array(log_alpha), np.array(log_beta)))

    def integral(upper: float) -> float:  # p at the last level at most expit(upper)
        return float(
            integrate.dblquad(
                density,
                -4.0,
                6.0,
                -9.0,
                lambda log_beta: min(7.0, upper - exp(log_beta) * X[3]),
                epsabs=1e-6,
                epsrel=1e-6,
            )[0]
        )

    share = integral(float(logit(0.33))) / integral(99.0)
    assert _ours(_of((1.0, "correlated")), n, dlt).below(CUTS)[1, 0, 3] == pytest.approx(share, abs=10 * CLOSE)


def test_without_patients_the_reference_dose_is_a_normal_tail() -> None:
    for name, prior in PRIORS.items():
        expected = stats.norm.cdf(logit(np.array(CUTS)), prior.mean[0], prior.cov[0][0] ** 0.5)
        ours = _ours(_of((1.0, name)), *STATES["nobody"])
        assert ours.below(CUTS)[:, 0, 2] == pytest.approx(expected, abs=1e-6)
        for share in (0.025, 0.5):
            quantile = expit(stats.norm.ppf(share, prior.mean[0], prior.cov[0][0] ** 0.5))
            assert ours.quantile(share)[0, 2] == pytest.approx(quantile, abs=1e-6)
        assert ours.log_evidence[0] == pytest.approx(0.0, abs=1e-9)


def test_a_batch_of_many_equals_batches_of_one_bit_for_bit() -> None:
    random = np.random.default_rng(3)
    n = random.integers(0, 10, (40, 4))
    dlt = random.binomial(n, 0.3)
    prior = _of((0.5, "correlated"), (0.5, "default"))
    together = _after(prior, n, dlt)
    for row in (0, 17, 39):
        alone = _after(prior, n[row : row + 1], dlt[row : row + 1])
        assert np.array_equal(together.mean[row], alone.mean[0])
        assert np.array_equal(together.sd[row], alone.sd[0])
        assert np.array_equal(together.below(CUTS)[:, row], alone.below(CUTS)[:, 0])
        assert np.array_equal(together.weight(1)[row], alone.weight(1)[0])


def test_equal_states_in_a_batch_have_equal_answers_in_their_own_rows() -> None:
    n = np.array([[3, 0, 0, 0], [3, 3, 0, 0], [3, 0, 0, 0]])
    after = _after(_of((1.0, "default")), n, np.zeros_like(n))
    assert np.array_equal(after.mean[0], after.mean[2])
    assert after.mean[0, 1] > after.mean[1, 1]


def test_certain_probabilities_stay_probabilities() -> None:
    after = _ours(_of((1.0, "narrow")), [0, 0, 0, 60], [0, 0, 0, 60])
    assert after.below(CUTS).min() >= 0
    assert after.below(CUTS).max() <= 1
