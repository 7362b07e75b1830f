"""The truth of simulated trials in which dose-limiting toxicity follows exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.errors import StudyError
from firstdose.pkpd import DltHazard, Peak, molecule_hazard, peak, strata
from firstdose.rng import uniforms
from firstdose.study import Study
from firstdose.types import F64, I8
from firstdose.virtual.patients import Fate, Patients
from firstdose.virtual.pool import doses_mg_per_kg, truth_patients, window_days
from firstdose.virtual.truth import Truth


@dataclass(frozen=True, eq=False)
class ExposureHazard(Truth):
    """Each virtual patient has the exposure of one member of a pool, and a tolerance of their own.

    Notes
    -----
    The DLT comes on the first day on which 1 - exp(-H) of the pool member reaches the tolerance, H being the cumulative
    hazard. A patient with a DLT at one dose so has one, and no later, at every higher dose.
    """

    hazard: DltHazard
    peak: Peak  # (N,) pool, on 1 mg/kg a dose, to the end of the DLT window
    doses_mg_per_kg: F64  # (K,)

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """Tolerances and pool members of (T, n) patients, drawn before any dose."""
        member = uniforms(seed, "profile", trials, n) * len(self.peak.value)
        return Patients(tolerance=uniforms(seed, "tolerance", trials, n), profile=member.astype(np.int64))

    def treat(self, patients: Patients, level: I8) -> Fate:
        """When the DLT comes; grades and responses are not modelled."""
        if patients.profile is None:
            raise StudyError("Toxicity follows exposure here, and these patients have none: take those of this truth.")
        dose = np.where(level >= 0, self.doses_mg_per_kg[level], np.nan)
        needed = np.where(level >= 0, self.hazard.exposure_at(patients.tolerance) / dose, np.inf)
        return Fate.of(self.peak.first_day(patients.profile, needed))

    def p_dlt(self) -> F64:
        """(K,) DLT probability at each level: the pool's mean, with no sampling in it."""
        return np.array([self.hazard.p_dlt(dose * self.peak.final).mean() for dose in self.doses_mg_per_kg])


def exposure_truth(study: Study, share: float = 0.5) -> ExposureHazard:
    """The study's molecule, schedule and patients under one DLT hazard that the published trials leave open.

    Parameters
    ----------
    study : its molecule's published trials, or those it borrows, give the hazard.
    share : 0.5 for the hazard nearest to the predicted medians, 0.05 and 0.95 for the edges of the prediction.
    """
    window, doses = window_days(study), np.array(doses_mg_per_kg(study))
    highest = study_peak(study)
    hazard = molecule_hazard(study.molecule.toxicity, window).curve(doses[:, None] * strata(highest.final), share)
    return ExposureHazard(hazard, highest, doses)


def study_peak(study: Study) -> Peak:
    """The highest exposure so far of the patients in whom toxicity follows exposure, on 1 mg/kg a dose."""
    protocol = study.protocol
    return peak(truth_patients(study), protocol.schedule, window_days(study), protocol.dlt.window_days)
