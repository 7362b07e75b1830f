"""The 3+3 design."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_levels, check_switches
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8

CAUSES = (
    "{dlt:.0f} of {known:.0f} patients at {at} had a DLT: go up to {next}.",
    "1 of 3 patients at {at} had a DLT: treat {at} again, up to six patients.",
    "{known:.0f} patients at {at}, {dlt:.0f} with a DLT: complete the cohort.",
    "At {at} {dlt:.0f} of {known:.0f} patients had a DLT and the level above is too toxic: treat it again, up to six.",
    "{at} is the highest level, {dlt:.0f} DLTs among {known:.0f} patients: treat it again, up to six.",
    "{dlt:.0f} of {known:.0f} patients at {at} had a DLT and no higher level is open: stop, the MTD is {mtd}.",
    "{dlt:.0f} of {known:.0f} patients at {at} had a DLT, too many: stop, the MTD is {mtd}.",
)
UP, EXPAND, COMPLETE, TOP_UP, EXPAND_TOP, DONE, DOWN_DONE = range(len(CAUSES))


@dataclass(frozen=True)
class ThreePlusThree(DesignDefaults):
    """Cohorts of three: up after 0 of 3 or at most 1 of 6 DLTs, six after 1 of 3, down after two or more.

    Parameters
    ----------
    n_levels : number of dose levels.
    top_up : on de-escalation, bring the level below to six patients before it is the MTD.
    expand_top : the highest level, too, needs six patients before it is the MTD.

    Notes
    -----
    The MTD is the highest level with at most 1 DLT in 6 (0 in 3 where a switch is off) below every level with
    two or more. A decision is complete after 3 or 6 patients; in between, the cohort is completed first.

    References
    ----------
    Storer BE (1989), Biometrics 45:925, doi:10.2307/2531693.
    Korn EL et al. (1994), Stat Med 13:1799, doi:10.1002/sim.4780131802.

    Examples
    --------
    >>> ThreePlusThree(3).decide(Outcomes.parse("1NNN 2NTT")).one().reason
    'Level 2 is too toxic (2 of 3 patients had a DLT, two or more are too many): go down to level 1.'
    """

    n_levels: int
    top_up: bool = True
    expand_top: bool = True
    target = None
    own_cohorts = True

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        check_switches(top_up=self.top_up, expand_top=self.expand_top)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The rule at the current level, and which levels have two or more DLTs."""
        counts, here = seen.counts(self.n_levels), np.maximum(seen.current, 0).astype(np.int64)
        toxic = np.logical_or.accumulate(counts.dlt >= 2, axis=1)
        down = at(toxic, here)
        level = np.where(down, toxic.argmax(axis=1) - 1, here)  # the level judged: the highest that may be left
        n, dlt = at(counts.n, np.maximum(level, 0)), at(counts.dlt, np.maximum(level, 0))
        top, below_toxic = level == self.n_levels - 1, at(toxic, np.minimum(level + 1, self.n_levels - 1))
        cleared = (n >= 6) | ((n == 3) & (dlt == 0))
        short = cleared & (n < 6) & ((below_toxic & self.top_up) | (top & self.expand_top))
        stop = cleared & ~short & (below_toxic | top)
        up = cleared & ~short & ~stop
        cause = np.select(
            [down & stop, stop, up, short & below_toxic, short, n == 3],
            [DOWN_DONE, DONE, UP, TOP_UP, EXPAND_TOP, EXPAND],
            COMPLETE,
        )
        return Proposal(
            level=level + up,
            size=np.where(up | (n < 3), 3 - n * ~up, 6 - n),
            stop=stop,
            toxic=toxic,
            verdict="is too toxic",
            criterion="{dlt:.0f} of {known:.0f} patients had a DLT, two or more are too many",
            about=here,
            cause=cause,
            causes=CAUSES,
            numbers={},
        )

    def select(self, seen: Outcomes) -> I8:
        """The highest level with 0 DLTs in 3 to 5 patients or 1 at most in 6, below every level with two or more."""
        counts = seen.counts(self.n_levels)
        toxic = np.logical_or.accumulate(counts.dlt >= 2, axis=1)
        tolerated = ~toxic & (counts.n >= 3) & (counts.dlt <= (counts.n >= 6))
        return np.asarray(np.where(tolerated, np.arange(self.n_levels), -1).max(axis=1), np.int8)
