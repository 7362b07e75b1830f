"""The trial's maximum of patients."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import check_count
from firstdose.design.rules.stops import Stops
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class MaxPatients(Stops):
    """The trial has treated ``n`` patients in its cohorts; those of backfill come beside them."""

    n: int

    def __post_init__(self) -> None:
        check_count("max-patients: n", self.n)

    @property
    def cause(self) -> str:
        """The trial's own end, whatever the design would still like to learn."""
        return f"The trial's maximum of {self.n} patients is reached: stop, the {{selects}} is {{mtd}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        return np.asarray(seen.escalating.sum(axis=1) >= self.n, np.bool_)
