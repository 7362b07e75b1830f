"""No higher before a level has had its patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.design.by_level.interval import current_level
from firstdose.design.decision import Decision
from firstdose.design.levels import at, check_count, check_each_level
from firstdose.design.order import at_or_below
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class MinAtLevel:
    """Go no higher than the last cohort's level before that level has had ``n`` patients.

    Parameters
    ----------
    n : patients; a number for all levels, or one a level.
    """

    n: int | tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", tuple(self.n) if isinstance(self.n, list) else self.n)
        for each in self.n if isinstance(self.n, tuple) else (self.n,):
            check_count("min-at-level: n", each)

    @property
    def cause(self) -> str:
        """What the level still lacks."""
        wanted = "its" if isinstance(self.n, tuple) else f"the {self.n}"
        return f"The design would go higher, but the level has not had {wanted} patients yet: treat {{next}} again."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        n_levels, here = decision.admissible.shape[1], current_level(seen)
        following = np.maximum(decision.level, 0).astype(np.int64)
        # to the side, among combinations of which neither is certainly below the other, is not higher
        higher = following > here if decision.below is None else decision.below[here, following]
        wanted = np.array(self.n) if isinstance(self.n, tuple) else np.full(n_levels, self.n)
        check_each_level("min-at-level: n", len(wanted), n_levels)
        short = higher & seen.treated.any(axis=1) & (at(seen.counts(n_levels).n, here) < wanted[here])
        return np.asarray(~short[:, None] | at_or_below(here, n_levels, decision.below), np.bool_)
