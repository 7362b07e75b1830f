"""The MTD is known precisely enough."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import at, check_share
from firstdose.design.rules.stops import Stops
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, Bool


@dataclass(frozen=True)
class Precision(Stops):
    """The posterior of the DLT probability at the level that comes next is narrow, or in the target interval.

    Parameters
    ----------
    cv : its standard deviation is at most this share of its mean.
    p_target : it lies in the target interval with at least this probability (Neuenschwander et al. 2008 take 0.5).

    Notes
    -----
    Give one of the two; both are ``Precision(cv=...) & Precision(p_target=...)``. Only for designs with a posterior.

    References
    ----------
    Neuenschwander B, Branson M, Gsponer T (2008), Stat Med 27:2420, doi:10.1002/sim.3230.
    """

    cv: float | None = None
    p_target: float | None = None

    def __post_init__(self) -> None:
        if (self.cv is None) == (self.p_target is None):
            raise DesignError(
                f"precision: cv = {self.cv}, p_target = {self.p_target}: give one of the two, e.g. p_target = 0.5."
            )
        check_share("precision: cv" if self.p_target is None else "precision: p_target", self._limit)

    @property
    def _limit(self) -> float:
        return next(value for value in (self.cv, self.p_target) if value is not None)

    @property
    def cause(self) -> str:
        """How precise."""
        if self.p_target is not None:
            how = f"lies in the target interval with a probability of {{p_target:.3f}}, at least {self.p_target:g}"
        else:
            how = (
                "is known precisely enough (DLT probability {p_dlt_mean:.3f}, standard deviation {p_dlt_sd:.3f}, at "
                f"most {self.cv:g} times that)"
            )
        return f"{{at}} {how}: stop, the {{selects}} is {{mtd}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        if self.cv is None:
            precise = np.round(self._next(decision, "p_target"), 9) >= self._limit
        else:
            share = self._next(decision, "p_dlt_sd") / self._next(decision, "p_dlt_mean")
            precise = np.round(share, 9) <= self._limit
        return np.asarray(precise & (decision.level >= 0), np.bool_)

    def _next(self, decision: Decision, name: str) -> F64:
        if name not in decision.numbers:
            raise DesignError(
                f"precision: this design has no {name} of a level. Use a design with a posterior distribution, such as "
                '"blrm", or leave the rule out.'
            )
        return at(decision.numbers[name], np.maximum(decision.level, 0).astype(np.int64))
