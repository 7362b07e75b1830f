"""Draws from a posterior, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.population.individuals import to_natural
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population
from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl

SETTLED, ENOUGH = 1.1, 200.0  # R-hat at most, and effective draws at least, for quantiles that can be trusted


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of the Q estimated numbers by W walkers."""

    spec: PopulationModel
    chains: F64  # (draws, W, Q) as ``Packing`` has them
    log_density: F64  # (draws, W)
    accepted: float  # share of the moves

    @property
    def draws(self) -> F64:
        """(draws x W, Q)."""
        return np.asarray(self.chains.reshape(-1, self.chains.shape[-1]), np.float64)

    @property
    def population(self) -> Population:
        """Every draw as population parameters, for simulation; arrays with an axis of draws before the others."""
        return Packing(self.spec).unpack(self.draws)

    @property
    def converged(self) -> bool:
        """Whether R-hat is at most 1.1 and there are 200 effective draws of every number."""
        return bool((r_hat(self.chains) <= SETTLED).all() and (effective(self.chains) >= ENOUGH).all())

    def summary(self) -> pl.DataFrame:
        """NAME, MEAN, SD, Q025, MEDIAN, Q975, ESS, RHAT: thetas on the natural scale, variances, residual errors."""
        import polars as pl

        names, chains = self._natural()
        flat = chains.reshape(-1, len(names))
        low, middle, high = np.quantile(flat, (0.025, 0.5, 0.975), axis=0)
        columns = {"NAME": names, "MEAN": flat.mean(axis=0), "SD": flat.std(axis=0, ddof=1)}
        columns |= {"Q025": low, "MEDIAN": middle, "Q975": high, "ESS": effective(chains), "RHAT": r_hat(chains)}
        return pl.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """The summary, for JSON."""
        return {"converged": self.converged, "accepted": self.accepted, "parameters": self.summary().to_dicts()}

    def _natural(self) -> tuple[list[str], F64]:
        packing, values, spec = Packing(self.spec), self.population, self.spec
        names, columns = [], []
        for t in packing.thetas:
            names.append(spec.theta[t].name)
            columns.append(to_natural(values.theta[:, t], spec.theta[t].scale))
        for what, of, matrix in (("omega", spec.between, values.omega), ("iov", spec.within, values.iov)):
            for i, j in zip(*np.tril_indices(len(of)), strict=True):
                if np.ptp(matrix[:, i, j]) > 0:
                    names.append(f"{what} {of[i] if i == j else f'{of[i]},{of[j]}'}")
                    columns.append(matrix[:, i, j])
        for e in packing.sigmas:
            names.append(" ".join(("sigma", *spec.sigma[e])))
            columns.append(values.sigma[:, e])
        return names, np.stack(columns, axis=-1).reshape(*self.chains.shape[:2], len(names))


def r_hat(chains: F64) -> F64:
    """(Q,) how much wider all walkers together are than each half of one; near 1 where they have mixed.

    Notes
    -----
    Each walker's draws (draws, W, Q) are split in halves, and the square root of the pooled over the mean variance
    within halves is taken (Gelman and Rubin 1992, doi:10.1214/ss/1177011136). Walkers of an ensemble depend on each
    other, so a value near 1 is needed and not sufficient.

    Examples
    --------
    >>> bool(abs(r_hat(np.random.default_rng(1).normal(size=(500, 8, 1)))[0] - 1) < 0.02)
    True
    """
    half = len(chains) // 2
    if half < 2:
        return np.full(chains.shape[-1], np.inf)
    parts = np.concatenate([chains[:half], chains[half : 2 * half]], axis=1)
    within = parts.var(axis=0, ddof=1).mean(axis=0)
    between = parts.mean(axis=0).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((half - 1) / half + between / np.where(within > 0, within, np.inf)), np.float64)


def effective(chains: F64) -> F64:
    """(Q,) how many independent draws tell as much: all over the integrated autocorrelation time (Sokal's window)."""
    from emcee.autocorr import integrated_time  # type: ignore[import-untyped]

    time = integrated_time(chains, quiet=True, tol=0)
    return np.asarray(chains.shape[0] * chains.shape[1] / np.maximum(np.nan_to_num(time, nan=np.inf), 1.0), np.float64)
