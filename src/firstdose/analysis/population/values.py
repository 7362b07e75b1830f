"""The population parameters as one vector to be estimated, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from firstdose.analysis.population.individuals import from_natural, to_natural
from firstdose.analysis.population.specification import Block, PopulationModel
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True, eq=False)
class Population:
    """Values of the population parameters; C copies where the arrays have an axis before those told here."""

    theta: F64  # (T,) on the scales of estimation
    omega: F64  # (k, k) between subjects
    iov: F64  # (w, w) between occasions
    sigma: F64  # (E,) standard deviations

    def full(self, occasions: int) -> F64:
        """(..., K, K) covariance of all etas of a subject: between subjects, then of each occasion."""
        k, w = self.omega.shape[-1], self.iov.shape[-1]
        size = k + w * occasions * bool(w)
        found = np.zeros((*self.omega.shape[:-2], size, size))
        found[..., :k, :k] = self.omega
        for at in range(k, size, max(w, 1)):
            found[..., at : at + w, at : at + w] = self.iov
        return found


class Packing:
    """The Q numbers that are estimated: thetas on their scales, Cholesky factors of omega, log standard deviations.

    Notes
    -----
    A block of omega is L Lᵀ; the diagonal of L is estimated by its logarithm: every vector is a covariance matrix.
    """

    def __init__(self, spec: PopulationModel) -> None:
        self.spec = spec
        self.thetas = [t for t, each in enumerate(spec.theta) if not each.fixed]
        self._blocks = [(block, at) for block, at in _placed(spec) if not block.fixed]
        each_sd = [error for error in spec.error for _ in error.kinds]
        self.sigmas = [e for e, error in enumerate(each_sd) if not error.fixed]
        self.roots = sum(len(block.names) * (len(block.names) + 1) // 2 for block, _ in self._blocks)

    @property
    def size(self) -> int:
        """Q."""
        return len(self.thetas) + self.roots + len(self.sigmas)

    @property
    def spreads(self) -> Bool:
        """(Q,) which of the numbers are logarithms of a standard deviation: the diagonals of L, and sigma."""
        roots = [i == j for block, _ in self._blocks for i, j in zip(*np.tril_indices(len(block.names)), strict=True)]
        return np.array([False] * len(self.thetas) + roots + [True] * len(self.sigmas), np.bool_)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the Q numbers, in order: ``KA``, ``omega KA``, ``omega V,CL``, ``sigma CP additive``."""
        roots = [
            f"{'iov' if block.occasion else 'omega'} {','.join(dict.fromkeys((block.names[i], block.names[j])))}"
            for block, _ in self._blocks
            for i, j in zip(*np.tril_indices(len(block.names)), strict=True)
        ]
        sigma = [" ".join(("sigma", *self.spec.sigma[e])) for e in self.sigmas]
        return (*(self.spec.theta[t].name for t in self.thetas), *roots, *sigma)

    @property
    def initial(self) -> Population:
        """The values that the population model gives."""
        spec = self.spec
        theta = np.array([float(from_natural(each.initial, each.scale)) for each in spec.theta])
        omega, iov = np.zeros((len(spec.between),) * 2), np.zeros((len(spec.within),) * 2)
        for block, at in _placed(spec):
            (iov if block.occasion else omega)[np.ix_(at, at)] = block.covariance
        sigma = np.array([getattr(error, kind) for error in spec.error for kind in error.kinds], float)
        return Population(theta, omega, iov, sigma)

    def pack(self, values: Population) -> F64:
        """(Q,)."""
        parts: list[Any] = [values.theta[self.thetas]]
        for block, at in self._blocks:
            root = np.linalg.cholesky((values.iov if block.occasion else values.omega)[np.ix_(at, at)])
            np.fill_diagonal(root, np.log(np.diag(root)))
            parts.append(root[np.tril_indices(len(at))])
        return np.concatenate([*parts, np.log(values.sigma[self.sigmas])])

    def unpack(self, x: F64) -> Population:
        """Of vectors (C, Q), C copies."""
        start = self.initial
        theta, omega, iov, sigma = (
            np.tile(each, (len(x), *(1,) * each.ndim)) for each in (start.theta, start.omega, start.iov, start.sigma)
        )
        theta[:, self.thetas] = x[:, : len(self.thetas)]
        at = len(self.thetas)
        for block, place in self._blocks:
            root = self._root(x, at, len(place))
            into = iov if block.occasion else omega
            with np.errstate(over="ignore", invalid="ignore"):  # infinite is refused by the objective
                into[:, place[:, None], place] = root @ root.swapaxes(1, 2)
            at += len(place) * (len(place) + 1) // 2
        with np.errstate(over="ignore"):
            sigma[:, self.sigmas] = np.exp(x[:, at:])
        return Population(theta, omega, iov, sigma)

    def omega_slopes(self, x: F64, occasions: int) -> F64:
        """(C, roots, K, K) derivatives of the covariance of all etas with respect to the numbers of its blocks."""
        nothing = self.unpack(x)
        slopes: list[F64] = []
        at = len(self.thetas)
        for block, place in self._blocks:
            size = len(place)
            root = self._root(x, at, size)
            for i, j in zip(*np.tril_indices(size), strict=True):
                moved = np.zeros_like(root)
                moved[:, i, j] = root[:, i, j] if i == j else 1.0
                with np.errstate(over="ignore", invalid="ignore"):
                    both = moved @ root.swapaxes(1, 2)
                omega, iov = np.zeros_like(nothing.omega), np.zeros_like(nothing.iov)
                (iov if block.occasion else omega)[:, place[:, None], place] = both + both.swapaxes(1, 2)
                slopes.append(Population(nothing.theta, omega, iov, nothing.sigma).full(occasions))
            at += size * (size + 1) // 2
        k = nothing.full(occasions).shape[-1]
        return np.stack(slopes, axis=1) if slopes else np.zeros((len(x), 0, k, k))

    @staticmethod
    def _root(x: F64, at: int, size: int) -> F64:
        root = np.zeros((len(x), size, size))
        i, j = np.tril_indices(size)
        with np.errstate(over="ignore"):
            root[:, i, j] = np.where(i == j, np.exp(x[:, at : at + len(i)]), x[:, at : at + len(i)])
        return root


def natural(spec: PopulationModel, theta: F64) -> dict[str, float]:
    """Thetas (T,) by name, on the natural scale."""
    return {each.name: float(to_natural(x, each.scale)) for each, x in zip(spec.theta, theta, strict=True)}


def _placed(spec: PopulationModel) -> list[tuple[Block, I64]]:
    """Each block, and the places of its names in omega or iov."""
    found, at = [], {True: 0, False: 0}
    for block in spec.omega:
        begin = at[block.occasion]
        at[block.occasion] = begin + len(block.names)
        found.append((block, np.arange(begin, at[block.occasion])))
    return found
