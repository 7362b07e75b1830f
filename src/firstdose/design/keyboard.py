"""The keyboard design."""

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

_SEEN = "{dlt:.0f} of {known:.0f} patients at {at} had a DLT and the strongest key is "
_TARGET = "the target key {low:g} to {high:g}"
EVIDENCE = Evidence(
    _SEEN + "{key_low:g} to {key_high:g}, left of " + _TARGET,
    _SEEN + _TARGET,
    _SEEN + "{key_low:g} to {key_high:g}, right of " + _TARGET,
)


@dataclass(frozen=True)
class Keyboard(DesignDefaults):
    """Up, stay or down as the strongest key lies left of the target key, is it, or lies right of it.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    margin_left, margin_right : how far the target key reaches below and above the target.
    cutoff : a level is excluded, with all above it, once Pr(p > target) exceeds this.

    Notes
    -----
    Keys as wide as the target key are laid out from it to 0 and to 1; the strongest has the largest posterior
    probability, with p ~ Beta(1, 1) a priori. As in the R package Keyboard 0.1.3, the last key on either side, if it is
    incomplete, takes part with its probability scaled to a whole key's width (the paper leaves these ends without a
    key), and of equally strong keys the highest counts. A level is excluded whatever the number of its patients,
    as the package's table has it (its simulations wait for three). The MTD is the admissible level whose isotonic
    estimate lies nearest the target.

    References
    ----------
    Yan F, Mandrekar SJ, Yuan Y (2017), Clin Cancer Res 23:3994, doi:10.1158/1078-0432.CCR-17-0220.

    Examples
    --------
    >>> Keyboard(target=0.3, n_levels=3).decide(Outcomes.parse("1NNN 2NNT")).one().reason
    '1 of 3 patients at level 2 had a DLT and the strongest key is the target key 0.25 to 0.35: treat level 2 again.'
    """

    target: float
    n_levels: int
    margin_left: float = 0.05
    margin_right: float = 0.05
    cutoff: float = 0.95

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        _ = self.overdose, self.target_key

    @property
    def overdose(self) -> Overdose:
        """When a level is too toxic."""
        return Overdose(self.target, self.cutoff, at_least=1)

    @property
    def target_key(self) -> tuple[float, float]:
        """The key around the target."""
        return target_interval("Keyboard", self.target, self.margin_left, self.margin_right)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Find the strongest key at the current level."""
        return by_strongest_key(seen, self.n_levels, self.target_key, self.overdose, EVIDENCE)

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic DLT estimate lies nearest the target; -1: none."""
        counts = seen.counts(self.n_levels)
        return nearest_target(counts, self.overdose.toxic(counts.n, counts.dlt), self.target)
