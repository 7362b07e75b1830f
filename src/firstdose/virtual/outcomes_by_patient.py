"""What becomes of the same virtual patients at many doses, under many vectors of what is not known."""

from __future__ import annotations

import numpy as np

from firstdose.types import F64
from firstdose.virtual.mechanism_truth import AT_ONCE, Mechanism
from firstdose.virtual.patients import Patients
from firstdose.virtual.traits import Row

# outcomes, each a grade reached within the DLT window: the CTCAE term, and the lowest grade that counts
GRADED = {
    "p_thrombocytopenia_g3": ("platelet count decreased", 3),
    "p_thrombocytopenia_g4": ("platelet count decreased", 4),
    "p_alt_g3": ("alanine aminotransferase increased", 3),
    "p_rash_g3": ("rash acneiform", 3),
}
DLT, RESPONSE, NADIR = "p_dlt", "orr", "platelet_nadir_day"
_PLATELETS = "PLT"


def outcomes_by_patient(truth: Mechanism, n: int, row: Row, dose_mg_per_kg: F64) -> dict[str, F64]:
    """Outcomes of ``n`` even patients over and over, (N,) each: 1 where there is one, and the day of the nadir.

    Parameters
    ----------
    truth : its own vector and doses are left aside.
    row : unknowns of the molecule, each () or (N,).
    dose_mg_per_kg : (N,), of patients 0 to n - 1, again and again.
    """
    patients = truth.even(n)
    assert patients.traits is not None
    who, pieces = np.arange(len(dose_mg_per_kg)) % n, []
    for start in range(0, len(who), AT_ONCE):
        here = slice(start, start + AT_ONCE)
        some = {name: value[here] if value.ndim else value for name, value in row.items()}
        each = Patients(patients.tolerance[who[here]], traits=patients.traits[who[here]])
        pieces.append(_outcomes(truth, each, some, dose_mg_per_kg[here]))
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def _outcomes(truth: Mechanism, patients: Patients, row: Row, dose_mg_per_kg: F64) -> dict[str, F64]:
    assert patients.traits is not None
    judged = truth.judged(patients.tolerance, patients.traits, dose_mg_per_kg, row)
    window = truth.dlt.window_days
    grades = {term: grade.max(axis=1) for term, grade in judged.courses.grades(truth.settings, window).items()}
    found = {DLT: np.isfinite(judged.fate.onset)} | {name: grades[term] >= low for name, (term, low) in GRADED.items()}
    if truth.responses:
        found[RESPONSE] = judged.fate.response == 1
    shares = {name: np.asarray(flag, np.float64) for name, flag in found.items()}
    early = judged.courses.days < window
    lowest = judged.courses.values[_PLATELETS][:, early].argmin(axis=1)
    return shares | {NADIR: judged.courses.days[early][lowest]}
