"""A design within its protocol's rules, applied in one fixed order whatever the order in which they were written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from firstdose.design.conclude import mtd_of
from firstdose.design.decision import Action, Decision
from firstdose.design.interface import CohortSize, Design, Limit
from firstdose.design.levels import at
from firstdose.design.order import at_or_below, highest_within
from firstdose.design.pending import when_certain, when_final
from firstdose.design.rules import Stops
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, Bool

FULL = "The trial has all the patients it may have: stop, the {selects} is {mtd}."
NOTHING_LEFT = "The protocol's limits leave no level to treat: stop, the {selects} is {mtd}."


@dataclass(frozen=True)
class Ruled:
    """A design, then the limits on its level, then the size of the next cohort, then stopping.

    Parameters
    ----------
    design : what decides first.
    limits : levels still permitted; a level outside becomes the highest permitted below it, and none stops the trial.
    stopping : ends the trial; rules are joined by ``|`` and ``&``.
    size : patients in the next cohort, where the design leaves it open.
    start_level : level of the first cohort, 0-based.

    Examples
    --------
    >>> from firstdose.design import Boin, EnoughAt
    >>> design = Ruled(Boin(target=0.3, n_levels=3), stopping=EnoughAt(6))
    >>> design.decide(Outcomes.parse("1NNN 2NNT 2NNT")).one().reason
    'Level 2 would be next and has had at least 6 patients already: stop, the MTD is level 2.'
    """

    design: Design
    limits: tuple[Limit, ...] = ()
    stopping: Stops | None = None
    size: CohortSize | None = None
    start_level: int = 0

    def __post_init__(self) -> None:
        if not hasattr(self.design, "decide"):
            raise DesignError(f"design = {self.design!r}: give a design, e.g. Boin(0.3, 5).")
        if not isinstance(self.limits, Iterable):
            raise DesignError(f"limits = {self.limits}: give them in a list, e.g. [NoSkipping()].")
        if not isinstance(self.stopping, Stops | None):
            raise DesignError(f"stopping = {self.stopping}: give one rule, or several joined by | and &.")
        object.__setattr__(self, "limits", tuple(self.limits))
        if isinstance(self.start_level, bool) or self.start_level not in range(self.n_levels):
            raise DesignError(
                f"start_level = {self.start_level}: the design has levels 0 to {self.n_levels - 1}. "
                "Give the level of the first cohort."
            )

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return self.design.n_levels

    @property
    def target(self) -> float | None:
        """DLT probability that the design aims at."""
        return self.design.target

    @property
    def own_cohorts(self) -> bool:
        """The size of the next cohort is settled here."""
        return self.size is not None or self.design.own_cohorts

    @property
    def weighs_pending(self) -> bool:
        """As the design does."""
        return self.design.weighs_pending

    @property
    def selects(self) -> str:
        """What the design calls the dose that it selects."""
        return self.design.selects

    @property
    def below(self) -> Bool | None:
        """The order of the design's levels."""
        return self.design.below

    @property
    def combinations(self) -> tuple[tuple[float, float], ...] | None:
        """Those of the design."""
        return self.design.combinations

    @property
    def derived(self) -> Mapping[str, Any]:
        """Those of the design."""
        return self.design.derived

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return (when_final if self.weighs_pending else when_certain)(self._decide, seen)

    def select(self, seen: Outcomes) -> I8:
        """The design's own selection."""
        return self.design.select(seen)

    def _decide(self, seen: Outcomes) -> Decision:
        decision = self.design.decide(seen)
        fresh = np.asarray(~seen.treated.any(axis=1), np.bool_)
        first = at_or_below(np.array([self.start_level]), self.n_levels, self.below)
        decision = replace(
            decision,
            level=np.where(fresh, self.start_level, decision.level).astype(np.int8),
            admissible=decision.admissible | (fresh[:, None] & first),
        )
        decision = self._limited(decision, seen)
        if self.size is not None:
            treat = decision.action == Action.TREAT
            size = np.where(treat, self.size(seen, decision), 0)
            decision = replace(decision, size=np.maximum(size, 0).astype(np.int8))
            decision = self._end(decision, seen, treat & (size < 1), FULL, no_mtd=False)
        for rule in sorted(self.stopping.alternatives if self.stopping else (), key=_rank):
            decision = self._stopped(decision, seen, rule)
        return decision

    def _limited(self, decision: Decision, seen: Outcomes) -> Decision:
        treat = decision.action == Action.TREAT
        wanted = np.maximum(decision.level, 0).astype(np.int64)
        masks = {limit: limit(seen, decision) for limit in sorted(self.limits, key=repr)}
        permitted = np.logical_and.reduce([decision.admissible, *masks.values()])
        highest = highest_within(permitted, wanted, self.below)
        lowered = treat & (highest < decision.level)
        kept = replace(decision, level=np.where(lowered, highest, decision.level).astype(np.int8))
        for limit, mask in masks.items():
            kept = kept.because(limit.cause, lowered & ~at(mask, wanted))
        return self._end(kept, seen, treat & (highest < 0), NOTHING_LEFT, no_mtd=False)

    def _stopped(self, decision: Decision, seen: Outcomes, rule: Stops) -> Decision:
        # a rule that finds no dose safe has the last word, over a stop at an MTD too
        open_trials = (decision.action == Action.TREAT) | (rule.no_mtd & (decision.mtd >= 0))
        return self._end(decision, seen, open_trials & rule(seen, decision), rule.cause, rule.no_mtd)

    def _end(self, decision: Decision, seen: Outcomes, rows: Bool, cause: str, no_mtd: bool) -> Decision:
        if not rows.any():
            return decision
        mtd = np.full(len(seen), -1, np.int8) if no_mtd else mtd_of(self.design.select, seen, rows)
        told = np.where(decision.level >= 0, decision.level, np.maximum(seen.current, 0))
        return replace(
            decision,
            action=np.where(rows, Action.STOP, decision.action).astype(np.int8),
            level=np.where(rows, -1, decision.level).astype(np.int8),
            size=np.where(rows, 0, decision.size).astype(np.int8),
            mtd=np.where(rows, mtd, decision.mtd).astype(np.int8),
            about=np.where(rows, told, decision.about).astype(np.int8),
            backfill=None if decision.backfill is None else decision.backfill & ~rows[:, None],
        ).because(cause, rows)


def _rank(rule: Stops) -> tuple[bool, str]:
    """The same sentence in whatever order the rules were written."""
    return rule.no_mtd, repr(rule)
