"""The non-parametric optimal design: what could be selected if every patient's outcome at every dose were known."""

from collections.abc import Sequence

import numpy as np

from firstdose.types import F64
from firstdose.virtual.characteristics import OperatingCharacteristics, nearest, selections
from firstdose.virtual.truth import Truth


def optimal(
    truth: Truth, target: float, max_patients: int, seed: int, chunks: Sequence[range], doses: Sequence[float] | None
) -> OperatingCharacteristics:
    """Select the level at which the share of a trial's patients with a DLT is nearest the target.

    Notes
    -----
    Uses the same virtual patients as the designs, ``max_patients`` of each trial, each seen at every level. It treats
    nobody at a dose, so patients by level and durations are None.

    References
    ----------
    O'Quigley J, Paoletti X, Maccario J (2002), Biostatistics 3:51, doi:10.1093/biostatistics/3.1.51.
    """
    true_dlt = truth.p_dlt()
    mtd = np.concatenate([nearest(_shares(truth, seed, chunk, max_patients), target) for chunk in chunks])
    return OperatingCharacteristics(
        design="optimal",
        trials=len(mtd),
        target=target,
        levels=selections(mtd.astype(np.int8), true_dlt, doses),
        none_selected=0.0,
        patients_mean=float(max_patients),
        overdosed_patients_mean=None,
        duration_days_mean=None,
        correct=mtd == nearest(true_dlt, target),
    )


def _shares(truth: Truth, seed: int, trials: range, n: int) -> F64:
    patients = truth.patients(seed, trials, n)
    levels = [np.full(patients.tolerance.shape, level, np.int8) for level in range(len(truth.p_dlt()))]
    shares = np.stack([np.isfinite(truth.onset(patients, level)).mean(axis=1) for level in levels], axis=1)
    shares += 1e-7 * np.arange(len(levels))  # a tie below the target goes to the higher level
    return shares
