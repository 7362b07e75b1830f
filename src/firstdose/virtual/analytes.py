"""Exposure to conjugate, total antibody and free payload, by the patient model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np

from firstdose.pkpd import Band, Model
from firstdose.pkpd.calibrate import ensemble
from firstdose.pkpd.course import Course, course
from firstdose.pkpd.exposure import FIRST_DAYS
from firstdose.pkpd.mechanism import MOLAR_MASS
from firstdose.pkpd.models.adc import plasma
from firstdose.study import Study
from firstdose.trial import Schedule
from firstdose.types import F64
from firstdose.virtual.held_courses import RTOL, solved
from firstdose.virtual.mechanism_truth import site_of
from firstdose.virtual.pool import doses_mg_per_kg
from firstdose.virtual.traits import Traits, central_row

CONJUGATE, ANTIBODY, PAYLOAD = "conjugate", "total_antibody", "payload"
_OUTPUTS = {CONJUGATE: "CADC", ANTIBODY: "CTAB", PAYLOAD: "CPAY"}
_AFTER = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)  # days from the end of an infusion
_STEADY_DAYS = 84.0  # of dosing, after which an interval counts as one at steady state

Exposures: TypeAlias = Mapping[str, Mapping[str, F64]]  # (N,) by analyte and metric
Analytes: TypeAlias = Mapping[str, Mapping[str, Band]]  # the same between patients


@cache
def plasma_model() -> Model:
    """The part of the patient model that exposure takes."""
    return Model.of("adc_plasma", plasma, meaning="An antibody-drug conjugate in plasma.")


def analyte_exposures(study: Study, n: int) -> tuple[Exposures, ...]:
    """Of ``n`` patients at each dose level, doses as planned; the conjugate's on to its steady state."""
    model, schedule = plasma_model(), study.protocol.schedule
    own, weight_kg = _patients(study, n)
    days, names = sampling_days(schedule), tuple(_OUTPUTS.values())
    mass = own[MOLAR_MASS], study.molecule.require_mechanism().kinetics.MASS.to("kg/mol")
    courses = (
        course(model, own, weight_kg, schedule, dose, days, names=names, rtol=RTOL) for dose in doses_mg_per_kg(study)
    )
    return tuple(_exposures(solved(seen), schedule, *mass) for seen in courses)


def conjugate_over_time(study: Study, days: Sequence[float], n: int) -> Iterator[F64]:
    """(N, M) concentrations of the conjugate in the same patients, µg/mL, at each dose level."""
    own, weight_kg = _patients(study, n)
    name, schedule = _OUTPUTS[CONJUGATE], study.protocol.schedule
    for dose in doses_mg_per_kg(study):
        seen = solved(course(plasma_model(), own, weight_kg, schedule, dose, days, names=(name,)))
        yield seen[name] * np.reshape(own[MOLAR_MASS], (-1, 1)) / 1000


def _patients(study: Study, n: int) -> tuple[dict[str, F64], F64]:
    """Parameters of their plasma, and body weight in kg."""
    traits = Traits.of(study, site_of(study))
    central = central_row(ensemble(study.molecule, traits.site))
    parameters, weight_kg = traits.parameters(traits.drawn(study.seed, range(1), n)[0], central)
    return {
        name: parameters[name] for name in (*(each.name for each in plasma_model().parameters), MOLAR_MASS)
    }, weight_kg


def bands(exposures: Exposures) -> Analytes:
    """Between patients."""
    return {name: {metric: Band.of(values) for metric, values in each.items()} for name, each in exposures.items()}


def sampling_days(schedule: Schedule) -> F64:
    """Of the first 21 days and of an interval at steady state; close together after an infusion, which changes much."""
    early, steady = max(FIRST_DAYS, _whole(schedule)), _last_interval(schedule)
    last = steady + schedule.every_days
    starts = np.array(schedule.dose_days(last))
    soon = 0.0 if schedule.infusion_days else 1e-6  # on its own day a bolus is not seen yet
    late = np.array([soon, *_AFTER, *np.arange(7.0, schedule.every_days)])
    ends = (starts + schedule.infusion_days)[:, None] + late[late < schedule.every_days - schedule.infusion_days]
    days = np.unique(np.round([*starts, *ends.ravel(), FIRST_DAYS, _whole(schedule), last], 9))
    return np.asarray(days[(days <= early) | ((days >= steady) & (days <= last))], np.float64)


def _whole(schedule: Schedule) -> float:
    """Days of the whole intervals within the first 21, at least of one."""
    return max(1, int(FIRST_DAYS / schedule.every_days + 1e-9)) * schedule.every_days


def _last_interval(schedule: Schedule) -> float:
    """Start of the interval that counts as one at steady state."""
    return float(np.ceil(_STEADY_DAYS / schedule.every_days)) * schedule.every_days


def auc(days: F64, concentration: F64, start: float, end: float) -> F64:
    """(N,) area under (N, M) concentrations between two of ``days``.

    Notes
    -----
    Linear while the concentration rises, logarithmic while it falls, as non-compartmental analysis has it.

    Examples
    --------
    >>> falling = np.exp(-np.array([[0.0, 1.0, 2.0]]))
    >>> float(auc(np.array([0.0, 1.0, 2.0]), falling, 0.0, 2.0)[0] - (1 - np.exp(-2.0))) < 1e-12
    True
    """
    here = slice(_at(days, start), _at(days, end) + 1)
    before, after = concentration[:, here][:, :-1], concentration[:, here][:, 1:]
    falls = (after < before * (1 - 1e-6)) & (after > 0)
    ratio = np.where(falls, before / np.where(falls, after, 1.0), np.e)
    mean = np.where(falls, (before - after) / np.log(ratio), (before + after) / 2)
    return np.asarray(mean @ np.diff(days[here]), np.float64)


def _exposures(seen: Course, schedule: Schedule, antibody_kda: F64, payload_kda: float) -> Exposures:
    per_ml = {CONJUGATE: antibody_kda / 1000, ANTIBODY: antibody_kda / 1000, PAYLOAD: np.full(len(seen), payload_kda)}
    found = {}
    for name, output in _OUTPUTS.items():
        concentration = seen[output] * per_ml[name][:, None]
        found[name] = _metrics(seen.days, concentration, schedule, "ng" if name == PAYLOAD else "ug")
        if name == CONJUGATE:
            found[name] |= _steady(seen.days, concentration, schedule)
    return found


def _metrics(days: F64, concentration: F64, schedule: Schedule, mass: str) -> dict[str, F64]:
    first = days <= FIRST_DAYS
    return {
        f"cmax_{mass}_per_ml": concentration[:, first].max(axis=1),
        f"ctrough_{mass}_per_ml": concentration[:, _at(days, _whole(schedule))],
        f"auc_0_21_{mass}_day_per_ml": auc(days, concentration, 0.0, FIRST_DAYS),
    }


def _steady(days: F64, concentration: F64, schedule: Schedule) -> dict[str, F64]:
    every, last = schedule.every_days, _last_interval(schedule)
    tau, first = (auc(days, concentration, start, start + every) for start in (last, 0.0))
    return {"auc_tau_ug_day_per_ml": tau, "accumulation_ratio": tau / first}


def _at(days: F64, day: float) -> int:
    return int(np.searchsorted(days, round(day, 9)))
