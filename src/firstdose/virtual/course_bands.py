"""Courses over time: platelets, liver enzymes, rash and tumour, between patients and over what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.pkpd.calibrate import ensemble
from firstdose.study import Study
from firstdose.types import F64
from firstdose.virtual.held_courses import held_courses
from firstdose.virtual.mechanism_truth import SIZE, mechanism_truth
from firstdose.virtual.pool import doses_mg_per_kg

PATIENTS, _SEED = 400, 0


@dataclass(frozen=True, eq=False)
class CourseBand:
    """One measurement over time at one dose."""

    dose: float  # in the study's unit
    days: F64  # (M,)
    p05: F64  # (M,)
    median: F64  # (M,)
    p95: F64  # (M,)


def course_bands(
    study: Study,
    levels: Sequence[int],
    days: Sequence[float],
    names: Sequence[str],
    site: str | None = None,
    patients: int = PATIENTS,
) -> Mapping[str, tuple[CourseBand, ...]]:
    """By measurement, one band a level; measurements that the patient model has not are left out.

    Parameters
    ----------
    levels : 0-based.
    days : on which there are measurements, from 0.
    names : outputs of the patient model, such as "PLT".
    site : of action on platelets; the study's, or the library's, unless given.
    patients : virtual, at most ``PATIENTS``.

    Notes
    -----
    Each virtual patient has a vector of the ensemble of their own: a band holds nine in ten of the patients whom one
    would see, those in whom doses are held among them.
    """
    truth = mechanism_truth(study, site=site, responses=SIZE in names)
    known = ensemble(study.molecule, truth.traits.site)
    n = min(patients, PATIENTS)
    deviates = truth.traits.drawn(_SEED, range(1), n)[0]
    vectors = known.drawn((np.arange(n) + 0.5) / n)
    parameters, weight_kg = truth.traits.parameters(deviates, known.at(vectors))
    wanted = tuple(name for name in names if name in truth.model.names)
    found: dict[str, list[CourseBand]] = {name: [] for name in wanted}
    for level in levels:
        dose = np.full(n, doses_mg_per_kg(study)[level])
        seen = held_courses(truth.model, parameters, weight_kg, truth.schedule, dose, days, truth.settings, wanted)
        for name in wanted:
            p05, median, p95 = np.quantile(seen.values[name], [0.05, 0.5, 0.95], axis=0)
            found[name].append(CourseBand(study.protocol.grid.doses[level], seen.days, p05, median, p95))
    return {name: tuple(each) for name, each in found.items()}
