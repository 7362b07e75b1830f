"""The non-parametric optimal design: what could be selected if every patient's outcome at every dose were known."""

from collections.abc import Sequence

import numpy as np

from firstdose.trial import Outcomes
from firstdose.types import I8
from firstdose.virtual.patients import Patients
from firstdose.virtual.tally import Aim, Tally, nearest
from firstdose.virtual.truth import Truth


def optimal(truth: Truth, aim: Aim, max_patients: int, seed: int, trials: range) -> Tally:
    """What the benchmark selects in some trials."""
    return Tally.of_selections(benchmark(truth, aim, max_patients, seed, trials), aim)


def benchmark(truth: Truth, aim: Aim, max_patients: int, seed: int, trials: range) -> I8:
    """(T,) the level at which the share of a trial's patients with a DLT is nearest the target.

    Notes
    -----
    Uses the same virtual patients as the designs, ``max_patients`` of each trial, each seen at every level. It treats
    nobody at a dose, so there are no patients by level and no durations. Where the aim is the optimal dose of a design
    that weighs responses, that design selects, from the DLTs and responses of all these patients at every level.

    References
    ----------
    O'Quigley J, Paoletti X, Maccario J (2002), Biostatistics 3:51, doi:10.1093/biostatistics/3.1.51.
    """
    patients = truth.patients(seed, trials, max_patients)
    levels = [np.full(patients.tolerance.shape, level, np.int8) for level in range(aim.true_dlt.shape[-1])]
    if aim.chooser is not None:
        return aim.chooser.select(at_every_level(truth, patients, levels))
    shares = np.stack([np.isfinite(truth.treat(patients, level).onset).mean(axis=1) for level in levels], axis=1)
    shares += 1e-7 * np.arange(len(levels))  # a tie below the target goes to the higher level
    return nearest(shares, aim.target).astype(np.int8)


def at_every_level(truth: Truth, patients: Patients, levels: Sequence[I8]) -> Outcomes:
    """Outcomes as if each patient had been treated at every level, each time for the first."""
    fates = [truth.treat(patients, level) for level in levels]
    return Outcomes.of(
        level=np.concatenate(levels, axis=-1),
        dlt=np.isfinite(np.concatenate([fate.onset for fate in fates], axis=-1)),
        response=np.concatenate([fate.response for fate in fates], axis=-1),
        severity=np.concatenate([fate.grade for fate in fates], axis=-1),
    )
