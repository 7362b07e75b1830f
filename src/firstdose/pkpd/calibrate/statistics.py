"""From simulated courses to the quantities that publications report, one value a virtual patient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.pkpd.calibrate.targets import DltRule, Regimen, Target
from firstdose.pkpd.response import response_rule
from firstdose.types import F64, Bool

_SLIGHT = 1e-9  # days by which two times may differ and be the same
_LEAST = 1e-12  # below which a concentration is nothing, in its own unit


@dataclass(frozen=True, eq=False)
class Seen:
    """J parameter vectors in the same N virtual patients on one regimen, at M days."""

    regimen: Regimen
    days: F64  # (M,) from the first dose, increasing from 0
    columns: Mapping[str, F64]  # (J, N, M) in the unit that is published
    normal: Mapping[str, float]  # upper limits of normal, by column

    def __getitem__(self, name: str) -> F64:
        return self.columns[name]

    def within(self, from_day: float, until_day: float | None) -> Bool:
        """(M,) days from one to the other."""
        last = self.days[-1] if until_day is None else until_day
        return (self.days >= from_day - _SLIGHT) & (self.days <= last + _SLIGHT)

    def cut(self, name: str, target: Target) -> tuple[F64, F64]:
        """Days and values of a column between the days that a target names."""
        here = self.within(target.from_day, target.until_day)
        return self.days[here], self[name][..., here]

    def interval(self, number: int) -> Bool:
        """(M,) days of one dosing interval, the first being 1; the next dose is not in it."""
        start = (number - 1) * self.regimen.every_days
        return self.within(start, start + self.regimen.every_days)


def measured(target: Target, seen: Sequence[Seen], rule: DltRule) -> F64:
    """(J, N) what a target counts or measures, of each patient.

    Parameters
    ----------
    target : its statistic says what.
    seen : on each of its regimens, in order.
    rule : what counts as dose-limiting.
    """
    if target.statistic == "dlt":
        return dose_limited(seen[0], rule)
    if target.statistic in _PAIRED:
        return _PAIRED[target.statistic](seen[0], seen[1], target)
    return _SINGLE[target.statistic](seen[0], target)


def dose_limited(seen: Seen, rule: DltRule) -> F64:
    """(J, N) 1 where a patient has a DLT within the window, 0 elsewhere.

    Notes
    -----
    Platelets of grade 4; a transaminase of grade 3; on a weekly schedule, platelets too low for the second dose, or for
    both the third and the fourth.
    """
    here = seen.within(0.0, rule.window_days.to("day"))
    found = seen["PLT"][..., here].min(axis=-1) < rule.platelets_below.to("1e9/L")
    for name in ("ALT", "AST"):
        found |= seen[name][..., here].max(axis=-1) > rule.transaminases_above.to("1") * seen.normal[name]
    if seen.regimen.every_days < rule.window_days.to("day"):
        low = [_at(seen, "PLT", k * seen.regimen.every_days) < rule.held_below.to("1e9/L") for k in (1, 2, 3)]
        found |= low[0] | (low[1] & low[2])
    return np.asarray(found, np.float64)


def area(days: F64, values: F64) -> F64:
    """Area under a curve (..., M): linear where it rises, logarithmic where it falls.

    Examples
    --------
    >>> round(float(area(np.array([0.0, 1.0, 2.0]), np.exp(-np.array([0.0, 1.0, 2.0])))), 6)
    0.864665
    """
    first, second, apart = values[..., :-1], values[..., 1:], np.diff(days)
    falls = (second < first * (1 - _LEAST)) & (second > _LEAST)
    ratio = np.log(np.where(falls, first / np.where(falls, second, 1.0), np.e))
    return np.asarray((apart * np.where(falls, (first - second) / ratio, (first + second) / 2)).sum(axis=-1))


def _at(seen: Seen, name: str, day: float) -> F64:
    return np.asarray(seen[name][..., np.searchsorted(seen.days, day - _SLIGHT)])


def _slope(days: F64, values: F64) -> F64:
    """How fast the log of values (..., M) falls, 1/day, by least squares."""
    centred = days - days.mean()
    return np.asarray(-(np.log(np.maximum(values, _LEAST)) @ centred) / (centred @ centred))


def _first(seen: Seen, target: Target) -> tuple[F64, F64, F64]:
    """Days and values of the first dosing interval, and how fast the last third of it falls."""
    here = seen.interval(1)
    days, values = seen.days[here], seen[target.analyte][..., here]
    late = days >= days[-1] * 2 / 3
    return days, values, np.maximum(_slope(days[late], values[..., late]), _LEAST)


def _cmax(seen: Seen, target: Target) -> F64:
    return np.asarray(seen[target.analyte][..., seen.interval(1)].max(axis=-1))


def _ctrough(seen: Seen, target: Target) -> F64:
    return _at(seen, target.analyte, seen.regimen.every_days)


def _auc_inf(seen: Seen, target: Target) -> F64:
    days, values, slope = _first(seen, target)
    return area(days, values) + values[..., -1] / slope


def _clearance(seen: Seen, target: Target) -> F64:
    return 1000 * seen.regimen.dose / _auc_inf(seen, target)


def _vss(seen: Seen, target: Target) -> F64:
    """Clearance times the mean time that a molecule stays."""
    days, values, slope = _first(seen, target)
    moment = area(days, days * values) + values[..., -1] * (days[-1] / slope + 1 / slope**2)
    stay = moment / _auc_inf(seen, target) - seen.regimen.schedule.infusion_days / 2
    return np.asarray(_clearance(seen, target) * stay)


def _half_life(seen: Seen, target: Target) -> F64:
    return np.asarray(np.log(2) / np.maximum(_slope(*seen.cut(target.analyte, target)), _LEAST))


def _accumulation(seen: Seen, target: Target) -> F64:
    later = seen[target.analyte][..., seen.interval(target.doses)].max(axis=-1)
    return np.asarray(later / _cmax(seen, target))


def _below(seen: Seen, target: Target) -> F64:
    lowest = seen.cut(target.analyte, target)[1].min(axis=-1)
    return np.asarray(lowest < target.threshold, np.float64)


def _nadir_day(seen: Seen, target: Target) -> F64:
    """The day of the first dose is day 1."""
    days, values = seen.cut(target.analyte, target)
    return np.asarray(days[values.argmin(axis=-1)] + 1)


def _nadir_share(seen: Seen, target: Target) -> F64:
    lowest = seen.cut(target.analyte, target)[1].min(axis=-1)
    return np.asarray(100 * lowest / seen[target.analyte][..., 0])


def _recovery_day(seen: Seen, target: Target) -> F64:
    """First day after the lowest count with so large a share of the first one; the last day where there is none."""
    days, values = seen.cut(target.analyte, target)
    after = np.arange(len(days)) > values.argmin(axis=-1)[..., None]
    back = after & (values >= target.threshold * values[..., :1])
    return np.asarray(np.where(back.any(axis=-1), days[back.argmax(axis=-1)], days[-1]) + 1)


def _nadir_cycle(seen: Seen, target: Target) -> F64:
    """The first cycle with a lowest count no further above the lowest of all than a share of the count before."""
    cycles = range(1, int(seen.days[-1] / seen.regimen.every_days + _SLIGHT) + 1)
    values = seen[target.analyte]
    lowest = np.stack([values[..., seen.interval(number)].min(axis=-1) for number in cycles], axis=-1)
    alike = lowest <= lowest.min(axis=-1, keepdims=True) + target.threshold * values[..., :1]
    return np.asarray(alike.argmax(axis=-1) + 1, np.float64)


def _above_normal(seen: Seen, target: Target) -> F64:
    highest = seen.cut(target.analyte, target)[1].max(axis=-1)
    return np.asarray(highest > target.threshold * seen.normal[target.analyte], np.float64)


def _transaminases(seen: Seen, target: Target) -> F64:
    here = seen.within(target.from_day, target.until_day)
    highest = [seen[name][..., here].max(axis=-1) / seen.normal[name] for name in ("ALT", "AST")]
    return np.asarray(np.maximum(*highest) > target.threshold, np.float64)


def _response(seen: Seen, target: Target) -> F64:
    """By the sums of diameters that were measured before treatment and at scans."""
    rule, last = response_rule(), seen.days[-1] if target.until_day is None else target.until_day
    sums = np.stack([_at(seen, target.analyte, day) for day in (0.0, *rule.days(last))], axis=-1)
    return np.asarray(rule.confirmed(sums), np.float64)


def _reached(seen: Seen, target: Target) -> F64:
    highest = seen.cut(target.analyte, target)[1].max(axis=-1)
    return np.asarray(highest >= target.threshold, np.float64)


def _clearance_ratio(seen: Seen, other: Seen, target: Target) -> F64:
    return _clearance(seen, target) / _clearance(other, target)


def _proportionality(seen: Seen, other: Seen, target: Target) -> F64:
    """Of the areas over the first dosing interval, each divided by its dose."""
    here, there = (
        area(one.days[one.interval(1)], one[target.analyte][..., one.interval(1)]) / one.regimen.dose
        for one in (seen, other)
    )
    return np.asarray(here / there)


_SINGLE: Mapping[str, Callable[[Seen, Target], F64]] = {
    "cmax": _cmax,
    "ctrough": _ctrough,
    "auc_inf": _auc_inf,
    "half_life": _half_life,
    "clearance": _clearance,
    "vss": _vss,
    "accumulation": _accumulation,
    "below": _below,
    "nadir_day": _nadir_day,
    "nadir_share": _nadir_share,
    "recovery_day": _recovery_day,
    "nadir_cycle": _nadir_cycle,
    "above_normal": _above_normal,
    "transaminases": _transaminases,
    "response": _response,
    "reached": _reached,
}
_PAIRED: Mapping[str, Callable[[Seen, Seen, Target], F64]] = {
    "clearance_ratio": _clearance_ratio,
    "proportionality": _proportionality,
}
