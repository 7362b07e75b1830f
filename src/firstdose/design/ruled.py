"""A design within its protocol's rules, applied in one fixed order whatever the order in which they were written."""

from dataclasses import dataclass, replace

import numpy as np

from firstdose.design.conclude import mtd_of
from firstdose.design.decision import Action, Decision
from firstdose.design.interface import CohortSize, Design, Limit
from firstdose.design.levels import at
from firstdose.design.pending import when_certain
from firstdose.design.rules import Stops
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, Bool

FULL = "The trial has all the patients it may have: stop, the MTD is {mtd}."
NOTHING_LEFT = "The protocol's limits leave no level to treat: stop, the MTD is {mtd}."


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
        object.__setattr__(self, "limits", tuple(self.limits))
        if not 0 <= self.start_level < self.n_levels:
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

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return when_certain(self._decide, seen)

    def select(self, seen: Outcomes) -> I8:
        """The design's own selection."""
        return self.design.select(seen)

    def _decide(self, seen: Outcomes) -> Decision:
        decision = self.design.decide(seen)
        fresh = np.asarray(~seen.treated.any(axis=1), np.bool_)
        first = np.arange(self.n_levels) <= self.start_level
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
        levels, treat = np.arange(self.n_levels), decision.action == Action.TREAT
        masks = {limit: limit(seen, decision) for limit in sorted(self.limits, key=repr)}
        permitted = np.logical_and.reduce([decision.admissible, levels <= decision.level[:, None], *masks.values()])
        highest = np.where(permitted, levels, -1).max(axis=1)
        lowered = treat & (highest < decision.level)
        wanted = np.maximum(decision.level, 0).astype(np.int64)
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
        ).because(cause, rows)


def _rank(rule: Stops) -> tuple[bool, str]:
    """The same sentence in whatever order the rules were written."""
    return rule.no_mtd, repr(rule)
