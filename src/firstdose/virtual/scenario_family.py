"""Many scenarios as one truth: each trial has the probabilities of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from firstdose.errors import StudyError
from firstdose.rng import uniforms
from firstdose.types import F64, I8, I64
from firstdose.virtual.onset import Onset, Uniform, onset_days
from firstdose.virtual.patients import Fate, Patients
from firstdose.virtual.plan import WINDOW_DAYS
from firstdose.virtual.truth import Truth


@dataclass(frozen=True, eq=False)
class ScenarioFamily(Truth):
    """Trial t has the DLT probabilities of scenario t // each."""

    p: F64  # (S, K)
    each: int  # trials of a scenario
    window_days: float = WINDOW_DAYS
    onset: Onset = field(default_factory=Uniform)

    def __post_init__(self) -> None:
        if self.p.ndim != 2 or not self.p.size or not np.all((self.p >= 0) & (self.p <= 1)):
            raise StudyError(
                f"scenarios of shape {self.p.shape}: one row a scenario is needed, with a DLT probability from 0 to 1 "
                "for each level."
            )
        if self.each < 1:
            raise StudyError(f"trials_each = {self.each}: simulate at least one trial of each scenario, e.g. 10.")

    def of(self, trials: range) -> F64:
        """(T, K) true DLT probabilities of each trial."""
        return np.asarray(self.p[self._scenario(trials)], np.float64)

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """The first ``n`` patients of each trial; their profile is its scenario."""
        tolerance = uniforms(seed, "tolerance", trials, n)
        return Patients(tolerance, np.broadcast_to(self._scenario(trials)[:, None], tolerance.shape))

    def treat(self, patients: Patients, level: I8) -> Fate:
        """When the DLT comes."""
        p = np.where(level >= 0, self.p[patients.profile, level], 0.0)
        return Fate.of(onset_days(patients.tolerance, p, self.onset, self.window_days))

    def p_dlt(self) -> F64:
        """(K,) on average over scenarios."""
        return np.asarray(self.p.mean(axis=0), np.float64)

    def _scenario(self, trials: range) -> I64:
        return np.asarray(trials, np.int64) // self.each
