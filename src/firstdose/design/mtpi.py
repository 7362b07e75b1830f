"""The modified toxicity probability interval design (mTPI)."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.by_level.interval import Evidence, by_table, current_level, target_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.by_level.unit_mass import strongest, unit_masses
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_levels
from firstdose.design.numbers import Number
from firstdose.design.select_mtd import nearest_target
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8

_SEEN = "{{dlt:.0f}} of {{known:.0f}} patients at {{at}} had a DLT and the unit probability mass is largest {0} "
_MASSES = "{low:g} to {high:g} ({mass_under:.2f} below, {mass_target:.2f} within, {mass_over:.2f} above)"
EVIDENCE = Evidence(*(_SEEN.format(where) + _MASSES for where in ("below", "within", "above")))


@dataclass(frozen=True)
class MTpi(DesignDefaults):
    """Up, stay or down by which of three intervals of the DLT probability is the most likely for its width.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    eps1, eps2 : how far the target interval reaches below and above the target.
    cutoff : a level is excluded, with all above it, once Pr(p > target) exceeds this.

    Notes
    -----
    With p ~ Beta(1, 1) a priori at each level, the unit probability mass of an interval is its posterior probability
    divided by its width; up, stay and down as that of [0, target - eps1), the target interval or (target + eps2, 1] is
    the largest. Of equal ones the highest counts, the safer decision. The MTD is the admissible level whose isotonic
    estimate lies nearest the target, with the weights of BOIN; the paper's own prior there, Beta(0.005, 0.005), gives
    a level without a DLT a weight that hides all others.

    References
    ----------
    Ji Y, Liu P, Li Y, Bekele BN (2010), Clin Trials 7:653, doi:10.1177/1740774510382799.

    Examples
    --------
    >>> MTpi(target=0.3, n_levels=3).decide(Outcomes.parse("1NNN 2NNNNTT 2T")).one().level  # 3 of 7
    1
    """

    target: float
    n_levels: int
    eps1: float = 0.05
    eps2: float = 0.05
    cutoff: float = 0.95

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        _ = self.overdose, self.cuts

    @property
    def overdose(self) -> Overdose:
        """When a level is too toxic."""
        return Overdose(self.target, self.cutoff, at_least=1)

    @property
    def cuts(self) -> tuple[float, ...]:
        """Ends of the three intervals."""
        return (0.0, *target_interval("mTPI", self.target, self.eps1, self.eps2), 1.0)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Compare the unit probability masses at the current level."""
        counts, here = seen.counts(self.n_levels), current_level(seen)
        move = (1 - strongest(at(counts.n, here), at(counts.dlt, here), self.cuts)).astype(np.int8)
        return by_table(seen, self.n_levels, move, self.overdose, EVIDENCE, self._numbers(counts))

    def _numbers(self, counts: Counts) -> dict[str, Number]:
        _, low, high, _ = self.cuts

        def mass(interval: int) -> F64:
            return np.where(counts.n > 0, unit_masses(counts.n, counts.dlt, self.cuts)[..., interval], np.nan)

        return {
            "low": lambda: np.full(counts.n.shape, low),
            "high": lambda: np.full(counts.n.shape, high),
            "mass_under": lambda: mass(0),
            "mass_target": lambda: mass(1),
            "mass_over": lambda: mass(2),
        }

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic DLT estimate lies nearest the target; -1: none."""
        counts = seen.counts(self.n_levels)
        return nearest_target(counts, self.overdose.toxic(counts.n, counts.dlt), self.target)
