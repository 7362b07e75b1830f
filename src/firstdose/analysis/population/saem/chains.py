"""Etas of every subject in several chains, moved by Markov chain Monte Carlo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaincinv, ndtri

from firstdose.analysis.population.conditional import log_normal_density
from firstdose.rng import uniforms
from firstdose.types import F64, I64, Bool

Target = Callable[[F64], tuple[F64, F64]]  # etas (C, S, K) to predictions (C, O) and log densities (C, S)
ACCEPTED = 0.4  # share of the steps of a random walk that is aimed at
_FREEDOM = 5.0


@dataclass(frozen=True, eq=False)
class Chains:
    """C chains of S subjects."""

    eta: F64  # (C, S, K)
    f: F64  # (C, O) predictions
    density: F64  # (C, S) log p(y | eta)

    def taken(self, other: Chains, accepted: Bool, subject: I64) -> Chains:
        """With the other's state where accepted (C, S)."""
        seen = accepted[:, subject]
        return Chains(
            np.where(accepted[..., None], other.eta, self.eta),
            np.where(seen, other.f, self.f),
            np.where(accepted, other.density, self.density),
        )


@dataclass(frozen=True, eq=False)
class Known:
    """Where the etas of each subject are likely to lie."""

    centre: F64  # (S, K)
    root: F64  # (S, K, K) of the covariance

    def drawn(self, z: F64) -> F64:
        """Of standard numbers (..., S, K)."""
        return np.asarray(self.centre + np.einsum("sij,...sj->...si", self.root, z), np.float64)

    def log_density(self, eta: F64) -> F64:
        """(..., S) of the t distribution, up to a constant."""
        inverse = np.linalg.inv(self.root)
        z = np.einsum("sij,...sj->...si", inverse, eta - self.centre)
        size = np.log(np.diagonal(self.root, axis1=1, axis2=2)).sum(axis=1)
        return np.asarray(-size - 0.5 * (_FREEDOM + eta.shape[-1]) * np.log1p((z**2).sum(-1) / _FREEDOM), np.float64)


@dataclass(frozen=True, eq=False)
class Draws:
    """Random numbers of one iteration, by name."""

    seed: int
    iteration: int

    def uniform(self, name: str, *shape: int) -> F64:
        """In (0, 1)."""
        rows = int(np.prod(shape[:-1]))
        return uniforms(self.seed, f"saem {self.iteration} {name}", range(rows), shape[-1]).reshape(shape)

    def normal(self, name: str, *shape: int) -> F64:
        """Standard normal."""
        return np.asarray(ndtri(self.uniform(name, *shape)), np.float64)


def independent(
    chains: Chains, target: Target, omega: F64, known: Known, draws: Draws, prior: int, conditional: int, subject: I64
) -> Chains:
    """Proposals that do not depend on where a chain is, from the prior and around what is known, in one call."""
    count = prior + conditional
    c, s, k = chains.eta.shape
    if not count:
        return chains
    z = draws.normal("independent", count, c, s, k)
    heavy = gammaincinv(_FREEDOM / 2, draws.uniform("heavy", conditional, c, s)) * 2 / _FREEDOM if conditional else None
    root = np.linalg.cholesky(omega)
    proposed = z @ root.T
    if heavy is not None:
        proposed[prior:] = known.drawn(z[prior:] / np.sqrt(heavy)[..., None])
    f, density = target(proposed.reshape(count * c, s, k))
    f, density = f.reshape(count, c, -1), density.reshape(count, c, s)
    chance = np.log(draws.uniform("accept independent", count, c, s))
    for each in range(count):
        other = Chains(proposed[each], f[each], density[each])
        ratio = other.density - chains.density
        if each >= prior:
            ratio = ratio + _weight(other.eta, omega, known) - _weight(chains.eta, omega, known)
        chains = chains.taken(other, chance[each] < ratio, subject)
    return chains


def _weight(eta: F64, omega: F64, known: Known) -> F64:
    return log_normal_density(eta, omega) - known.log_density(eta)


def walked(chains: Chains, target: Target, omega: F64, step: F64, chance: F64, subject: I64) -> tuple[Chains, Bool]:
    """A symmetric step (C, S, K) of every chain, and where it was taken (C, S)."""
    eta = chains.eta + step
    other = Chains(eta, *target(eta))
    ratio = other.density - chains.density + log_normal_density(eta, omega) - log_normal_density(chains.eta, omega)
    accepted = np.log(chance) < ratio
    return chains.taken(other, accepted, subject), accepted


@dataclass(frozen=True, eq=False)
class Scales:
    """Of the random walks: of all etas at once, and of each."""

    whole: float
    each: F64  # (K,)

    @classmethod
    def of(cls, k: int) -> Scales:
        """To begin with."""
        return cls(0.7 / np.sqrt(max(k, 1)), np.full(k, 0.7))

    def whole_adapted(self, accepted: Bool, gain: float) -> Scales:
        """Towards the share of accepted steps that is aimed at."""
        return replace(self, whole=float(self.whole * np.exp(gain * (accepted.mean() - ACCEPTED))))

    def each_adapted(self, accepted: Bool, chosen: F64, gain: float) -> Scales:
        """Likewise, of the eta that each chain and subject moved (C, S)."""
        moves = np.ones(len(self.each))
        for k in range(len(moves)):
            of = chosen == k
            if of.any():
                moves[k] = np.exp(gain * (accepted[of].mean() - ACCEPTED))
        return replace(self, each=self.each * moves)


def moved(
    chains: Chains, target: Target, omega: F64, known: Known, scales: Scales, draws: Draws, kinds: Kinds, gain: float
) -> tuple[Chains, Scales]:
    """One iteration of all moves."""
    c, s, k = chains.eta.shape
    subject = kinds.subject
    chains = independent(chains, target, omega, known, draws, kinds.prior, kinds.conditional, subject)
    for number in range(kinds.walks):
        z = draws.normal(f"walk {number}", c, s, k)
        step = scales.whole * np.einsum("sij,csj->csi", known.root, z)
        chance = draws.uniform(f"accept walk {number}", c, s)
        chains, accepted = walked(chains, target, omega, step, chance, subject)
        scales = scales.whole_adapted(accepted, gain)
    for number in range(kinds.single):
        chosen = np.floor(draws.uniform(f"which {number}", c, s) * k)
        z = draws.normal(f"single {number}", c, s, 1)
        sizes = scales.each * np.sqrt(np.diag(omega))
        step = np.where(np.arange(k) == chosen[..., None], z * sizes, 0.0)
        chance = draws.uniform(f"accept single {number}", c, s)
        chains, accepted = walked(chains, target, omega, step, chance, subject)
        scales = scales.each_adapted(accepted, chosen, gain)
    return chains, scales


@dataclass(frozen=True, eq=False)
class Kinds:
    """How often each move is made in an iteration."""

    prior: int
    conditional: int
    walks: int
    single: int
    subject: I64  # (O,) of each observation
