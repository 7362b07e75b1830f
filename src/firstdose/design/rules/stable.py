"""The same level again and again."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import check_count
from firstdose.design.rules.stops import Stops
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class Stable(Stops):
    """The level that comes next was that of the last ``cohorts`` cohorts, too: the recommendation is stable.

    Notes
    -----
    Read off the outcomes: each of those cohorts was treated there because it was recommended. Backfill patients do not
    count.
    """

    cohorts: int

    def __post_init__(self) -> None:
        check_count("stable: cohorts", self.cohorts)

    @property
    def cause(self) -> str:
        """One dose, over and over."""
        count = "cohort was" if self.cohorts == 1 else f"{self.cohorts} cohorts were"
        return f"The last {count} treated at {{at}}, which would be next again: stop, the {{selects}} is {{mtd}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        escalating = seen.escalating
        elsewhere = escalating & (seen.level != decision.level[:, None])
        since = ~np.logical_or.accumulate(elsewhere[:, ::-1], axis=1)[:, ::-1] & escalating
        cohort = np.where(since, seen.cohort, -1)
        before = np.maximum.accumulate(np.pad(cohort, ((0, 0), (1, 0)), constant_values=-1), axis=1)[:, :-1]
        return np.asarray(((cohort > before).sum(axis=1) >= self.cohorts) & (decision.level >= 0), np.bool_)
