"""Enough patients at the level that comes next."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import at, check_count, check_switches
from firstdose.design.rules.stops import Stops
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class EnoughAt(Stops):
    """The level that comes next has been given to ``n`` patients already.

    Parameters
    ----------
    n : patients at that level.
    when_staying : only if that level is also the one just treated, so that no move is wanted (``n.earlystop`` in
        BOIN 2.7.2).
    """

    n: int
    when_staying: bool = False

    def __post_init__(self) -> None:
        check_count("enough-at-mtd: n", self.n)
        check_switches(when_staying=self.when_staying)

    @property
    def cause(self) -> str:
        """One dose's limit."""
        following = "is treated again" if self.when_staying else "would be next"
        return f"{{at}} {following} and has had at least {self.n} patients already: stop, the {{selects}} is {{mtd}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        going_on = (decision.level >= 0) & (not self.when_staying or decision.level == seen.current)
        treated = at(decision.numbers["n"], np.maximum(decision.level, 0).astype(np.int64))
        return np.asarray(going_on & (treated >= self.n), np.bool_)
