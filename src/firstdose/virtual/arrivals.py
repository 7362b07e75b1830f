"""When patients come: sites that open one after another, each a Poisson process of its own."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.errors import StudyError
from firstdose.rng import uniforms
from firstdose.types import F64

DAYS_PER_MONTH = 365.25 / 12


class Arrivals(Protocol):
    """The first day on which each of some patients can be dosed, in the order of their columns."""

    @property
    def first_day(self) -> float:
        """Opening of the first site."""
        ...

    def draw(self, seed: int, name: str, trials: range, n: int) -> F64:
        """(T, n) what is left to chance in the waits for each trial's first ``n`` patients, in the stream ``name``."""
        ...

    def next(self, drawn: F64, after: F64) -> F64:
        """(T, size) days of each trial's next patients, from what was drawn for them; none before ``after``, (T,)."""
        ...


@dataclass(frozen=True)
class AtOnce:
    """Everybody is there when wanted: for questions in which time plays no part."""

    first_day: float = 0.0

    def draw(self, seed: int, name: str, trials: range, n: int) -> F64:
        """Nothing is left to chance."""
        return np.broadcast_to(0.0, (len(trials), n))

    def next(self, drawn: F64, after: F64) -> F64:
        """(T, size) the day itself."""
        return np.repeat(after[:, None], drawn.shape[1], axis=1)


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

    def __post_init__(self) -> None:
        if not len(self.opening_days) == len(self.per_month) > 0:
            raise StudyError(
                f"sites: {len(self.opening_days)} opening_days and {len(self.per_month)} per_month: give both for each "
                "site, and at least one site."
            )
        if not (np.isfinite(self.opening_days).all() and all(0 < rate < np.inf for rate in self.per_month)):
            raise StudyError(
                f"sites: opening_days = {list(self.opening_days)}, per_month = {list(self.per_month)}: a day on which "
                "each site opens, and a positive number of patients that it finds a month, are needed."
            )

    @classmethod
    def per_window(cls, patients: float, window_days: float) -> "PoissonSites":
        """One site from day 0 on, to which ``patients`` come in a DLT window on average.

        Examples
        --------
        >>> PoissonSites.per_window(3.0, 28.0).intensity(np.array([28.0]))
        array([3.])
        """
        return cls((0.0,), (patients / window_days * DAYS_PER_MONTH,))

    @property
    def first_day(self) -> float:
        """Opening of the first site."""
        return min(self.opening_days)

    def intensity(self, day: F64) -> F64:
        """Patients expected until ``day``, of any shape."""
        opening, rate = np.array(self.opening_days), np.array(self.per_month) / DAYS_PER_MONTH
        return np.asarray((rate * np.maximum(0.0, day[..., None] - opening)).sum(axis=-1), np.float64)

    def draw(self, seed: int, name: str, trials: range, n: int) -> F64:
        """(T, n) by how many patients the expectation grows until each comes: unit exponential."""
        return -np.log(uniforms(seed, name, trials, n))

    def next(self, drawn: F64, after: F64) -> F64:
        """(T, size) days of the next patients of each trial."""
        return self._day(self.intensity(after)[:, None] + np.cumsum(drawn, axis=1))

    def _day(self, expected: F64) -> F64:
        """The day by which so many patients are expected: the inverse of ``intensity``, linear between openings."""
        opening = np.unique(self.opening_days)
        reached = self.intensity(opening)
        last_rate = sum(self.per_month) / DAYS_PER_MONTH
        beyond = opening[-1] + (expected - reached[-1]) / last_rate
        return np.where(expected > reached[-1], beyond, np.interp(expected, reached, opening))
