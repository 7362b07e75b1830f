"""No dose is safe enough."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.by_level.overdose import Overdose
from firstdose.design.decision import Decision
from firstdose.design.levels import check_count, check_share
from firstdose.design.rules.stops import Stops
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class LowestTooToxic(Stops):
    """The lowest level, with at least ``at_least`` patients, has Pr(DLT probability > ``target``) above ``cutoff``,
    from a Beta(1, 1) prior.

    Notes
    -----
    A safety rule that no model can overrule: it uses the patients of the lowest level alone, those
    whose outcome is known.
    """

    target: float
    cutoff: float = 0.95
    at_least: int = 3

    def __post_init__(self) -> None:
        check_share("lowest-too-toxic: target", self.target)
        check_share("lowest-too-toxic: cutoff", self.cutoff)
        check_count("lowest-too-toxic: at_least", self.at_least)

    @property
    def no_mtd(self) -> bool:
        """Always."""
        return True

    @property
    def cause(self) -> str:
        """No dose is safe enough to go on."""
        return (
            f"The lowest dose is too toxic (its DLT probability exceeds {self.target:g} with a probability "
            f"above {self.cutoff:g}): stop, no dose is the {{selects}}."
        )

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        known, dlt = (decision.numbers[name][:, :1].astype(np.int64) for name in ("known", "dlt"))
        return Overdose(self.target, self.cutoff, self.at_least).toxic(known, dlt)[:, 0]
