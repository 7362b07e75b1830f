"""Concentration and area under the curve of a two-compartment model, in closed form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from firstdose.trial.schedule import Schedule
from firstdose.types import F64

_BLOCK = 30_000  # numbers computed at once; few enough to stay in the processor's cache


@dataclass(frozen=True)
class Infusion:
    """One infusion at constant rate; a length of zero is a bolus."""

    start_day: float
    days: float  # how long it runs
    amount: float = 1.0  # a share of, or a multiple of, the dose that a concentration is asked for


def infusions(schedule: Schedule, until_day: float) -> tuple[Infusion, ...]:
    """Every infusion of a schedule that starts before ``until_day``, each of amount 1.

    Examples
    --------
    >>> [i.start_day for i in infusions(Schedule(every_days=7.0, infusion_hours=1.5, cycle_days=21), 21)]
    [0.0, 7.0, 14.0]
    """
    return tuple(Infusion(day, schedule.infusion_days) for day in schedule.dose_days(until_day))


@dataclass(frozen=True, eq=False)
class TwoCompartment:
    """Linear elimination from a central compartment that exchanges with a peripheral one, for N patients.

    Notes
    -----
    A unit bolus gives C(t) = Σ a_i exp(-λ_i t), where λ_1 > λ_2 are the roots of
    λ² - (CL/V1 + Q/V1 + Q/V2) λ + (CL/V1)(Q/V2) = 0. An infusion is the integral of boluses, a schedule the sum of its
    infusions; nothing is solved numerically. Concentrations are in units of amount per litre.

    References
    ----------
    Gabrielsson J, Weiner D (2016), Pharmacokinetic and Pharmacodynamic Data Analysis, 5th ed., two-compartment models.

    Examples
    --------
    >>> patient = TwoCompartment.of(CL=0.5, V1=4.0, Q=1.0, V2=2.0)
    >>> float(patient.concentration([Infusion(0.0, 0.0)], [0.0])[0, 0])  # after a bolus: 1 / V1
    0.25
    >>> round(float(patient.auc([Infusion(0.0, 0.0)], [1e4])[0, 0]), 9)  # to infinity: 1 / CL
    2.0
    """

    CL: F64  # (N,) clearance, L/day
    V1: F64  # (N,) central volume, L
    Q: F64  # (N,) exchange, L/day
    V2: F64  # (N,) peripheral volume, L

    @classmethod
    def of(cls, CL: ArrayLike, V1: ArrayLike, Q: ArrayLike, V2: ArrayLike) -> TwoCompartment:
        """Patients from numbers or arrays, L/day and L."""
        arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, np.float64)) for value in (CL, V1, Q, V2)))
        return cls(*arrays)

    @cached_property
    def exponents(self) -> F64:
        """(2, N) λ_1 > λ_2, 1/day."""
        out, exchange, back = self.CL / self.V1, self.Q / self.V1, self.Q / self.V2
        total = out + exchange + back
        # (total/2)² - out·back as a sum of squares, which cannot lose its digits or turn negative
        root = np.sqrt(((out + exchange - back) / 2) ** 2 + exchange * back)
        fast = total / 2 + root
        return np.stack([fast, out * back / fast])

    @cached_property
    def coefficients(self) -> F64:
        """(2, N) a_1 and a_2 of a unit bolus, 1/L."""
        (fast, slow), back = self.exponents, self.Q / self.V2
        return np.asarray(np.stack([fast - back, back - slow]) / (self.V1 * (fast - slow)))

    def concentration(self, doses: Sequence[Infusion], days: ArrayLike) -> F64:
        """(N, M) concentration at ``days`` (M,); at the moment of a bolus, the value just after it."""
        return self._summed(self._concentration, doses, days)

    def auc(self, doses: Sequence[Infusion], days: ArrayLike) -> F64:
        """(N, M) area under the curve from day 0 to ``days`` (M,)."""
        return self._summed(self._auc, doses, days)

    def steady_auc(self, schedule: Schedule, days: ArrayLike) -> F64:
        """(N, M) area from a dose that followed infinitely many to ``days`` later, days up to the next dose."""
        when = np.asarray(days, np.float64)
        area = when * _mean_decay(self.exponents[:, :, None] * when)
        earlier = (self._earlier(schedule)[:, :, None] * area).sum(axis=0)
        return np.asarray(self._auc(Infusion(0.0, schedule.infusion_days), when) + earlier)

    def _summed(self, curve: Callable[[Infusion, F64], F64], doses: Sequence[Infusion], days: ArrayLike) -> F64:
        """The sum over doses, a block of days at a time: memory does not grow with the number of doses."""
        when = np.asarray(days, np.float64)
        total, step = np.zeros((len(self.CL), len(when))), max(1, _BLOCK // len(self.CL))
        for start in range(0, len(when), step):
            block = when[start : start + step]
            for dose in (dose for dose in doses if dose.start_day <= block.max()):
                total[:, start : start + step] += curve(dose, block)
        return total

    def _concentration(self, dose: Infusion, when: F64) -> F64:
        since, ran, share = _progress(dose, when)
        rate = self.exponents[:, :, None]
        each = self.coefficients[:, :, None] * _mean_decay(rate * ran) * np.exp(-rate * (since - ran))
        return np.asarray(dose.amount * share * each.sum(axis=0))

    def _auc(self, dose: Infusion, when: F64) -> F64:
        since, ran, share = _progress(dose, when)
        rate = self.exponents[:, :, None]
        mean = _mean_decay(rate * ran)  # of a bolus given at any moment of the infusion, seen at its end
        each = (1 - mean) / rate + mean * (since - ran) * _mean_decay(rate * (since - ran))
        return np.asarray(dose.amount * share * (self.coefficients[:, :, None] * each).sum(axis=0))

    def _earlier(self, schedule: Schedule) -> F64:
        """(2, N) coefficients left by infinitely many earlier doses: a geometric series in exp(-λ · interval)."""
        decay = np.exp(-self.exponents * (schedule.every_days - schedule.infusion_days))
        ran = _mean_decay(self.exponents * schedule.infusion_days)
        return np.asarray(self.coefficients * ran * decay / -np.expm1(-self.exponents * schedule.every_days))


def _progress(dose: Infusion, when: F64) -> tuple[F64, F64, F64]:
    """(M,) days since the start, days it has been running, and the share of its amount that is in."""
    since = np.maximum(when - dose.start_day, 0.0)
    ran = np.minimum(since, dose.days)
    share = ran / dose.days if dose.days > 0 else np.ones_like(ran)
    return since, ran, np.where(when >= dose.start_day, share, 0.0)


def _mean_decay(x: F64) -> F64:
    """Mean of exp(-s) over s from 0 to x: (1 - exp(-x)) / x, and 1 at 0."""
    return np.where(x > 0, -np.expm1(-x) / np.where(x > 0, x, 1.0), 1.0)
