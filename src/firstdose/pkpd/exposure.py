"""How much conjugate each patient sees: peak, trough, area under the curve, accumulation."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from firstdose.pkpd.population import VirtualPatients
from firstdose.pkpd.two_compartment import Infusion, infusions
from firstdose.trial.schedule import Schedule
from firstdose.types import F64, I64

FIRST_DAYS = 21.0  # the span of auc_0_21, cmax and ctrough; T-DM1's cycle and its DLT window


@dataclass(frozen=True, eq=False)
class Exposure:
    """Exposure of N patients to the conjugate on one schedule."""

    cmax_ug_per_ml: F64  # (N,) highest concentration in days 0 to 21
    ctrough_ug_per_ml: F64  # (N,) at the end of the last whole dosing interval in days 0 to 21, before the next dose
    auc_tau_ug_day_per_ml: F64  # (N,) over one dosing interval at steady state
    auc_0_21_ug_day_per_ml: F64  # (N,) over days 0 to 21
    accumulation_ratio: F64  # (N,) area over an interval at steady state, over that of the first interval

    def times(self, factor: float) -> Exposure:
        """The exposure after ``factor`` times the dose: the model is linear."""
        scaled = {f.name: factor * getattr(self, f.name) for f in fields(self) if f.name != "accumulation_ratio"}
        return Exposure(**scaled, accumulation_ratio=self.accumulation_ratio)


def exposure(patients: VirtualPatients, schedule: Schedule) -> Exposure:
    """Exposure of each patient to 1 mg/kg on ``schedule``.

    Notes
    -----
    On a regular schedule each exponential of C(t) rises throughout every infusion, and falls from its end on: the
    highest concentration is one of those at the ends of infusions.
    """
    doses, kinetics = infusions(schedule, FIRST_DAYS), patients.kinetics
    whole = max(1, int(FIRST_DAYS / schedule.every_days + 1e-9)) * schedule.every_days
    before_next = tuple(dose for dose in doses if dose.start_day < whole - 1e-9)
    ends = [min(dose.start_day + dose.days, FIRST_DAYS) for dose in doses]
    first = kinetics.auc((Infusion(0.0, schedule.infusion_days),), [schedule.every_days])[:, 0]
    steady = kinetics.steady_auc(schedule, [schedule.every_days])[:, 0]
    return Exposure(
        cmax_ug_per_ml=patients.weight_kg * kinetics.concentration(doses, ends).max(axis=1),
        ctrough_ug_per_ml=patients.weight_kg * kinetics.concentration(before_next, [whole])[:, 0],
        auc_tau_ug_day_per_ml=patients.weight_kg * steady,
        auc_0_21_ug_day_per_ml=patients.weight_kg * kinetics.auc(doses, [FIRST_DAYS])[:, 0],
        accumulation_ratio=steady / first,
    )


@dataclass(frozen=True, eq=False)
class Peak:
    """The highest exposure so far over a trailing window, as it grows with time."""

    window_days: float  # 0: concentration, µg/mL; else area under the curve, µg·day/mL
    days: F64  # (M,) from the first dose, increasing from 0
    value: F64  # (N, M) never falling

    @property
    def final(self) -> F64:
        """(N,) at the end."""
        return self.value[:, -1]

    def first_day(self, patient: I64, value: F64) -> F64:
        """When patients, by row (any shape), first reach ``value`` (same shape); inf: never.

        Linear between nodes, and before the last of them.
        """
        n_days, row = len(self.days), patient * len(self.days)
        below = self._last_below(row, value)
        before, after = np.maximum(below, 0), np.minimum(below + 1, n_days - 1)
        low, high = self.value.ravel()[row + before], self.value.ravel()[row + after]
        share = (np.clip(value, low, high) - low) / np.where(high > low, high - low, 1.0)
        day = self.days[before] + np.where(below < 0, 0.0, share) * (self.days[after] - self.days[before])
        return np.where(below + 1 < n_days, np.minimum(day, np.nextafter(self.days[-1], 0.0)), np.inf)

    def _last_below(self, row: I64, value: F64) -> I64:
        """The last node still below ``value``, by bisection; -1: none. ``row``: where the patient's nodes start."""
        n_days, flat = len(self.days), self.value.ravel()
        below = np.full(row.shape, -1)
        for step in 2 ** np.arange(n_days.bit_length())[::-1]:
            ahead = np.minimum(below + step, n_days - 1)
            below = np.where((below + step < n_days) & (flat[row + ahead] < value), ahead, below)
        return below


def peak(patients: VirtualPatients, schedule: Schedule, window_days: float, until_day: float) -> Peak:
    """Each patient's highest area over any ``window_days`` so far (0: concentration), after 1 mg/kg a dose.

    Notes
    -----
    Exact at the nodes: the start and end of every infusion, the same ``window_days`` later, and every six hours.
    """
    doses = infusions(schedule, until_day)
    days = _nodes(doses, window_days, until_day)
    if window_days > 0:
        before = np.maximum(days - window_days, 0.0)
        trailing = patients.kinetics.auc(doses, days) - patients.kinetics.auc(doses, before)
    else:
        trailing = patients.kinetics.concentration(doses, days)
    highest = np.maximum.accumulate(patients.weight_kg[:, None] * trailing, axis=1)
    return Peak(window_days, days, highest)


def _nodes(doses: tuple[Infusion, ...], window_days: float, until_day: float) -> F64:
    turns = [dose.start_day + share * dose.days for dose in doses for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    later = [day + window_days for day in turns]
    days = np.unique(np.round(np.concatenate([np.arange(0.0, until_day, 0.25), turns, later]), 12))
    return np.append(days[days < until_day], until_day)
