"""Nodes for the posterior of the CRM's one parameter, fine and wide enough for any outcome of so many patients.

The nodes do not depend on the data. They are even: the trapezoidal rule converges exponentially for smooth densities.
Probabilities of an interval, integrals of a step, keep that accuracy because the step is written in the nodes' own
cardinal (sinc) functions: a node that lies z steps below the edge has the weight 1/2 + Si(pi z) / pi.

References
----------
Trefethen LN, Weideman JAC (2014), SIAM Rev 56:385, doi:10.1137/130932132 (the trapezoidal rule).
Stenger F (1993), Numerical Methods Based on Sinc and Analytic Functions, doi:10.1007/978-1-4612-2706-9 (the step).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import log, pi, sqrt

import numpy as np
from scipy.special import sici

from firstdose.design.curve.one_parameter import OneParameter
from firstdose.types import F64, I64

# Every answer is right to about 1e-9; tests hold it against an adaptive integration.
_TAIL = 7.0  # prior standard deviations beyond the farthest that the data can pull beta
_STEP = 0.4  # of the narrowest standard deviation that so many patients can give
_STRIP = pi / 25  # of the width in which the curve is analytic
FEWEST = 3.0  # patients for whom nodes are made
_SIZES = np.sort(np.outer([FEWEST, 1.5 * FEWEST], 2.0 ** np.arange(24)).ravel())  # and for how many
_ARRIVED = 1e-9  # a step of Newton's search so small is the last
_ROUNDS = 60  # of that search; five are usual
_NOTHING = 1e-300


@dataclass(frozen=True, eq=False)
class Nodes:
    """G even values of beta."""

    curve: OneParameter
    patients: float  # for whom they are fine enough
    beta: F64  # (G,)
    step: float  # between neighbours
    log_prior: F64  # (G,) log of the prior mass
    log_terms: F64  # (2K, G) log(1 - p) of each level, then logit p
    p: F64  # (K, G) DLT probability of each level

    def part(self, some: slice) -> "Nodes":
        """Some of the nodes."""
        return replace(
            self,
            beta=self.beta[some],
            log_prior=self.log_prior[some],
            log_terms=self.log_terms[:, some],
            p=self.p[:, some],
        )

    def below(self, edge: F64) -> F64:
        """(..., G) what each node weighs in Pr(beta <= edge)."""
        return np.asarray(0.5 + sici(np.pi * (edge[..., None] - self.beta) / self.step)[0] / np.pi)

    def density(self, there: F64) -> F64:
        """(..., G) what each node weighs in the density of beta."""
        return np.asarray(np.sinc((there[..., None] - self.beta) / self.step) / self.step)


@lru_cache(maxsize=64)
def over(nodes: Nodes, threshold: float) -> F64:
    """(K, G) what each node weighs in Pr(p > threshold)."""
    return nodes.below(nodes.curve.beta_at(threshold))


def size_class(patients: I64) -> F64:
    """Patients that nodes are fine enough for: 3, 4.5, 6, 9, 12, 18, 24, ..."""
    return _SIZES[np.searchsorted(_SIZES, patients)]


@lru_cache(maxsize=64)
def nodes_for(curve: OneParameter, patients: float) -> Nodes:
    """Nodes fine and wide enough for any outcome of so many patients."""
    labels = np.exp(np.linspace(-12.0, 12.0, 2401))  # whatever a dose label times exp(beta) can be where data tell
    most = float(curve.information_at(-labels).max())
    step = min(_STEP / sqrt(1 / curve.scale**2 + patients * most), _STRIP * curve.strip)
    low, high = (_pull(curve, patients, way) + _TAIL * curve.scale for way in (-1, 1))
    beta = step * np.arange(-np.ceil(low / step), np.ceil(high / step) + 1)
    excess = np.exp(beta) * curve.labels[:, None]
    return Nodes(
        curve=curve,
        patients=patients,
        beta=beta,
        step=step,
        log_prior=log(step / curve.scale) - 0.5 * (log(2 * pi) + (beta / curve.scale) ** 2),
        log_terms=np.concatenate([curve.log_safe_at(excess), curve.log_odds_at(excess)]),
        p=curve.p_at(excess),
    )


def _pull(curve: OneParameter, patients: float, way: int) -> float:
    """How far so many patients can move beta up (1) or down (-1): until the prior holds them back."""
    shift = np.linspace(0.0, 50.0, 5001)
    excess = np.exp(way * shift)[:, None] * curve.labels
    # at most: of a patient without a DLT the slope of log(1 - p) in beta, of one with a DLT that of log p
    force = np.abs(excess) * (np.exp(curve.log_odds_at(excess)) if way > 0 else 1.0)
    return float(shift[shift <= curve.scale**2 * patients * force.max(axis=1)].max(initial=0.0))


def quantile(nodes: Nodes, mass: F64, share: float) -> F64:
    """(R,) the beta below which lies this share of each mass (R, G)."""
    start = np.minimum((np.cumsum(mass, axis=1) < share).sum(axis=1), len(nodes.beta) - 1)
    there, low, high = nodes.beta[start], np.full(len(mass), nodes.beta[0]), np.full(len(mass), nodes.beta[-1])
    going, rounds = np.ones(len(mass), np.bool_), 0
    while going.any() and rounds < _ROUNDS:
        excess = (nodes.below(there) * mass).sum(axis=1) - share
        low, high = np.where(excess > 0, low, there), np.where(excess > 0, there, high)
        newton = there - excess / np.maximum((nodes.density(there) * mass).sum(axis=1), _NOTHING)
        following = np.where((low < newton) & (newton < high), newton, (low + high) / 2)
        arrived = np.abs(following - there) < _ARRIVED
        there = np.where(going, following, there)  # a trial that has arrived stays, whatever the others need
        going, rounds = going & ~arrived, rounds + 1
    return np.asarray(there)
