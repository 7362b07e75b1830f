"""Courses of patients whose doses are held for toxicity, as the protocol has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd import Model
from firstdose.pkpd.course import Course, course
from firstdose.pkpd.mechanism import MOLAR_MASS
from firstdose.trial import Schedule
from firstdose.types import F64, I8, Bool
from firstdose.virtual.mechanism_settings import MechanismSettings

RTOL = 1e-4  # of a step: platelets and tumours are then right to 2 in 100,000


@dataclass(frozen=True, eq=False)
class HeldCourses:
    """What N patients were given, and what was measured in them."""

    days: F64  # (M,) from the first dose
    values: Mapping[str, F64]  # (N, M) by measurement
    baseline: Mapping[str, F64]  # (N,) before the first dose
    dose_days: F64  # (D,)
    given: Bool  # (N, D)

    def grades(self, settings: MechanismSettings, until_day: float) -> dict[str, I8]:
        """(N, M') CTCAE grade by term on every day before ``until_day``."""
        early = self.days < until_day
        return {
            term.name: term.grade(self.values[name][:, early], self.baseline[name][:, None])
            for name, term in settings.graded
        }

    def missed_day(self, doses: int) -> F64:
        """(N,) day on which so many doses had been left out; inf: fewer were."""
        enough = np.cumsum(~self.given, axis=1) >= doses
        return np.where(enough[:, -1], self.dose_days[np.argmax(enough, axis=1)], np.inf)


def held_courses(
    model: Model,
    parameters: Mapping[str, F64],
    weight_kg: F64,
    schedule: Schedule,
    dose_mg_per_kg: F64,
    days: Sequence[float],
    settings: MechanismSettings,
    wanted: Sequence[str] = (),
) -> HeldCourses:
    """Doses on schedule, each left out of those who meet a criterion for holding it on its day.

    Parameters
    ----------
    model, parameters, weight_kg : of N patients, as ``pkpd.course`` takes them.
    dose_mg_per_kg : (N,) each dose.
    days : on which there are measurements, from 0; days of doses are added.
    settings : what is graded, and what holds a dose.
    wanted : measurements beside those that are graded.

    Notes
    -----
    From one day of dosing to the next; on each the dose is given, or left out by what is measured then. A dose that is
    left out is not made up for.
    """
    dose_days = np.array(schedule.dose_days(float(days[-1])))
    when, own = np.unique([*days, *dose_days]), {each.name for each in model.parameters} | {MOLAR_MASS}
    names = tuple(dict.fromkeys([*(name for name, _ in settings.graded), *wanted]))
    known = {name: value for name, value in parameters.items() if name in own}
    given, stretches = np.ones((len(weight_kg), len(dose_days)), np.bool_), list[Course]()
    for number, (first, last) in enumerate(pairwise([*dose_days, float(days[-1])])):
        before = stretches[-1] if stretches else None
        if before is not None:
            given[:, number] = ~_held(before, stretches[0].baseline, settings)
        found = course(
            model,
            known,
            weight_kg,
            schedule,
            dose_mg_per_kg * given[:, number],
            when[(when >= first) & (when <= last)],
            names=names,
            start=None if before is None else before.end,
            rtol=RTOL,
        )
        stretches.append(solved(found))
    values = {name: _joined([each.values[name] for each in stretches]) for name in names}
    return HeldCourses(when, values, stretches[0].baseline, dose_days, given)


def _joined(stretches: Sequence[F64]) -> F64:
    """One after another; each begins on the day on which the one before it ended."""
    return np.concatenate([stretches[0], *(each[:, 1:] for each in stretches[1:])], axis=1)


def solved(found: Course) -> Course:
    """The course, refused where a patient's simulation failed: NaN would pass for no toxicity."""
    failed = np.flatnonzero(found.status)
    if len(failed):
        raise ModelError(
            f"The patient model failed in {len(failed)} of {len(found)} patients, the first with status "
            f"{found.status[failed[0]]}. Their parameters are impossible: check the molecule's file."
        )
    return found


def _held(seen: Course, baseline: Mapping[str, F64], settings: MechanismSettings) -> Bool:
    """(N,) whether a dose is left out on the last day."""
    found = np.zeros(len(seen), np.bool_)
    for name, term in settings.graded:
        for rule in (one for one in settings.hold.rules if one.term == term.name):
            found |= term.grade(seen[name][:, -1], baseline[name]) >= rule.grade
    return found
