"""Population Monte Carlo: weighted draws from a posterior whose likelihood is slow, the same on every run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtri

from firstdose.errors import ModelError
from firstdose.rng import uniforms
from firstdose.types import F64, I64

_PRIOR_SHARE = 0.2  # of every later round's candidates: keeps weights bounded
_WIDER = 1.3  # standard deviations of the proposal, over those of the draws so far
_FLOOR = 0.02  # least standard deviation of the proposal, in those of the prior
_TWO_PI = 2 * np.pi


@dataclass(frozen=True)
class Effort:
    """How hard to try."""

    candidates: int = 800  # a round
    rounds: int = 8  # at most: no more are made once the draws are worth as many as the ensemble has rows
    patients: int = 256  # virtual, the same for every candidate
    rows: int = 500  # vectors of the ensemble


@dataclass(frozen=True, eq=False)
class Draws:
    """J candidates, their weights, and the ancestor that each was joined to."""

    z: F64  # (J, D) in standard deviations of the prior
    ancestor: I64  # (J,) row of what was fitted before
    weight: F64  # (J,) sums to 1
    log_evidence: float

    @property
    def effective(self) -> float:
        """How many equally weighted draws these are worth."""
        return float(1 / (self.weight**2).sum())

    def resampled(self, n: int) -> tuple[F64, I64]:
        """``n`` draws of equal weight, and their ancestors, by systematic resampling."""
        points = (np.arange(n) + 0.5) / n
        kept = np.minimum(np.searchsorted(np.cumsum(self.weight), points), len(self.weight) - 1)
        return self.z[kept], self.ancestor[kept]


def population_monte_carlo(
    log_likelihood: Callable[[F64, I64], F64],
    dimensions: int,
    ancestors: int,
    seed: int,
    name: str,
    effort: Effort,
) -> Draws:
    """Draws from a posterior whose prior is standard normal in each of ``dimensions``.

    Parameters
    ----------
    log_likelihood : of candidates (J, D) joined to rows (J,) of what was fitted before.
    ancestors : how many such rows there are; every candidate is joined to one, all with the same probability.
    seed, name : of the candidates; the same give the same draws.

    Notes
    -----
    The first round draws from the prior. Each later round draws from a normal with the weighted mean and covariance of
    all draws so far, somewhat wider, mixed with the prior. All draws are kept, and weighted by prior times likelihood
    over the mixture of all rounds' proposals (the deterministic mixture of Cornuet et al.). Rounds end early once the
    draws are worth as many independent ones as the ensemble is to have.

    References
    ----------
    Cappé O et al. (2004), J Comput Graph Stat 13:907, doi:10.1198/106186004X12803.
    Cornuet JM et al. (2012), Scand J Stat 39:798, doi:10.1111/j.1467-9469.2011.00756.x.

    Examples
    --------
    >>> def seen_at_two(z, ancestor):
    ...     return -((z[:, 0] - 2.0) ** 2) / 2
    >>> draws = population_monte_carlo(seen_at_two, 1, 1, 0, "toy", Effort(candidates=2000, rows=4000))
    >>> round(float(draws.weight @ draws.z[:, 0]), 1)
    1.0
    """
    proposals = [_Normal(np.zeros(dimensions), np.eye(dimensions), 0.0)]
    z, ancestor, likelihood = np.empty((0, dimensions)), np.empty(0, np.int64), np.empty(0)
    weight = np.empty(0)
    found = Draws(z, ancestor, weight, 0.0)
    for number in range(effort.rounds):
        if number:
            proposals.append(_Normal.around(z, weight))
        new = proposals[-1].draw(effort.candidates, seed, f"{name} {number}")
        joined = uniforms(seed, f"{name} {number} ancestor", range(1), effort.candidates)[0] * ancestors
        z, ancestor = np.concatenate([z, new]), np.concatenate([ancestor, joined.astype(np.int64)])
        likelihood = np.concatenate([likelihood, log_likelihood(new, joined.astype(np.int64))])
        weight, evidence = _weighted(z, likelihood, proposals, name)
        found = Draws(z, ancestor, weight, evidence)
        if found.effective >= effort.rows:
            break
    return found


@dataclass(frozen=True, eq=False)
class _Normal:
    """A proposal: a normal mixed with the prior."""

    mean: F64
    root: F64  # lower triangle, of the covariance
    share: float = 1 - _PRIOR_SHARE  # of the normal

    @classmethod
    def around(cls, z: F64, weight: F64) -> _Normal:
        mean = weight @ z
        apart = z - mean
        covariance = _WIDER**2 * (apart.T * weight) @ apart + _FLOOR**2 * np.eye(len(mean))
        return cls(mean, np.asarray(np.linalg.cholesky(covariance), np.float64))

    def draw(self, n: int, seed: int, name: str) -> F64:
        standard = ndtri(uniforms(seed, f"{name} z", range(n), len(self.mean)))
        own = uniforms(seed, f"{name} share", range(1), n)[0] < self.share
        return np.asarray(np.where(own[:, None], self.mean + standard @ self.root.T, standard))

    def log_density(self, z: F64) -> F64:
        standard = np.asarray(np.linalg.solve(self.root, (z - self.mean).T), np.float64)
        own = _log_normal(standard.T) - np.log(np.diag(self.root)).sum()
        with np.errstate(divide="ignore"):
            shares = np.log([self.share, 1 - self.share])
        return np.asarray(np.logaddexp(shares[0] + own, shares[1] + _log_normal(z)))


def _log_normal(z: F64) -> F64:
    return np.asarray(-(z**2).sum(axis=-1) / 2 - z.shape[-1] * np.log(_TWO_PI) / 2)


def _weighted(z: F64, likelihood: F64, proposals: list[_Normal], name: str) -> tuple[F64, float]:
    mixture = logsumexp([one.log_density(z) for one in proposals], axis=0) - np.log(len(proposals))
    log_weight = np.where(np.isnan(likelihood), -np.inf, likelihood) + _log_normal(z) - mixture
    total = logsumexp(log_weight)
    if not np.isfinite(total):
        raise ModelError(
            f"{name}: no candidate agrees with the published results at all. Widen the priors, or look for a target "
            "that the model cannot meet."
        )
    return np.asarray(np.exp(log_weight - total)), float(total - np.log(len(z)))
