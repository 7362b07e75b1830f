"""When patients come: sites that open one after another, each a Poisson process of its own."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.rng import uniforms
from firstdose.types import F64, I64

DAYS_PER_MONTH = 365.25 / 12


class Arrivals(Protocol):
    """The first day on which each of some patients can be dosed, in the order of their columns."""

    @property
    def first_day(self) -> float:
        """Opening of the first site."""
        ...

    def next(self, seed: int, trials: I64, column: I64, size: int, after: F64) -> F64:
        """(T, size) days of each trial's next ``size`` patients, the first in ``column``, none before ``after``."""
        ...


@dataclass(frozen=True)
class AtOnce:
    """Everybody is there when wanted: for questions in which time plays no part."""

    first_day: float = 0.0

    def next(self, seed: int, trials: I64, column: I64, size: int, after: F64) -> F64:
        """(T, size) the day itself."""
        return np.repeat(after[:, None], size, axis=1)


@dataclass(frozen=True)
class PoissonSites:
    """Independent Poisson processes of sites; a patient who finds no open slot goes elsewhere.

    Notes
    -----
    The superposed process has the cumulative intensity L(t) = sum of rate * max(0, t - opening); the next patient comes
    where L has grown by a unit exponential draw, which has an address (trial, patient) and so is shared by designs.

    Examples
    --------
    >>> sites = PoissonSites(opening_days=(0.0, 30.0), per_month=(1.0, 1.0))
    >>> round(sites.intensity(np.array([60.875]))[0], 2)
    np.float64(3.01)
    """

    opening_days: tuple[float, ...]  # one a site
    per_month: tuple[float, ...]  # patients a site and month

    @property
    def first_day(self) -> float:
        """Opening of the first site."""
        return min(self.opening_days)

    def intensity(self, day: F64) -> F64:
        """Patients expected until ``day``, of any shape."""
        opening, rate = np.array(self.opening_days), np.array(self.per_month) / DAYS_PER_MONTH
        return np.asarray((rate * np.maximum(0.0, day[..., None] - opening)).sum(axis=-1), np.float64)

    def next(self, seed: int, trials: I64, column: I64, size: int, after: F64) -> F64:
        """(T, size) days of the next ``size`` patients of each trial."""
        span = range(int(trials[0]), int(trials[-1]) + 1)
        draws = uniforms(seed, "arrival", span, int(column.max()) + size)[trials - span.start]
        waits = -np.log(np.take_along_axis(draws, column[:, None] + np.arange(size), axis=1))
        return self._day(self.intensity(after)[:, None] + np.cumsum(waits, axis=1))

    def _day(self, expected: F64) -> F64:
        """The day by which so many patients are expected: the inverse of ``intensity``, linear between openings."""
        opening = np.unique(self.opening_days)
        reached = self.intensity(opening)
        last_rate = sum(self.per_month) / DAYS_PER_MONTH
        beyond = opening[-1] + (expected - reached[-1]) / last_rate
        return np.where(expected > reached[-1], beyond, np.interp(expected, reached, opening))
