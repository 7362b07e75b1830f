"""The Bayesian optimal interval design for efficacy and toxicity (BOIN-ET)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from firstdose.design.by_level.boin_et_boundaries import check_rising, optimal_boundaries
from firstdose.design.by_level.by_response import ByResponse
from firstdose.design.by_level.futility import Futility
from firstdose.design.by_level.joint_counts import Choice, JointCounts
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.levels import at, check_levels, check_share, check_switches
from firstdose.design.numbers import Number
from firstdose.design.order import upwards
from firstdose.design.select_mtd import nearest_target
from firstdose.trial.counts import Counts
from firstdose.types import F64, I8, I64, Bool

UP, STAY, DOWN, UNTRIED, BEST, BEST_STAY, TOP, BOTTOM, CLOSED, NONE = range(10)


@dataclass(frozen=True)
class BoinEt(ByResponse):
    """Up while DLTs and responses are few, stay where responses are enough, down where DLTs are too many.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    p_saf, p_tox : DLT probabilities that call for escalation and de-escalation; 0.1 and 1.4 times the target.
    target_response : response probability aimed at.
    p_response_min : response probability too low to stay; 0.6 times ``target_response``.
    cutoff_toxicity : a level is excluded, with all above it, once Pr(p_dlt > target) exceeds this.
    cutoff_response : a level is excluded once Pr(p_response < p_response_min) exceeds this.
    wait_for_response : wait while a response not known yet could change the level; False: go by the patients whose
        response is known.

    Notes
    -----
    At the current level, with the DLT rate and the response rate compared with three boundaries: down at or above the
    upper toxicity boundary; else stay above the response boundary; else up at or below the lower toxicity boundary;
    else to the level above if it has not been tried, or to the level of the highest response rate among the one below,
    the current one and the one above, the lowest of equals (the paper draws lots). A level excluded gives way to the
    next open one in the same direction. The optimal dose has the highest response rate of the admissible levels not
    above BOIN's MTD; the paper smooths the response rates by a fractional polynomial, the R package does so as an
    option.

    References
    ----------
    Takeda K, Taguri M, Morita S (2018), Pharm Stat 17:383, doi:10.1002/pst.1864.
    Yamaguchi Y, Takeda K, Yoshida S, Maruo K (2024), J Biopharm Stat 34:379 (choice of the optimal dose).

    Examples
    --------
    >>> from firstdose.trial import Outcomes
    >>> BoinEt(target=0.3, n_levels=5).boundaries
    (0.14, 0.35, 0.48)
    >>> BoinEt(target=0.3, n_levels=5).decide(Outcomes.parse("1NNN 2NEE")).one().level
    1
    """

    target: float
    n_levels: int
    p_saf: float | None = None
    p_tox: float | None = None
    target_response: float = 0.6
    p_response_min: float | None = None
    cutoff_toxicity: float = 0.95
    cutoff_response: float = 0.99
    wait_for_response: bool = True

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        check_share("target_response", self.target_response)
        check_switches(wait_for_response=self.wait_for_response)
        _ = self.overdose, self.futility  # which refuse what cannot be
        low, high = self.derived["p_saf"], self.derived["p_tox"]
        check_rising("BOIN-ET", "DLT probabilities", {"p_saf": low, "target": self.target, "p_tox": high})
        enough = {"p_response_min": self.futility.p_response_min, "target_response": self.target_response}
        check_rising("BOIN-ET", "response probabilities", enough)

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return {
            "p_saf": round(0.1 * self.target, 12) if self.p_saf is None else self.p_saf,
            "p_tox": round(1.4 * self.target, 12) if self.p_tox is None else self.p_tox,
            "p_response_min": self.futility.p_response_min,
        }

    @property
    def boundaries(self) -> tuple[float, float, float]:
        """DLT rates at which the dose goes up and down, and the response rate above which it stays."""
        low, high = self.derived["p_saf"], self.derived["p_tox"]
        return optimal_boundaries((low, self.target, high), (self.futility.p_response_min, self.target_response))

    @property
    def overdose(self) -> Overdose:
        """When a level is too toxic."""
        return Overdose(self.target, self.cutoff_toxicity, at_least=1)

    @property
    def futility(self) -> Futility:
        """When a level has too few responses."""
        least = round(0.6 * self.target_response, 12) if self.p_response_min is None else self.p_response_min
        return Futility(least, self.cutoff_response)

    def _choose(self, counts: Counts, here: I64, joint: JointCounts) -> Choice:
        """By the two rates at the current level, and by the response rates beside it."""
        open_levels = ~upwards(self._toxic(counts), self.below) & ~self.futility.futile(joint)
        levels, responses = np.arange(self.n_levels), _rates(joint.response, joint.known)
        low, high, enough = (round(bound, 9) for bound in self.boundaries)
        dlts, replies = at(_rates(counts.dlt, counts.n), here), at(responses, here)
        step, tried = levels - here[:, None], counts.n > 0
        down, stay = dlts >= high, (dlts < high) & (replies > enough)
        up, between = ~down & ~stay & (dlts <= low), ~down & ~stay & (dlts > low)
        untried = between & (open_levels & ~tried & (step == 1)).any(axis=1)
        near = np.where(open_levels & tried & (np.abs(step) <= 1), responses, -1.0)
        best = np.where(near.max(axis=1) >= 0, near.argmax(axis=1), here)
        wanted = np.select([down, up | untried, between], [here - 1, here + 1, best], here)
        level = _nearest_open(open_levels, tried, wanted, here)
        cause = np.select(
            [
                level < 0, down & (level == here), down, stay & (level == here), up & (level > here),
                untried, between & (level == best) & (best == here), between & (level == best), up & (level == here),
            ],
            [NONE, BOTTOM, DOWN, STAY, UP, UNTRIED, BEST_STAY, BEST, TOP],
            CLOSED,
        )  # fmt: skip
        return Choice(np.maximum(level, 0), cause.astype(np.int64), np.asarray(level < 0, np.bool_))

    def _toxic(self, counts: Counts) -> Bool:
        return self.overdose.toxic(counts.n, counts.dlt)

    def _numbers(self, counts: Counts, joint: JointCounts) -> dict[str, Number]:
        return {
            "p_dlt_mean": lambda: counts.dlt / np.where(counts.n > 0, counts.n, np.nan),
            **self.overdose.numbers(counts.n, counts.dlt),
            **self.futility.numbers(joint),
            "p_response_mean": lambda: joint.response / np.where(joint.known > 0, joint.known, np.nan),
            "replies": lambda: _rates(joint.response, joint.known),
        }

    @property
    def _causes(self) -> tuple[str, ...]:
        low, high, enough = (f"{bound:.3g}" for bound in self.boundaries)
        dlts, replies = "At {at} the DLT rate {p_dlt_mean:.3f} is ", "the response rate {replies:.3f} "
        few, too_many = f"{dlts}at or below {low} and {replies}at or below {enough}", f"{dlts}at or above {high}"
        between = f"{dlts}between {low} and {high} and {replies}at or below {enough}"
        closed = self.futility.closed
        return (
            f"{few}: go up to {{next}}.",
            f"{dlts}below {high} and {replies}above {enough}: treat {{at}} again.",
            f"{too_many}: go down to {{next}}.",
            f"{between}, and {{next}} has not been tried: go up to it.",
            f"{between}, and {{next}} has the highest response rate of the levels next to it: go there.",
            f"{between}, and no open level next to it has a higher one: treat {{at}} again.",
            f"{few}: no higher level is open, treat {{at}} again.",
            f"{too_many}: no lower level is open, treat {{at}} again.",
            f"The level that would be next {closed.removeprefix('is open: each ')}: go to {{next}}.",
            f"No level within reach of {{at}} {closed}: stop, the optimal dose is {{mtd}}.",
        )

    def _optimal(self, counts: Counts, joint: JointCounts) -> I8:
        """Of the admissible levels not above the MTD the highest response rate."""
        mtd = nearest_target(counts, self._toxic(counts), self.target).astype(np.int64)
        eligible = (counts.n > 0) & ~self.futility.futile(joint) & (np.arange(self.n_levels) <= mtd[:, None])
        rate = np.where(eligible, _rates(joint.response, joint.known), -1.0)
        return np.where(eligible.any(axis=1), rate.argmax(axis=1), -1).astype(np.int8)


def _rates(events: I64, n: I64) -> F64:
    """To 1e-9; 0 where there is nobody."""
    return np.asarray(np.round(events / np.maximum(n, 1), 9), np.float64)


def _nearest_open(open_levels: Bool, tried: Bool, wanted: I64, here: I64) -> I64:
    """(T,) the wanted level, or the next open one beyond it; -1: none. Untried levels are open or closed together.

    Going up, the current level and those below come after those above, and then levels above that were tried; going
    down from the lowest open level, it is given again.
    """
    n_levels = open_levels.shape[1]
    levels = np.arange(n_levels)
    above = np.where(open_levels & (levels >= wanted[:, None]), levels, n_levels).min(axis=1)
    under = np.where(open_levels & (levels <= np.minimum(wanted, here)[:, None]), levels, -1).max(axis=1)
    current = np.where(at(open_levels, here), here, -1)
    known = np.where(open_levels & tried & (levels > here[:, None]), levels, n_levels).min(axis=1)
    other = np.where(wanted < here, current, np.where(known < n_levels, known, -1))
    return np.select([(wanted > here) & (above < n_levels), under >= 0], [above, under], other)
