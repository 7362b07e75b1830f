"""mTPI-2, the modified toxicity probability interval design that obeys Occam's razor."""

from dataclasses import dataclass

from firstdose.design.by_level.interval import Evidence, target_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.by_level.strongest_key import by_strongest_key
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import check_levels
from firstdose.design.select_mtd import nearest_target
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8

_SEEN = "{dlt:.0f} of {known:.0f} patients at {at} had a DLT and the likeliest interval for its width "
_TARGET = "the target interval {low:g} to {high:g}"
EVIDENCE = Evidence(
    _SEEN + "is {key_low:g} to {key_high:g}, below " + _TARGET,
    _SEEN + "is " + _TARGET,
    _SEEN + "is {key_low:g} to {key_high:g}, above " + _TARGET,
)


@dataclass(frozen=True)
class MTpi2(DesignDefaults):
    """Up, stay or down by where the likeliest of many intervals, all as wide as the target interval, lies.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    eps1, eps2 : how far the target interval reaches below and above the target.
    cutoff : a level is excluded, with all above it, once Pr(p > target) exceeds this.

    Notes
    -----
    mTPI compares one wide interval on either side of the target interval, which favours staying; mTPI-2 cuts both into
    intervals of the target interval's width. With p ~ Beta(1, 1) a priori, the interval of the largest unit
    probability mass (posterior probability by width) decides; the incomplete interval at either end of 0 to 1 is
    judged by its own width. Of equal ones the highest counts, the safer decision. Written for the same interval,
    Keyboard makes the same decisions. The MTD is the admissible level whose isotonic estimate lies nearest the target.

    References
    ----------
    Guo W, Wang SJ, Yang S, Lynn H, Ji Y (2017), Contemp Clin Trials 58:23, doi:10.1016/j.cct.2017.04.006.

    Examples
    --------
    >>> MTpi2(target=0.3, n_levels=3).decide(Outcomes.parse("1NNN 2NNT 2NTT")).one().level  # 3 of 6: mTPI would stay
    0
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
        return Overdose(self.target, self.cutoff, at_least=1)

    @property
    def interval(self) -> tuple[float, float]:
        """The target interval."""
        return target_interval("mTPI-2", self.target, self.eps1, self.eps2)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Find the likeliest interval at the current level."""
        return by_strongest_key(seen, self.n_levels, self.interval, self.overdose, EVIDENCE)

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic DLT estimate lies nearest the target; -1: none."""
        counts = seen.counts(self.n_levels)
        return nearest_target(counts, self.overdose.toxic(counts.n, counts.dlt), self.target)
