"""What the mechanism says of each dose, with its uncertainty, and of the dose that meets the DLT target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from firstdose.design.by_level.isotonic import rising
from firstdose.errors import LibraryError
from firstdose.molecule import Adc
from firstdose.pkpd import Band
from firstdose.pkpd.band import weighted_quantiles
from firstdose.pkpd.calibrate import Ensemble, ensemble
from firstdose.study import Study
from firstdose.types import F64
from firstdose.virtual.mechanism_truth import Mechanism, mechanism_truth, site_of
from firstdose.virtual.outcomes_by_patient import DLT, NADIR, RESPONSE, outcomes_by_patient

ROWS, PATIENTS = 40, 200  # vectors of the ensemble, and the patients who meet each of them
TUMOUR_ROWS, TUMOUR_PATIENTS = 20, 40  # likewise, where they are followed to the last scan
_MORE_DOSES = (1.35, 1.8, 2.4)  # times the highest level: where the MTD may lie above it


@dataclass(frozen=True, eq=False)
class MechanismPrediction:
    """Outcomes under each of R vectors of what is not known of the molecule, at K dose levels and some beyond."""

    site: str  # of action on platelets
    doses_mg_per_kg: F64  # (K',) rising; the first K are the study's levels
    shares: Mapping[str, F64]  # (R, K') of the patients, by outcome
    nadir_day: F64  # (K', R * n) day of the fewest platelets in the DLT window
    weight: F64  # (R,)
    response: F64 | None = (
        None  # (R', K) share of the patients with a response, under fewer vectors; None: not followed
    )

    def outcomes(self, level: int) -> dict[str, Band]:
        """Of a level, 0-based: shares over the ensemble, and the day of the nadir between patients."""
        found = {name: Band.of(values[:, level], self.weight) for name, values in self.shares.items()}
        if self.response is not None:
            found[RESPONSE] = Band.of(self.response[:, level])
        return found | {NADIR: Band.of(self.nadir_day[level])}

    def nearest_row(self, share: float, n_levels: int) -> int:
        """The vector whose DLT probabilities at the levels come nearest to a percentile of the prediction."""
        p = self.shares[DLT][:, :n_levels]
        wanted = [weighted_quantiles(column, self.weight, [share])[0] for column in p.T]
        return int(np.argmin(np.square(p - wanted).sum(axis=1)))

    def mtd(self, target: float) -> Mtd:
        """The dose at which the DLT probability is ``target``, under each vector."""
        doses = np.array([dose_at(p, self.doses_mg_per_kg, target) for p in self.shares[DLT]])
        return Mtd(doses, self.weight, float(self.doses_mg_per_kg[0]), float(self.doses_mg_per_kg[-1]))


@dataclass(frozen=True, eq=False)
class Mtd:
    """The dose that gives a DLT probability, mg/kg; beyond the doses looked at, it lies at their edge."""

    doses: F64  # (R,)
    weight: F64  # (R,)
    lowest: float
    highest: float

    @cached_property
    def band(self) -> Band:
        """Over the ensemble."""
        return Band.of(self.doses, self.weight)


def has_mechanism(adc: Adc) -> bool:
    """Whether the patient model can be run for a molecule, and what is not known of it has been fitted."""
    if adc.mechanism is None:
        return False
    try:
        ensemble(adc)
    except LibraryError:
        return False
    return True


def predict_mechanism(
    study: Study, site: str | None = None, patients: int = PATIENTS, *, tumours: bool = True
) -> MechanismPrediction:
    """Outcomes at each dose level of a study, and at some above.

    Parameters
    ----------
    site : of action on platelets; the study's, or the library's, unless given.
    patients : how many meet each vector, at most ``PATIENTS``.
    tumours : follow them to the last scan, which takes longer than all the rest.

    Notes
    -----
    The same virtual patients meet every vector and every dose, so that vectors and doses differ by what they are and
    not by chance. They do not depend on the study's seed.
    """
    found = _predicted(replace(study, seed=0), site or site_of(study), min(patients, PATIENTS))
    return replace(found, response=_responses(replace(study, seed=0), found.site, patients)) if tumours else found


@lru_cache(maxsize=16)
def _predicted(study: Study, site: str, patients: int) -> MechanismPrediction:
    truth = mechanism_truth(study, site=site, responses=False)
    known, levels = ensemble(study.molecule, site), truth.doses_mg_per_kg
    doses = np.array([*levels, *(levels[-1] * more for more in _MORE_DOSES)])
    return outcomes_of(truth, known.thinned(ROWS), doses, patients)


@lru_cache(maxsize=16)
def _responses(study: Study, site: str, patients: int) -> F64:
    """(R', K) share of the patients with a response, under fewer vectors of equal weight."""
    truth, known = mechanism_truth(study, site=site, responses=True), ensemble(study.molecule, site)
    n = min(patients, TUMOUR_PATIENTS)
    return outcomes_of(truth, known.thinned(TUMOUR_ROWS), truth.doses_mg_per_kg, n).shares[RESPONSE]


def mechanism_at(study: Study, share: float = 0.5, *, responses: bool | None = None) -> Mechanism:
    """The study's truth under one vector of the ensemble.

    Parameters
    ----------
    share : 0.5 for the vector nearest to the predicted medians of the DLT probabilities, 0.05 and 0.95 for the edges of
        the prediction.
    responses : whether tumours are followed; where the study's design weighs responses unless given.
    """
    predicted = predict_mechanism(study, tumours=False)
    known = ensemble(study.molecule, predicted.site).thinned(ROWS)
    number = predicted.nearest_row(share, len(study.protocol.grid))
    return mechanism_truth(study, known.row(number), site=predicted.site, responses=responses)


def outcomes_of(truth: Mechanism, known: Ensemble, doses: F64, n: int) -> MechanismPrediction:
    """Outcomes of ``n`` patients under every vector of an ensemble at every dose."""
    rows, levels = len(known), len(doses)
    row = {name: np.tile(np.repeat(values, n), levels) for name, values in known.rows.items()}
    found = outcomes_by_patient(truth, n, row, np.repeat(doses, rows * n))
    nadir = found.pop(NADIR).reshape(levels, rows * n)
    shares = {name: values.reshape(levels, rows, n).mean(axis=2).T for name, values in found.items()}
    return MechanismPrediction(truth.traits.site, doses, shares, nadir, known.weight)


def dose_at(p: F64, doses: F64, target: float) -> float:
    """Where a DLT probability that rises with the dose meets the target; the nearest edge where it does not.

    Notes
    -----
    Isotonic in the dose, and linear between doses on their logarithm.

    Examples
    --------
    >>> round(dose_at(np.array([0.1, 0.2, 0.5]), np.array([1.0, 2.0, 4.0]), 0.35), 2)
    2.83
    """
    isotonic = rising(p[None], np.ones((1, len(p))))[0] + 1e-9 * np.arange(len(p))
    return float(np.exp(np.interp(target, isotonic, np.log(doses))))
