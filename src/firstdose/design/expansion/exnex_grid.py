"""Marginal likelihoods of one stratum of a basket, for every node of the hyperparameters, by the trapezoidal rule.

A stratum that is exchangeable has theta = logit p ~ N(mu, tau^2) with mu ~ N(m, s^2) and tau half-normal. Nodes lie
evenly in mu and in z = (theta - mu) / tau, and in u with tau = a sinh(u): everything is even in tau, so the rule
converges exponentially in all three. A probability Pr(theta > t), the integral of a step, keeps that accuracy because
along mu the step is written in the grid's own cardinal (sinc) functions: at a distance d nodes from it a node has the
weight 1/2 + Si(pi d) / pi.

References
----------
Trefethen LN, Weideman JAC (2014), SIAM Rev 56:385, doi:10.1137/130932132 (the trapezoidal rule).
Stenger F (1993), Numerical Methods Based on Sinc and Analytic Functions, doi:10.1007/978-1-4612-2706-9 (the step).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit, log_expit, sici

from firstdose.types import F64, I64

_TAIL = 6.5  # standard deviations that the grids reach
_STEP = (
    0.5  # of the narrowest standard deviation along mu and along z; the step needs finer nodes than a smooth integrand
)
_STEP_U = 0.25  # tau = a sinh(u)
_LEAST_INFORMATION = 8.0  # patients; fewer leave the likelihood as smooth as these would

MASS, MEAN, SQUARE, ABOVE = range(4)  # what is integrated: 1, p, p^2, p > p0


@dataclass(frozen=True, eq=False)
class Nodes:
    """G nodes of (mu, tau) with the nodes of theta that belong to each, one run after another."""

    weight: F64  # (G,) of the prior of (mu, tau)
    first: I64  # (G,) where the run of each begins
    theta: F64  # (N,)
    share: F64  # (N,) prior weight of theta given (mu, tau); those of a run add up to 1
    spacing: F64  # (N,) between nodes of mu

    def step(self, cut: float) -> F64:
        """(N,) weight of each node in Pr(theta > cut)."""
        return above((self.theta - cut) / self.spacing)


def above(distance: F64) -> F64:
    """Weight of nodes so many spacings above a step from 0 to 1."""
    return np.asarray(0.5 + sici(np.pi * distance)[0] / np.pi, np.float64)


def log_likelihood(responses: int, n: int, theta: F64) -> F64:
    """Of ``responses`` among ``n``, without the binomial coefficient; 0 at its highest."""
    rate = min(max(responses / n, 1e-300), 1.0) if n else 0.5
    top = responses * np.log(rate) + ((n - responses) * np.log1p(-rate) if responses < n else 0.0)
    return np.asarray(responses * log_expit(theta) + (n - responses) * log_expit(-theta) - top, np.float64)


@lru_cache(maxsize=16)
def exchangeable(mean: float, sd: float, scale: float, patients: tuple[int, ...]) -> Nodes:
    """Nodes fine enough for any responses of strata with so many patients.

    Parameters
    ----------
    mean, sd : of mu, on the logit scale.
    scale : of the half-normal tau.
    """
    informed = np.maximum(np.array(patients, np.float64), _LEAST_INFORMATION)
    narrow = min(scale, 2 / np.sqrt(informed.max()))
    u = _STEP_U * np.arange(np.ceil(np.arcsinh(_TAIL * scale / narrow) / _STEP_U) + 1)
    tau = narrow * np.sinh(u)
    prior_tau = np.cosh(u) * np.exp(-0.5 * (tau / scale) ** 2)
    prior_tau[0] /= 2  # half of an even function
    runs = [_for_tau(mean, sd, float(each), informed) for each in tau]
    sizes = np.concatenate([np.full(len(mu), len(z)) for mu, z, _ in runs])
    weight = np.concatenate(
        [p * np.exp(-0.5 * ((mu - mean) / sd) ** 2) * gap for p, (mu, _, gap) in zip(prior_tau, runs, strict=True)]
    )
    return Nodes(
        weight / weight.sum(),
        np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        np.concatenate([(mu[:, None] + t * z).ravel() for t, (mu, z, _) in zip(tau, runs, strict=True)]),
        np.concatenate([np.tile(_normal(z), len(mu)) for mu, z, _ in runs]),
        np.concatenate([np.full(len(mu) * len(z), gap) for mu, z, gap in runs]),
    )


def _for_tau(mean: float, sd: float, tau: float, informed: F64) -> tuple[F64, F64, float]:
    """Nodes of mu, nodes of z, and the spacing of mu, where tau is known."""
    gap = _STEP / np.sqrt(1 / sd**2 + informed.max() / 4 + (1 / (4 / informed + tau**2)).sum())
    mu = mean + gap * np.arange(np.floor(-_TAIL * sd / gap), np.ceil(_TAIL * sd / gap) + 1)
    if tau == 0:
        return mu, np.zeros(1), float(gap)
    step = _STEP / np.sqrt(1 + informed.max() * tau**2 / 4)
    reach = np.ceil(_TAIL / step)
    return mu, step * np.arange(-reach, reach + 1), float(gap)


def _normal(z: F64) -> F64:
    density = np.exp(-0.5 * z**2)
    return np.asarray(density / density.sum(), np.float64)


@lru_cache(maxsize=1024)
def terms(nodes: Nodes, responses: int, n: int, cut: float) -> F64:
    """(4, G) integrals of the likelihood, times 1, p, p^2 and [theta > cut], at each node of (mu, tau)."""
    likely = nodes.share * np.exp(log_likelihood(responses, n, nodes.theta))
    p, step = _functions(nodes, cut)
    return np.stack([np.add.reduceat(likely * each, nodes.first) for each in (np.ones(1), p, p**2, step)])


@lru_cache(maxsize=32)
def _functions(nodes: Nodes, cut: float) -> tuple[F64, F64]:
    return np.asarray(expit(nodes.theta), np.float64), nodes.step(cut)


@lru_cache(maxsize=64)
def alone(mean: float, sd: float, patients: int) -> Nodes:
    """Nodes of a stratum of its own: theta ~ N(mean, sd^2), as one node of (mu, tau)."""
    gap = _STEP / np.sqrt(1 / sd**2 + max(patients, _LEAST_INFORMATION) / 4)
    z = (gap / sd) * np.arange(-np.ceil(_TAIL * sd / gap), np.ceil(_TAIL * sd / gap) + 1)
    return Nodes(np.ones(1), np.zeros(1, np.int64), mean + sd * z, _normal(z), np.full(len(z), gap))
