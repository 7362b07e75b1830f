"""The virtual patients of a study."""

from __future__ import annotations

from firstdose.pkpd import VirtualPatients, draw_patients, hazard_settings
from firstdose.study import ExposureTruth, Study
from firstdose.units import convert

PATIENTS = 2000


def study_patients(study: Study, n: int = PATIENTS, seed: int | None = None) -> VirtualPatients:
    """Patients 0 to n - 1 of the study's indications; patient i depends on the seed and i alone."""
    groups = [(said.share, study.population.covariates(said.name)) for said in study.indications]
    return draw_patients(study.molecule.pharmacokinetics, groups, study.seed if seed is None else seed, n)


def doses_mg_per_kg(study: Study) -> tuple[float, ...]:
    """(K,) the study's dose levels."""
    grid = study.protocol.grid
    return tuple(convert(dose, grid.units, "mg/kg", f"[doses] {dose:g} {grid.units}") for dose in grid.doses)


def window_days(study: Study) -> float:
    """Over how many days exposure counts; the packaged value where the study's truth is not driven by exposure."""
    return (
        study.truth.window_days if isinstance(study.truth, ExposureTruth) else hazard_settings().window_days.to("day")
    )
