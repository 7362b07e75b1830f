"""The i3+3 design: 3+3 with an interval."""

from dataclasses import dataclass, replace

import numpy as np

from firstdose.design.by_level.interval import Evidence, by_table, current_level, target_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_levels
from firstdose.design.select_mtd import nearest_target
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8

_RATE = "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) is "
_INTERVAL = " the interval {low:g} to {high:g}"
EVIDENCE = Evidence(_RATE + "below" + _INTERVAL, _RATE + "within" + _INTERVAL, _RATE + "above" + _INTERVAL)
COARSE = _RATE + "above" + _INTERVAL + ", with one DLT fewer it would be below: treat {at} again."


@dataclass(frozen=True)
class I3Plus3(DesignDefaults):
    """Up, stay or down by the DLT rate and an interval; stay where a single DLT jumps over the interval.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    eps1, eps2 : how far the interval reaches below and above the target; its ends belong to it.
    cutoff : a level with at least three patients is excluded, with all above it, once Pr(p > target) exceeds this,
        with p ~ Beta(1, 1) a priori.

    Notes
    -----
    With y DLTs in n patients: up where y/n is below the interval, stay where it is within. Where y/n is above it, down,
    unless (y - 1)/n is below it: then so few patients cannot tell, and the level is treated again. The MTD is the
    admissible level whose isotonic estimate lies nearest the target, with the weights of BOIN.

    References
    ----------
    Liu M, Wang SJ, Ji Y (2020), J Biopharm Stat 30:294, doi:10.1080/10543406.2019.1636811.

    Examples
    --------
    >>> I3Plus3(target=0.25, n_levels=3).decide(Outcomes.parse("1NNN 2NNT")).one().level  # 1/3 > 0.3, 0/3 < 0.2: stay
    1
    """

    target: float
    n_levels: int
    eps1: float = 0.05
    eps2: float = 0.05
    cutoff: float = 0.95

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        _ = self.overdose, self.interval

    @property
    def overdose(self) -> Overdose:
        """When a level is too toxic."""
        return Overdose(self.target, self.cutoff)

    @property
    def interval(self) -> tuple[float, float]:
        """DLT rates that are as good as the target."""
        return target_interval("i3+3", self.target, self.eps1, self.eps2)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Compare the DLT rate at the current level, and that with one DLT fewer, with the interval."""
        counts, here, (low, high) = seen.counts(self.n_levels), current_level(seen), self.interval
        n, dlt = np.maximum(at(counts.n, here), 1), at(counts.dlt, here)
        below, above, fewer_below = (
            np.round(dlt / n, 9) < low, np.round(dlt / n, 9) > high, np.round((dlt - 1) / n, 9) < low
        )  # fmt: skip
        move = np.select([below, above & ~fewer_below], [1, -1], 0).astype(np.int8)
        ends = {"low": lambda: np.full(counts.n.shape, low), "high": lambda: np.full(counts.n.shape, high)}
        proposal = by_table(seen, self.n_levels, move, self.overdose, EVIDENCE, ends)
        cause = np.where(above & fewer_below, len(proposal.causes), proposal.cause)
        return replace(proposal, cause=cause, causes=(*proposal.causes, COARSE))

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic DLT estimate lies nearest the target; -1: none."""
        counts = seen.counts(self.n_levels)
        return nearest_target(counts, self.overdose.toxic(counts.n, counts.dlt), self.target)
