"""The two-parameter logistic dose-DLT curve after data, by quadrature over the nodes of ``logistic_grid``."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from firstdose.design.curve.density import Densities, Density, window
from firstdose.design.curve.logistic_grid import COARSE, Grid, grid
from firstdose.design.curve.logistic_prior import LogisticPrior, MixturePrior
from firstdose.design.curve.posterior import State
from firstdose.types import F64

_Found: TypeAlias = tuple[Grid, tuple[slice, slice], F64, float]  # masses up to the exponential of the last


@dataclass(frozen=True)
class LogisticModel:
    """A state is patients by level, then DLTs by level.

    Examples
    --------
    >>> prior = MixturePrior.of(((1.0, (0.0, 0.0), ((1.0, 0.0), (0.0, 1.0))),), x=(0.0,))
    >>> round(float(np.exp(LogisticModel(prior).after((1, 1)).log_evidence)), 6)  # a DLT is as likely as none
    0.5
    """

    prior: MixturePrior

    @property
    def n_levels(self) -> int:
        """Levels that are asked about."""
        return len(self.prior.parts[0].x)

    def after(self, state: State) -> Densities:
        """The posterior of each part of the prior, weighed by its evidence."""
        n, dlt = state[: self.n_levels], state[self.n_levels :]
        found = [_part(part, n, dlt) for part in self.prior.parts]
        logs = np.log(self.prior.weights) + [log_scale + np.log(mass.sum()) for _, _, mass, log_scale in found]
        share = np.exp(logs - logs.max())
        total = share.sum()
        parts = [
            Density(nodes, where, mass * (float(part) / float(total * mass.sum())))
            for part, (nodes, where, mass, _) in zip(share, found, strict=True)
        ]
        return Densities(tuple(parts), float(logs.max() + np.log(total)))


def _part(prior: LogisticPrior, n: State, dlt: State) -> _Found:
    nodes, log_mass, coarse = _before_dlts(prior, n)
    # with DLTs, logit p = down + across comes in: a sum, so no node needs it by itself
    down = np.einsum("k,kb->b", np.array(dlt, np.float64), nodes.shift)[:, None]
    across = float(sum(dlt)) * nodes.across
    where = window(coarse + down[::COARSE] + across[::COARSE])
    log_density = log_mass[where] + down[where[0]] + across[where[1]]
    highest = float(log_density.max())
    return nodes, where, np.exp(log_density - highest), highest


@lru_cache(maxsize=8)
def _before_dlts(prior: LogisticPrior, n: State) -> tuple[Grid, F64, F64]:
    """The grid, and (B, A) the log of the prior times the probability that nobody has a DLT; and some nodes of it."""
    nodes = grid(prior, sum(n))
    log_mass = nodes.log_prior + np.einsum("k,kba->ba", np.array(n, np.float64), nodes.log_safe)
    return nodes, log_mass, np.ascontiguousarray(log_mass[::COARSE, ::COARSE])
