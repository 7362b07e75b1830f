"""The virtual patients of a study."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from firstdose.pkpd import VirtualPatients, draw_patients, hazard_settings
from firstdose.study import ExposureTruth, Study
from firstdose.units import convert

PATIENTS = 2000
_TRUTH_SEED = 0


def seeded(study: Study, seed: int | None) -> Study:
    """The study with another seed, or as it is: a seed draws everything that is drawn, patients and trials."""
    return study if seed is None else replace(study, seed=seed)


def study_patients(study: Study, n: int = PATIENTS) -> VirtualPatients:
    """Patients 0 to n - 1 of the study's indications; patient i depends on the study's seed and i alone."""
    groups = [(said.share, study.population.covariates(said.name)) for said in study.indications]
    return draw_patients(study.molecule.pharmacokinetics, groups, study.seed, n)


@lru_cache(maxsize=8)
def truth_patients(study: Study) -> VirtualPatients:
    """The patients in whom toxicity follows exposure, whatever the seed: what is true does not depend on it."""
    return study_patients(replace(study, seed=_TRUTH_SEED))


def doses_mg_per_kg(study: Study) -> tuple[float, ...]:
    """(K,) the study's dose levels."""
    grid = study.protocol.grid
    return tuple(convert(dose, grid.units, "mg/kg", f"[doses] {dose:g} {grid.units}") for dose in grid.doses)


def window_days(study: Study) -> float:
    """Over how many days exposure counts; the packaged value where the study's truth is not driven by exposure."""
    return (
        study.truth.window_days if isinstance(study.truth, ExposureTruth) else hazard_settings().window_days.to("day")
    )
