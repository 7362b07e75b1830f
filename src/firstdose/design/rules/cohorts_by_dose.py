"""Larger cohorts at higher doses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import check_each_level, check_size
from firstdose.design.rules.dose_ranges import by_dose
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64


@dataclass(frozen=True)
class CohortsByDose:
    """The size of the next cohort by its dose.

    Parameters
    ----------
    size : patients of a cohort in each range of doses.
    from_doses : where each range begins, the first at 0.
    doses : of each level.

    Examples
    --------
    >>> CohortsByDose(size=(1, 3), from_doses=(0, 10), doses=(2, 5, 10)).by_level
    (1, 1, 3)
    """

    size: tuple[int, ...]
    from_doses: tuple[float, ...]
    doses: tuple[float, ...]

    def __post_init__(self) -> None:
        for size in self.size:
            check_size("cohorts-by-dose: size", size)
        _ = self.by_level

    @property
    def by_level(self) -> tuple[int, ...]:
        """The size at each level."""
        return tuple(int(size) for size in by_dose("cohorts-by-dose", self.size, self.from_doses, self.doses))

    def __call__(self, seen: Outcomes, decision: Decision) -> I64:
        """(T,)"""
        check_each_level("cohorts-by-dose: doses", len(self.doses), decision.admissible.shape[1])
        return np.array(self.by_level, np.int64)[np.maximum(decision.level, 0)]
