"""Posterior of the two-parameter logistic dose-DLT curve, by quadrature on a grid that does not depend on the data.

Every answer is a ratio of sums over one grid of (log alpha, log beta). The trapezoidal rule converges exponentially for
smooth densities; the interval probabilities, integrals of a step, keep that accuracy because the step is written in the
grid's own cardinal (sinc) functions: at a distance z steps from it a node has the weight 1/2 + Si(pi z) / pi.

References
----------
Trefethen LN, Weideman JAC (2014), SIAM Rev 56:385, doi:10.1137/130932132 (the trapezoidal rule).
Stenger F (1993), Numerical Methods Based on Sinc and Analytic Functions, doi:10.1007/978-1-4612-2706-9 (the step).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt

import numpy as np
from scipy.special import expit, log_expit, logit, sici

from firstdose.types import F64, I64

# An interval probability is right to about 1e-6; tests hold it against a finer grid and an adaptive integration.
_TAIL = 6.5  # prior standard deviations beyond the farthest that the data can pull the posterior
_STEP_ALPHA = 0.5  # of the narrowest standard deviation of log alpha given log beta
_STEP_BETA = 0.25  # of the prior standard deviation of log beta, 1 at most; finer for more than twelve patients
_NOTHING = 1e-12  # of the highest density: nodes below it, at either end, are passed over


@dataclass(frozen=True)
class LogisticPrior:
    """(log alpha, log beta) ~ N(mean, cov) with logit p = log alpha + beta x, x = log(dose / reference dose)."""

    mean: tuple[float, float]
    cov: tuple[tuple[float, float], tuple[float, float]]
    x: tuple[float, ...]  # of each level

    @property
    def sd_alpha_given_beta(self) -> float:
        """Standard deviation of log alpha where log beta is known."""
        return sqrt(self.cov[0][0] - self.cov[0][1] ** 2 / self.cov[1][1])


@dataclass(frozen=True, eq=False)
class Grid:
    """G nodes, and what each quantity weighs there."""

    log_prior: F64  # (G,) up to a constant
    log_terms: F64  # (2K, G) log p of each level, then log (1 - p)
    functionals: F64  # (1 + C) * K rows, G: p of each level, then the step p <= cut of each level, cut by cut


@dataclass(frozen=True, eq=False)
class Posterior:
    """Of S states: mean DLT probability (S, K), and Pr(p <= cut) for every cut point (C, S, K)."""

    mean: F64
    below: F64


def posterior(prior: LogisticPrior, cuts: tuple[float, ...], n: I64, dlt: I64) -> Posterior:
    """Means and interval probabilities for S states of patients and DLTs a level, each (S, K).

    Every distinct state is integrated once and in an order of its own, so that an answer does not depend on the batch.
    """
    states, row = np.unique(np.concatenate([dlt, n - dlt], axis=1), axis=0, return_inverse=True)
    answers = np.array([_integrate(prior, cuts, tuple(state)) for state in states.tolist()])
    spread = answers[row.ravel()].reshape(len(n), 1 + len(cuts), n.shape[1])
    return Posterior(mean=spread[:, 0], below=np.clip(np.moveaxis(spread[:, 1:], 0, 1), 0.0, 1.0))


@lru_cache(maxsize=50_000)
def _integrate(prior: LogisticPrior, cuts: tuple[float, ...], state: tuple[int, ...]) -> F64:
    """Every functional, after DLTs and then non-DLTs by level."""
    nodes = grid(prior, cuts, _size_class(sum(state)))
    # einsum, not a matrix product: BLAS may add in another order on another number of threads
    log_density = nodes.log_prior + np.einsum("k,kg->g", np.array(state, np.float64), nodes.log_terms)
    density = np.exp(log_density - log_density.max())
    seen = np.flatnonzero(density > _NOTHING)
    within = slice(seen[0], seen[-1] + 1)
    total = np.einsum("mg,g->m", nodes.functionals[:, within], density[within])
    return np.asarray(total / density[within].sum(), np.float64)


def _size_class(patients: int) -> float:
    """Patients that a grid is fine enough for: 3, 4.5, 6, 9, 12, 18, 24, ..."""
    size = 3.0
    while size < patients:
        size *= 2
    return size * 0.75 if patients <= size * 0.75 else size


@lru_cache(maxsize=64)
def grid(prior: LogisticPrior, cuts: tuple[float, ...], patients: float) -> Grid:
    """Nodes fine and wide enough for any outcome of so many patients."""
    sd_alpha, sd_beta = prior.sd_alpha_given_beta, sqrt(prior.cov[1][1])
    # given log beta, n patients tell of log alpha n p (1 - p) <= n / 4
    step = _STEP_ALPHA / sqrt(1 / sd_alpha**2 + patients / 4)
    step_beta = _STEP_BETA * min(sd_beta, 1.0) * min(1.0, sqrt(12 / patients))
    down, up = _pull(prior, patients, -1), _pull(prior, patients, 1)
    log_beta = prior.mean[1] + _nodes(-_TAIL * sd_beta, _TAIL * sd_beta, step_beta)
    deviation = _nodes(-down - _TAIL * sd_alpha, up + _TAIL * sd_alpha, step)
    along, across = (values.ravel() for values in np.meshgrid(log_beta, deviation, indexing="ij"))
    excess = np.maximum(across - up, np.maximum(-down - across, 0)) / sd_alpha
    near = excess**2 + ((along - prior.mean[1]) / sd_beta) ** 2 <= _TAIL**2
    along, across = along[near], across[near]
    z_beta = (along - prior.mean[1]) / sd_beta
    log_alpha = prior.mean[0] + prior.cov[0][1] / sd_beta * z_beta + across
    slope_term = np.exp(along) * np.array(prior.x)[:, None]
    eta = log_alpha + slope_term
    steps = [0.5 + sici(np.pi * (logit(cut) - eta) / step)[0] / np.pi for cut in cuts]
    return Grid(
        log_prior=-0.5 * ((across / sd_alpha) ** 2 + z_beta**2),
        log_terms=np.concatenate([log_expit(eta), log_expit(-eta)]),
        functionals=np.concatenate([expit(eta), *steps]),
    )


def _nodes(low: float, high: float, step: float) -> F64:
    return step * np.arange(np.floor(low / step), np.ceil(high / step) + 1)


def _pull(prior: LogisticPrior, patients: float, way: int) -> float:
    """How far data can move log alpha up (1) or down (-1): until every patient is explained."""
    slope, var = exp(prior.mean[1]), prior.sd_alpha_given_beta**2
    farthest = max(0.0, *(-way * (prior.mean[0] + slope * x) for x in prior.x)) + 4.0
    return min(patients * var, farthest)
