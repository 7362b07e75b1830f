"""EXNEX equals the published sarcoma analysis, a published design's mean estimates, and a brute-force integration."""

import json
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binom, norm

from firstdose.design.expansion import Exchange, Exnex
from firstdose.types import F64

CASE = json.loads((Path(__file__).parent / "data" / "expansion" / "exnex_sarcoma.json").read_text())
# 50,000 correlated draws: the reference's means are known to 0.001 or so, its outer quantiles to 0.003 of a density
# that is low there
MEAN, QUANTILE = 0.002, 0.008
OWN = ((-1.5, 2.2), (-0.9, 2.4))  # of the two strata that are integrated by brute force


@pytest.fixture(scope="module")
def sarcoma() -> Exnex:
    own = (CASE["own_mean"], CASE["own_precision"] ** -0.5)
    exchange = Exchange(CASE["mu_mean"], CASE["mu_precision"] ** -0.5, CASE["tau_scale"], CASE["weight"])
    return Exnex((0.1,) * 10, (0.3,) * 10, tuple(CASE["n"]), exchange=(exchange,), own=(own,) * 10)


def test_the_sarcoma_trial_has_the_published_means_and_standard_deviations(sarcoma: Exnex) -> None:
    found = sarcoma.posterior(CASE["responses"])
    assert found.p_mean[0] == pytest.approx(np.array(CASE["mean"]), abs=MEAN)
    assert found.p_sd[0] == pytest.approx(np.array(CASE["sd"]), abs=MEAN)


def test_the_sarcoma_trial_has_the_published_quantiles(sarcoma: Exnex) -> None:
    found = sarcoma.quantiles(CASE["responses"], (0.025, 0.5, 0.975))
    for column, name in enumerate(("q025", "q50", "q975")):
        assert found[:, column] == pytest.approx(np.array(CASE[name]), abs=QUANTILE)


def test_a_design_of_two_components_has_the_published_mean_estimates() -> None:
    case = CASE["two_components"]
    exchange = tuple(
        Exchange(float(logit(rate)), sd, 1.0, weight)
        for (rate, sd), weight in zip(case["mu"], case["weights"], strict=True)
    )
    own = ((float(logit(case["own"][0])), case["own"][1]),) * 4
    design = Exnex((0.1,) * 4, (0.3,) * 4, tuple(case["n"]), exchange=exchange, own=own)
    drawn = np.random.default_rng(1).binomial(case["n"], np.array(case["scenarios"][2]["p"]), (1_000, 4))
    means = design.posterior(drawn).p_mean * 100
    expected = np.array(case["scenarios"][2]["mean"])
    error = means.std(axis=0) * np.sqrt(1 / 1_000 + 1 / 10_000)  # of the means of both sides
    assert (np.abs(means.mean(axis=0) - expected) < 4 * error).all()


def _brute_force(n: tuple[int, ...], seen: tuple[int, ...], p0: F64, priors: Sequence[Exchange]) -> F64:
    """(2, 4) E p, sd, Pr(p > p0), Pr(exchangeable) of two strata: every way to belong, integrals by panels."""
    apart = [_inner(np.array([OWN[j][0]]), OWN[j][1], n[j], seen[j], float(p0[j]))[:, 0] for j in range(2)]
    weights = [float(prior.weight) for prior in priors]  # type: ignore[arg-type]
    left = 1 - sum(weights)
    single, joint = zip(*(_moments(n, seen, p0, prior) for prior in priors), strict=True)
    total = np.zeros((2, 5))
    for j, other in ((0, 1), (1, 0)):
        for k, weight in enumerate(weights):
            beside = left * apart[other][0] + sum(
                weights[m] * single[m][other][0] for m in range(len(priors)) if m != k
            )
            exchanged = weight * (weight * joint[k][j] + beside * single[k][j])
            total[j, :4] += exchanged
            total[j, 4] += exchanged[0]
        rest = left * apart[other][0] + sum(w * one[other][0] for w, one in zip(weights, single, strict=True))
        total[j, :4] += left * rest * apart[j]
    mass, mean, square, above, ex = total.T
    return np.stack([mean / mass, np.sqrt(square / mass - (mean / mass) ** 2), above / mass, ex / mass], axis=1)


def _moments(n: tuple[int, ...], seen: tuple[int, ...], p0: F64, prior: Exchange) -> tuple[F64, F64]:
    """(2, 4) integrals of each stratum where only it belongs to a component, and where both do."""
    single, joint = np.zeros((2, 4)), np.zeros((2, 4))
    for mu, t, at in _nodes(p0, prior):
        one, two = (_inner(mu, t, n[j], seen[j], float(p0[j])) for j in range(2))
        single += np.stack([(one * at).sum(axis=1), (two * at).sum(axis=1)])
        joint += np.stack([(one * two[0] * at).sum(axis=1), (two * one[0] * at).sum(axis=1)])
    return single, joint


def _nodes(p0: F64, prior: Exchange) -> Iterator[tuple[F64, float, F64]]:
    """Nodes of mu with their weights for each node of tau: panels of Gauss-Legendre, cut at each step."""
    tau, tau_weight = _panels(np.array([0, 0.1, 0.4, 1.2, 3, 7.0]), 10)
    for t, w in zip(tau, tau_weight * 2 * norm.pdf(tau), strict=True):
        ends = [prior.mean + 8 * prior.sd * e for e in (-1, -0.5, -0.25, 0, 0.25, 0.5, 1)]
        for cut in logit(p0):
            ends += [cut + t * e for e in (-6, -3, -1, 0, 1, 3, 6)]
        mu, mu_weight = _panels(np.unique(ends), 16)
        yield mu, float(t), w * mu_weight * norm.pdf(mu, prior.mean, prior.sd)


def _inner(mu: F64, tau: float, n: int, seen: int, p0: float) -> F64:
    """(4, M) integral over z of the likelihood times 1, p, p^2, [p > p0]."""
    cut = np.clip((logit(p0) - mu) / tau, -8.5, 8.5)
    found = np.zeros((4, len(mu)))
    for low, high, step in ((np.full(len(mu), -8.5), cut, 0.0), (cut, np.full(len(mu), 8.5), 1.0)):
        z, weight = np.polynomial.legendre.leggauss(40)
        at = (high + low)[:, None] / 2 + (high - low)[:, None] / 2 * z
        p = expit(mu[:, None] + tau * at)
        likely = binom.pmf(seen, n, p) * norm.pdf(at) * weight * (high - low)[:, None] / 2
        found += np.stack([(likely * each).sum(axis=1) for each in (1, p, p**2, step)])
    return found


def _panels(ends: F64, nodes: int) -> tuple[F64, F64]:
    x, w = np.polynomial.legendre.leggauss(nodes)
    half = np.diff(ends) / 2
    return (
        (half[:, None] * x + (ends[:-1] + half)[:, None]).ravel(),
        (half[:, None] * w).ravel(),
    )


ONE = (Exchange(-1.2, 1.8, 1.0, 0.5),)
SURE = (Exchange(-1.2, 1.8, 1.0, 1.0),)
TWO = (Exchange(-2.2, 1.5, 1.0, 0.3), Exchange(-0.4, 1.2, 1.0, 0.5))


@pytest.mark.parametrize(
    ("n", "seen", "priors"), [((12, 7), (4, 0), ONE), ((3, 40), (0, 20), SURE), ((15, 10), (2, 5), TWO)]
)
def test_the_posterior_equals_a_brute_force_integration(
    n: tuple[int, int], seen: tuple[int, int], priors: tuple[Exchange, ...]
) -> None:
    design = Exnex((0.1, 0.2), (0.3, 0.4), n, exchange=priors, own=OWN)
    found = design.posterior(seen)
    ours = np.stack([found.p_mean, found.p_sd, found.p_above, found.p_exchangeable], axis=-1)[0]
    assert ours == pytest.approx(_brute_force(n, seen, np.array([0.1, 0.2]), priors), abs=1e-5)


def test_every_combination_together_equals_one_at_a_time() -> None:
    design = Exnex((0.1, 0.1, 0.05), (0.3, 0.3, 0.2), (6, 5, 4))
    rows = list(product(range(7), range(6), range(5)))
    go = np.round(design.posterior(rows).p_above, 9) > 0.9
    p = np.array([0.2, 0.1, 0.3])
    chance = np.array(
        [np.prod([binom.pmf(x, n, q) for x, n, q in zip(row, (6, 5, 4), p, strict=True)]) for row in rows]
    )
    assert design.chances(p).p_go[0] == pytest.approx(chance @ go, abs=1e-12)
