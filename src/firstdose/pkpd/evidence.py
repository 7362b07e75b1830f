"""What published dose escalations counted, beside the exposure of the patients in whom it was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from firstdose.molecule import PublishedTrial
from firstdose.pkpd.exposure import peak
from firstdose.pkpd.population import VirtualPatients
from firstdose.trial.schedule import Schedule
from firstdose.types import F64

STRATA = 64  # equal shares of the patients, by exposure; each is represented by its middle


@dataclass(frozen=True, eq=False)
class Evidence:
    """Dose-limiting toxicities (DLTs) counted at one dose, and the exposures of such patients."""

    exposure: F64  # (S,) highest exposure within the DLT window, between patients
    n: int
    dlt: int
    dlt_high: int  # above dlt where only bounds are known


def strata(exposure: F64) -> F64:
    """(S,) the middles of equal shares of the patients (N,), by exposure."""
    return np.asarray(np.quantile(exposure, (np.arange(STRATA) + 0.5) / STRATA), np.float64)


def evidence(trials: Sequence[PublishedTrial], patients: VirtualPatients, window_days: float) -> tuple[Evidence, ...]:
    """Every level of the published trials, with the exposure that ``patients`` have there."""
    found = []
    for trial in trials:
        unit = strata(_trial_peak(trial, patients, window_days))
        found += [Evidence(level.dose * unit, level.n, level.dlt, level.most) for level in trial.levels]
    return tuple(found)


def exposure_at_mtd(
    trials: Sequence[PublishedTrial], patients: VirtualPatients, window_days: float
) -> dict[str, float]:
    """By trial, the median patient's highest exposure at the published MTD within the DLT window."""
    return {
        trial.name: trial.mtd.to("mg/kg") * float(np.median(_trial_peak(trial, patients, window_days)))
        for trial in trials
    }


@lru_cache(maxsize=16)
def _trial_peak(trial: PublishedTrial, patients: VirtualPatients, window_days: float) -> F64:
    schedule = Schedule(trial.every_days, trial.infusion_hours, cycle_days=round(trial.dlt_window_days))
    return peak(patients, schedule, window_days, trial.dlt_window_days).final
