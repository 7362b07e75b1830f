"""A posterior of logistic dose-DLT curves on the nodes of one or more grids, and what it says of each level."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from firstdose.design.curve.logistic_grid import COARSE, Grid, step_below
from firstdose.design.curve.root import quantile
from firstdose.types import F64, Bool

_NOTHING = 23.0  # nodes whose log density lies so far below the highest are passed over
_LIGHT = 1e-11  # of the heaviest node: nodes lighter than that do not move a quantile


@dataclass(frozen=True, eq=False)
class Density:
    """One part of a posterior: a window of its grid, and the probability of each node there."""

    grid: Grid
    window: tuple[slice, slice]
    mass: F64  # (b, a)

    @property
    def weight(self) -> float:
        """Probability of the part."""
        return float(self.mass.sum())

    def sums(self, functionals: F64) -> F64:
        """(M,) of functionals (M, B, A) over the posterior."""
        # einsum, not a matrix product: BLAS may add in another order on another number of threads
        return np.asarray(np.einsum("mba,ba->m", functionals[:, *self.window], self.mass), np.float64)


@dataclass(frozen=True, eq=False)
class Densities:
    """The parts of a posterior, whose probabilities add up to 1."""

    parts: tuple[Density, ...]
    log_evidence: float  # log of the prior predictive probability of what was seen

    def below(self, cuts: tuple[float, ...]) -> F64:
        """(C * K,) Pr(p <= cut), cut by cut, level by level."""
        total = sum(part.sums(part.grid.steps(cuts)) for part in self.parts)
        return np.clip(total, 0.0, 1.0)

    def moments(self) -> F64:
        """(2 * K,) means of p, then of its square."""
        each = [np.concatenate([part.sums(part.grid.p), part.sums(part.grid.p_squared)]) for part in self.parts]
        return np.asarray(sum(each), np.float64)

    def quantile(self, share: float) -> F64:
        """(K,) below it lies p with this probability."""
        mass = np.concatenate([part.mass.ravel() for part in self.parts])
        step = np.concatenate([np.full(part.mass.size, part.grid.step) for part in self.parts])
        keep = mass > _LIGHT * mass.max()
        found = []
        for level in range(len(self.parts[0].grid.shift)):
            eta = np.concatenate([part.grid.eta[level][part.window].ravel() for part in self.parts])
            found.append(_solve(share, eta[keep], step[keep], mass[keep]))
        return np.asarray(expit(found), np.float64)

    def weights(self) -> F64:
        """(parts,) probability of each part."""
        return np.array([part.weight for part in self.parts])


def window(log_mass: F64) -> tuple[slice, slice]:
    """Where a density lies, from log masses at every ``COARSE``-th node both ways."""
    near = log_mass > log_mass.max() - _NOTHING
    return _span(near.any(axis=1)), _span(near.any(axis=0))


def _span(near: Bool) -> slice:
    """From the coarse node before the first to the one after the last."""
    first, last = int(near.argmax()), len(near) - 1 - int(near[::-1].argmax())
    return slice(max(0, first - 1) * COARSE, (last + 1) * COARSE + 1)


def _solve(share: float, eta: F64, step: F64, mass: F64) -> float:
    """Logit of the quantile."""
    order = np.argsort(eta)
    start = eta[order[min(int(np.searchsorted(np.cumsum(mass[order]), share)), len(eta) - 1)]]

    def at(there: float) -> tuple[float, float]:
        distance = (there - eta) / step
        density = np.einsum("n,n->", np.sinc(distance) / step, mass)
        return float(np.einsum("n,n->", step_below(distance), mass)), float(density)

    low, high = float(eta[order[0]] - step[0]), float(eta[order[-1]] + step[-1])
    return quantile(share, float(start), low, high, at)
