"""How many patients the next cohort has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.interface import CohortSize, Design
from firstdose.design.levels import check_count, check_size
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64


@dataclass(frozen=True)
class Cohorts:
    """Cohorts of ``size`` patients (None: as many as the design asks for), never past ``max_patients`` in all."""

    size: int | None
    max_patients: int | None = None

    @classmethod
    def of(cls, design: Design, size: int, max_patients: int | None = None) -> Cohorts:
        """Cohorts of ``size``, unless the design has cohorts of its own."""
        return cls(None if design.own_cohorts else size, max_patients)

    def __post_init__(self) -> None:
        if self.size is not None:
            check_size("cohort_size", self.size)
        if self.max_patients is not None:
            check_count("max_patients", self.max_patients)

    def __call__(self, seen: Outcomes, decision: Decision) -> I64:
        """(T,)"""
        size = decision.size.astype(np.int64) if self.size is None else np.full(len(seen), self.size)
        return size if self.max_patients is None else np.minimum(size, _room(seen, self.max_patients))


@dataclass(frozen=True)
class UpTo:
    """Cohorts as another rule has them, never past ``max_patients`` in all."""

    cohorts: CohortSize
    max_patients: int

    def __post_init__(self) -> None:
        check_count("max_patients", self.max_patients)

    def __call__(self, seen: Outcomes, decision: Decision) -> I64:
        """(T,)"""
        return np.minimum(self.cohorts(seen, decision), _room(seen, self.max_patients))


def _room(seen: Outcomes, max_patients: int) -> I64:
    return np.asarray(max_patients - seen.escalating.sum(axis=1), np.int64)
