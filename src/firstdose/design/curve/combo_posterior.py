"""The posterior of a dual-agent dose-DLT surface: five parameters, on lines along which both drugs' log alpha rise.

Across the lines, in four dimensions, a lattice of points; along each line even nodes. On a line every combination's DLT
probability rises, and crosses a cut point where a quadratic equation says: so Pr(p <= cut) is each line's cumulative
distribution at a known place, and what the lattice averages is smooth. The lines lie where the posterior is: in a first
step its mean and covariance are found from points drawn about the prior, then about the posterior so far.

The nodes depend on the outcomes, and on nothing else: no seed, no chain, no other trial.

References
----------
Hickernell FJ, Kritzer P, Kuo FY, Nuyens D (2012), Numer Algorithms 59:161, doi:10.1007/s11075-011-9482-5 (lattice).
Cappe O, Guillin A, Marin JM, Robert CP (2004), J Comput Graph Stat 13:907, doi:10.1198/106186004X12803 (first step).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

import numpy as np
from scipy.special import betaln, expit, logit, ndtri, stdtrit

from firstdose.design.curve.combo_model import LOG_ALPHAS, Surface, Terms
from firstdose.design.curve.logistic_grid import step_below
from firstdose.design.curve.posterior import State
from firstdose.design.curve.root import quantile
from firstdose.types import F64

_GENERATOR = np.array([1, 364981, 245389, 97823, 488939])  # of a lattice of any 2^m points up to 2^20
_LINES = 2**13
_POINTS = 2**12  # of the first step
_TAIL, _STEP = 5.1, 0.3  # along a line, in standard deviations of what the first step found
_FREEDOM = 8.0  # degrees of freedom of the t distribution across the lines: tails heavier than the posterior's
_WIDER, _WIDEST = 1.2, 2.0  # times the covariance found: from round to round, and for the lines
_ROUNDS = 12
_ENOUGH = 0.35  # of the points carry weight: the round was the last
_FEW = 0.05  # fewer than that: the likelihood is flattened until so many do
_FLATTER = 0.7
_NOTHING = 1e-8  # of all: lines lighter than that are passed over
_FARTHEST = 60.0  # logit
_EIGHTH = 8


@dataclass(frozen=True)
class ComboModel:
    """A state is patients by combination, then DLTs by combination."""

    surface: Surface

    @property
    def n_levels(self) -> int:
        """Combinations that are asked about."""
        return len(self.surface.ratios)

    def after(self, state: State) -> "Lines":
        """The posterior."""
        return _lines(self.surface, state[: self.n_levels], state[self.n_levels :])


@dataclass(frozen=True, eq=False)
class Lines:
    """N lines of J nodes."""

    surface: Surface
    theta: F64  # (N, 5) where ``rise`` is 0
    rise: F64  # (J,) of both drugs' log alpha
    mass: F64  # (N, J) adds up to 1
    log_evidence: float

    @cached_property
    def _cumulative(self) -> F64:
        """(N, J) probability of each line up to each node."""
        nodes = np.arange(len(self.rise), dtype=np.float64)
        steps = step_below(np.asarray(nodes[:, None] - nodes, np.float64))
        return np.asarray(np.einsum("nj,ij->ni", self.mass, steps), np.float64)

    @cached_property
    def _terms(self) -> list[Terms]:
        return [self.surface.terms(self.theta, level) for level in range(len(self.surface.ratios))]

    def below(self, cuts: tuple[float, ...]) -> F64:
        """(C * K,) Pr(p <= cut), cut by cut, combination by combination."""
        found = [self._at(terms, float(logit(cut)))[0] for cut in cuts for terms in self._terms]
        return np.clip(found, 0.0, 1.0)

    def moments(self) -> F64:
        """(2 * K,) means of p, then of its square."""
        p = [expit(terms.logit(self.rise)) for terms in self._terms]
        return np.array([np.einsum("nj,nj->", each**power, self.mass) for power in (1, 2) for each in p])

    def quantile(self, share: float) -> F64:
        """(K,) below it lies p with this probability."""
        found = [self._quantile(level, share) for level in range(len(self._terms))]
        return np.asarray(expit(found), np.float64)

    def weights(self) -> F64:
        """(1,) the prior has one part."""
        return np.ones(1)

    def _quantile(self, level: int, share: float) -> float:
        order, cumulative = self._sketch[level]
        start = order[min(int(np.searchsorted(cumulative, share * cumulative[-1])), len(order) - 1)]
        terms = self._terms[level]
        return quantile(share, float(start), -_FARTHEST, _FARTHEST, lambda there: self._at(terms, there))

    @cached_property
    def _sketch(self) -> list[tuple[F64, F64]]:
        """Of each combination, logit p of some of the nodes in order, and the mass up to each: for a first guess."""
        some = self.mass[::_EIGHTH].ravel()
        found = []
        for level in range(len(self._terms)):
            logits = self.surface.terms(self.theta[::_EIGHTH], level).logit(self.rise).ravel()
            order = np.argsort(logits)
            found.append((np.clip(logits[order], -_FARTHEST, _FARTHEST), np.cumsum(some[order])))
        return found

    def _at(self, terms: Terms, there: float) -> tuple[float, float]:
        """Pr(logit p <= there), and the density of logit p; between nodes by cubic interpolation."""
        rise, step = terms.rise(there), self.rise[1] - self.rise[0]
        place = np.clip((rise - self.rise[0]) / step, 0.0, len(self.rise) - 1.0)
        node = np.minimum(place.astype(np.int64), len(self.rise) - 2)
        f, line = place - node, np.arange(len(rise))
        low, high = self._cumulative[line, node], self._cumulative[line, node + 1]
        left, right = self.mass[line, node], self.mass[line, node + 1]
        cumulative = low + f * f * (3 - 2 * f) * (high - low) + f * (1 - f) * ((1 - f) * left - f * right)
        per_node = 6 * f * (1 - f) * (high - low) + (1 - f) * (1 - 3 * f) * left - f * (2 - 3 * f) * right
        # along a line logit p rises by 1 + o_1 o_2 / (o_1 + o_2 + o_1 o_2) times as much as log alpha
        steepness = 1 + expit(terms.both + rise - terms.either)
        return float(cumulative.sum()), float((per_node / (steepness * step)).sum())


@lru_cache(maxsize=4)
def _lines(surface: Surface, n: State, dlt: State) -> Lines:
    centre, cov = _located(surface, n, dlt)
    across, log_density = _across()
    root = np.linalg.cholesky(cov * _WIDEST)
    direction = np.linalg.solve(root, LOG_ALPHAS)
    length = float(np.sqrt(direction @ direction))
    theta = centre + np.einsum("nd,id->ni", across, np.einsum("ij,jd->id", root, _orthogonal(direction / length)))
    rise = _STEP * np.arange(-np.ceil(_TAIL / _STEP), np.ceil(_TAIL / _STEP) + 1) / length
    # the prior is a parabola along a line
    slope = np.einsum("ni,ij,j->n", theta - surface.mean, surface.precision, LOG_ALPHAS)[:, None]
    bend = float(LOG_ALPHAS @ surface.precision @ LOG_ALPHAS)
    logs = (surface.log_prior(theta) - log_density)[:, None] - rise * slope - 0.5 * bend * rise**2
    logs = logs + surface.log_likelihood(theta, rise, n, dlt)
    mass = np.exp(logs - logs.max())
    total = float(mass.sum())
    volume = log(_STEP / len(theta)) + float(np.log(np.diag(root)).sum())
    kept = mass.sum(axis=1) > _NOTHING * total
    return Lines(surface, theta[kept], rise, mass[kept] / total, float(logs.max()) + log(total) + volume)


def _located(surface: Surface, n: State, dlt: State) -> tuple[F64, F64]:
    """Mean and covariance of the posterior, the latter rather too large."""
    normal, log_density = _about()
    mean, cov, rounds = surface.mean, surface.cov, 0
    while True:
        rounds += 1
        theta = mean + np.einsum("ni,ji->nj", normal, np.linalg.cholesky(cov))
        logs = surface.log_prior(theta) + surface.log_likelihood(theta, np.zeros(1), n, dlt)[:, 0] - log_density
        flatness, weight = next(each for each in _flattened(logs) if _carrying(each[1]) >= _FEW or each[0] < _FEW)
        mean = np.einsum("n,ni->i", weight, theta)
        cov = _WIDER * np.einsum("n,ni,nj->ij", weight, theta - mean, theta - mean)
        if rounds == _ROUNDS or (flatness == 1 and _carrying(weight) >= _ENOUGH):
            return mean, cov


def _flattened(logs: F64) -> Iterator[tuple[float, F64]]:
    """Weights, ever more alike."""
    flatness = 1.0
    while True:
        weight = np.exp(flatness * (logs - logs.max()))
        yield flatness, weight / weight.sum()
        flatness *= _FLATTER


def _carrying(weight: F64) -> float:
    """Share of the points that carry weight: the effective sample size."""
    return 1 / float((weight**2).sum()) / len(weight)


def _lattice(points: int, dimensions: int) -> F64:
    """(points, dimensions) in the middle of cells, none at 0 or 1."""
    return np.asarray((np.arange(points)[:, None] * _GENERATOR[:dimensions] + 0.5) / points % 1)


@lru_cache(maxsize=1)
def _about() -> tuple[F64, F64]:
    """(P, 5) standard normal points, and the log of their density up to a constant."""
    normal = ndtri(_lattice(_POINTS, 5))
    return normal, -0.5 * (normal**2).sum(axis=1)


@lru_cache(maxsize=1)
def _across() -> tuple[F64, F64]:
    """(N, 4) points with independent t distributions, and the log of their density."""
    points = np.asarray(stdtrit(_FREEDOM, _lattice(_LINES, 4)), np.float64)
    constant = -betaln(0.5, _FREEDOM / 2) - 0.5 * log(_FREEDOM)
    return points, (constant - 0.5 * (_FREEDOM + 1) * np.log1p(points**2 / _FREEDOM)).sum(axis=1)


def _orthogonal(direction: F64) -> F64:
    """(5, 4) unit vectors at right angles to a unit vector and to one another: a Householder reflection."""
    # away from the first axis, so that nothing cancels
    normal = direction + np.copysign(1.0, direction[0]) * np.eye(len(direction))[0]
    return np.asarray(np.eye(len(direction)) - 2 * np.outer(normal, normal) / (normal @ normal))[:, 1:]
