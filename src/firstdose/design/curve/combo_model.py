"""Two drugs together: the dose-DLT surface of the dual-agent logistic model, and the prior of its five parameters.

With the odds of a DLT from each drug alone, o_i = alpha_i (d_i / d_i*)^beta_i, the odds of the combination are
(o_1 + o_2 + o_1 o_2) exp(eta d_1 / d_1* d_2 / d_2*): without interaction, eta = 0, the drugs act independently.
"""

from dataclasses import dataclass
from functools import cached_property
from math import inf, log, pi

import numpy as np
from scipy.special import log_expit

from firstdose.design.curve.logistic_prior import Matrix, Pair
from firstdose.design.curve.posterior import State
from firstdose.types import F64

LOG_ALPHAS = np.array([1.0, 0.0, 1.0, 0.0, 0.0])  # of the parameters, the two that are log alpha


@dataclass(frozen=True)
class Surface:
    """The five parameters' prior, and the combinations that are asked about.

    Parameters
    ----------
    drugs : mean and covariance of (log alpha, log beta) of each drug.
    interaction : mean and standard deviation of eta.
    ratios : of each combination, dose / reference dose of both drugs; 0: not given.
    """

    drugs: tuple[tuple[Pair, Matrix], tuple[Pair, Matrix]]
    interaction: Pair
    ratios: tuple[Pair, ...]

    @cached_property
    def mean(self) -> F64:
        """(5,) of log alpha and log beta of the first drug, of the second, and eta."""
        return np.array([*self.drugs[0][0], *self.drugs[1][0], self.interaction[0]])

    @cached_property
    def cov(self) -> F64:
        """(5, 5)"""
        cov = np.diag([0.0, 0.0, 0.0, 0.0, self.interaction[1] ** 2])
        cov[:2, :2], cov[2:4, 2:4] = self.drugs[0][1], self.drugs[1][1]
        return cov

    @cached_property
    def precision(self) -> F64:
        """(5, 5) inverse of the covariance."""
        return np.asarray(np.linalg.inv(self.cov), np.float64)

    def log_prior(self, theta: F64) -> F64:
        """(N,) log density at parameters (N, 5)."""
        off = theta - self.mean
        square = np.einsum("ni,ij,nj->n", off, self.precision, off)
        return np.asarray(-0.5 * (square + np.linalg.slogdet(self.cov)[1] + 5 * log(2 * pi)))

    def terms(self, theta: F64, level: int) -> "Terms":
        """Of one combination, at parameters (N, 5)."""
        first, second = self.ratios[level]
        one = theta[:, 0] + np.exp(theta[:, 1]) * _log(first)
        other = theta[:, 2] + np.exp(theta[:, 3]) * _log(second)
        return Terms(np.logaddexp(one, other), one + other, theta[:, 4] * first * second)

    def log_likelihood(self, theta: F64, rise: F64, n: State, dlt: State) -> F64:
        """(N, J) at parameters (N, 5), both drugs' log alpha raised by ``rise`` (J,)."""
        total = np.zeros((len(theta), len(rise)))
        for level, (treated, toxic) in enumerate(zip(n, dlt, strict=True)):
            if treated:
                logit = self.terms(theta, level).logit(rise)
                total += toxic * logit + treated * log_expit(-logit)
        return total


@dataclass(frozen=True, eq=False)
class Terms:
    """What the logit of a combination's DLT probability is made of, each (N,)."""

    either: F64  # log (o_1 + o_2)
    both: F64  # log o_1 o_2
    interaction: F64  # eta times both dose ratios

    def logit(self, rise: F64) -> F64:
        """(N, J) with both drugs' log alpha raised by ``rise`` (J,)."""
        return np.asarray(
            rise + np.logaddexp(self.either[:, None], self.both[:, None] + rise) + self.interaction[:, None]
        )

    def rise(self, logit: float) -> F64:
        """(N,) by how much both drugs' log alpha have to rise for this logit: the root of a quadratic equation."""
        wanted = logit - self.interaction
        root = 0.5 * np.logaddexp(2 * self.either, log(4) + self.both + wanted)
        return np.asarray(log(2) + wanted - np.logaddexp(self.either, root))


def _log(ratio: float) -> float:
    return log(ratio) if ratio > 0 else -inf
