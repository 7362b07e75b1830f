"""The rolling six design."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.by_level.interval import current_level
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_levels, check_switches
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, Bool

_SEEN = "{n:.0f} patients at {at}, {dlt:.0f} with a DLT, {pending:.0f} in the DLT window: "
CAUSES = (
    _SEEN + "go up to {next}.",
    _SEEN + "treat another at {next}.",
    "{n:.0f} patients at {at}, {dlt:.0f} with a DLT, and the level above is too toxic: treat {next} again, up to six.",
    "{at} is the highest level, {n:.0f} patients, {dlt:.0f} with a DLT: treat it again, up to six.",
    "{dlt:.0f} of {n:.0f} patients at {at} had a DLT and no higher level is open: stop, the MTD is {mtd}.",
)
UP, ANOTHER, TOP_UP, EXPAND_TOP, DONE = range(len(CAUSES))
FULL = "{at} has had its six patients, and the {pending:.0f} still in the DLT window could change the decision: wait."
SIX = 6


@dataclass(frozen=True)
class RollingSix(DesignDefaults):
    """3+3 that enrols up to six patients at a level without waiting for the outcome of each.

    Parameters
    ----------
    n_levels : number of dose levels.
    top_up : on de-escalation, bring the level below to six patients before it is the MTD.
    expand_top : the highest level, too, needs six patients before it is the MTD.

    Notes
    -----
    One patient at a time, by patients, DLTs and patients in the DLT window at the current level: down at two DLTs; up
    where three, four or five patients have all been seen without a DLT, or six can no longer have two; another patient
    at the level while it has fewer than six; else accrual waits. The MTD is the highest level with at most 1 DLT in 6
    below every level with two or more. The paper leaves open what follows at the highest level, where nobody can go up;
    it is brought to six patients, as in our 3+3.

    References
    ----------
    Skolnik JM, Barrett JS, Jayaraman B, Patel D, Adamson PC (2008), J Clin Oncol 26:190,
    doi:10.1200/JCO.2007.12.7712.

    Examples
    --------
    >>> [RollingSix(3).decide(Outcomes.parse(text)).one().level for text in ("1NNP", "1NNN", "1NNNPPT")]
    [0, 1, 0]
    """

    n_levels: int
    top_up: bool = True
    expand_top: bool = True
    target = None
    own_cohorts = True
    weighs_pending = True

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        check_switches(top_up=self.top_up, expand_top=self.expand_top)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The rule at the current level, or at the one below it where that is too toxic."""
        counts, here = seen.counts(self.n_levels), current_level(seen)
        toxic = np.logical_or.accumulate(counts.dlt >= 2, axis=1)
        # the level judged: the highest that may be left
        level = np.maximum(np.where(at(toxic, here), toxic.argmax(axis=1) - 1, here), 0)
        n, cleared = at(counts.n, level), at(_cleared(counts), level)
        top, below_toxic = level == self.n_levels - 1, at(toxic, np.minimum(level + 1, self.n_levels - 1))
        short = cleared & (n < SIX) & ((below_toxic & self.top_up) | (top & self.expand_top))
        stop = cleared & ~short & (below_toxic | top)
        up = cleared & ~short & ~stop
        return Proposal(
            level=level + up,
            size=np.ones(len(seen), np.int64),
            stop=stop,
            toxic=toxic,
            verdict="is too toxic",
            criterion="{dlt:.0f} of {n:.0f} patients had a DLT, two or more are too many",
            about=level,
            cause=np.select([stop, up, short & below_toxic, short], [DONE, UP, TOP_UP, EXPAND_TOP], ANOTHER),
            causes=CAUSES,
            numbers={},
            wait=np.asarray((n >= SIX) & ~cleared, np.bool_),
            waiting=FULL,
        )

    def select(self, seen: Outcomes) -> I8:
        """The highest level that is safe whatever comes of pending patients, below every level with two DLTs."""
        counts = seen.counts(self.n_levels)
        toxic = np.logical_or.accumulate(counts.dlt >= 2, axis=1)
        tolerated = np.where(_cleared(counts) & ~toxic, np.arange(self.n_levels), -1)
        return np.asarray(tolerated.max(axis=1), np.int8)


def _cleared(counts: Counts) -> Bool:
    """(T, K) levels from which a trial may go up."""
    worst = counts.dlt + counts.pending
    return np.asarray((counts.n >= 3) & (worst <= (counts.n >= SIX)), np.bool_)
