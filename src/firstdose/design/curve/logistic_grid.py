"""Nodes for the posterior of a logistic dose-DLT curve, fine and wide enough for any outcome of so many patients.

The nodes do not depend on the data. They are even, log beta one way and log alpha given log beta the other: the
trapezoidal rule converges exponentially for smooth densities. The interval probabilities, integrals of a step, keep
that accuracy because the step is written in the grid's own cardinal (sinc) functions: at a distance z steps from it a
node has the weight 1/2 + Si(pi z) / pi.

References
----------
Trefethen LN, Weideman JAC (2014), SIAM Rev 56:385, doi:10.1137/130932132 (the trapezoidal rule).
Stenger F (1993), Numerical Methods Based on Sinc and Analytic Functions, doi:10.1007/978-1-4612-2706-9 (the step).
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp, log, pi, sqrt

import numpy as np
from scipy.special import expit, log_expit, logit, sici

from firstdose.design.curve.logistic_prior import LogisticPrior
from firstdose.types import F64

# An interval probability is right to about 1e-7; tests hold it against a finer grid and an adaptive integration.
_TAIL = 6.5  # prior standard deviations beyond the farthest that the data can pull the posterior
_STEP_ALPHA = 0.5  # of the narrowest standard deviation of log alpha given log beta
_STEP_BETA = 0.18  # of the prior standard deviation of log beta, 1 at most; finer for more than eighteen patients
_STEEPER = 3.0  # the farthest that data pull log beta: by then the curve has become a step
COARSE = 3  # every so many nodes tell where a posterior lies


@dataclass(frozen=True, eq=False)
class Grid:
    """B x A nodes: log beta down, log alpha given it across."""

    log_prior: F64  # (B, A) log of the prior mass of each node
    across: F64  # (A,) log alpha, from its prior mean given log beta
    shift: F64  # (K, B) logit p of each level where ``across`` is 0
    step: float  # of across

    @cached_property
    def eta(self) -> F64:
        """(K, B, A) logit p of each level."""
        return np.asarray(self.shift[:, :, None] + self.across)

    @cached_property
    def p(self) -> F64:
        """(K, B, A) DLT probability of each level."""
        return np.asarray(expit(self.eta))

    @cached_property
    def p_squared(self) -> F64:
        """(K, B, A) square of the DLT probability of each level."""
        return np.asarray(self.p**2)

    @cached_property
    def log_safe(self) -> F64:
        """(K, B, A) log(1 - p) of each level."""
        return np.asarray(log_expit(-self.eta))

    @cached_property
    def below(self) -> "dict[tuple[float, ...], F64]":
        """What ``steps`` has made, by cut points."""
        return {}

    def steps(self, cuts: tuple[float, ...]) -> F64:
        """(C * K, B, A) what each node weighs in Pr(p <= cut), cut by cut, level by level."""
        if cuts not in self.below:
            self.below[cuts] = np.concatenate([step_below((logit(cut) - self.eta) / self.step) for cut in cuts])
        return self.below[cuts]


def step_below(distance: F64) -> F64:
    """What a node weighs in a probability up to an edge, from how many steps of the grid it lies below the edge."""
    return np.asarray(0.5 + sici(np.pi * distance)[0] / np.pi)


def grid(prior: LogisticPrior, patients: int) -> Grid:
    """Nodes fine and wide enough for any outcome of so many patients."""
    return _grid(prior, size_class(patients))


def size_class(patients: int) -> float:
    """Patients that a grid is fine enough for: 3, 4.5, 6, 9, 12, 18, 24, ..."""
    size = 3.0
    while size < patients:
        size *= 2
    return size * 0.75 if patients <= size * 0.75 else size


@lru_cache(maxsize=64)
def _grid(prior: LogisticPrior, patients: float) -> Grid:
    along, across, step = axes(prior, patients)
    sd_alpha, sd_beta = prior.sd_alpha_given_beta, prior.sd_beta
    mass = log(step * (along[1] - along[0]) / (2 * pi * sd_alpha * sd_beta))
    return Grid(
        log_prior=mass - 0.5 * ((across / sd_alpha) ** 2 + ((along / sd_beta) ** 2)[:, None]),
        across=across,
        shift=shift(prior, along, prior.x),
        step=step,
    )


def axes(prior: LogisticPrior, patients: float, wider: float = 0.0) -> tuple[F64, F64, float]:
    """Nodes of log beta and of log alpha given log beta, from their prior means, and the step of the latter.

    They reach as far as a curve whose log alpha has ``wider`` as further standard deviation.
    """
    sd_alpha, sd_beta = prior.sd_alpha_given_beta, prior.sd_beta
    # given log beta, n patients tell of log alpha n p (1 - p) <= n / 4
    step = _STEP_ALPHA / sqrt(1 / sd_alpha**2 + patients / 4)
    step_beta = _STEP_BETA * min(sd_beta, 1.0) * min(1.0, sqrt(18 / patients))
    steeper = _TAIL * sd_beta + min(_STEEPER, patients * _steepness(prior) * sd_beta**2)
    sd = sqrt(sd_alpha**2 + wider**2)
    down, up = (min(patients * sd**2, _farthest(prior, way)) + _TAIL * sd for way in (-1, 1))
    return even_nodes(-steeper, steeper, step_beta), even_nodes(-down, up, step), step


def shift(prior: LogisticPrior, along: F64, x: tuple[float, ...]) -> F64:
    """(K, B) logit p at each log dose x where log alpha has its prior mean given log beta."""
    slope = np.exp(prior.mean[1] + along)
    return np.asarray(prior.mean[0] + prior.cov[0][1] / prior.cov[1][1] * along + np.array(x)[:, None] * slope)


def even_nodes(low: float, high: float, step: float) -> F64:
    """Nodes ``step`` apart, 0 among them, from at most ``low`` to at least ``high``."""
    return step * np.arange(np.floor(low / step), np.ceil(high / step) + 1)


def _steepness(prior: LogisticPrior) -> float:
    """How much one patient can tell of log beta, at its prior mean."""
    return exp(prior.mean[1]) * max(abs(x) for x in prior.x)


def _farthest(prior: LogisticPrior, way: int) -> float:
    """How far data can move log alpha up (1) or down (-1): until every patient is explained."""
    slope = exp(prior.mean[1])
    return max(0.0, *(-way * (prior.mean[0] + slope * x) for x in prior.x)) + 4.0
