"""The utility-based Bayesian optimal interval phase I/II design (U-BOIN)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from firstdose.design.by_level.by_response import ByResponse
from firstdose.design.by_level.futility import Futility
from firstdose.design.by_level.interval import BOTTOM, DOWN, STAY, TOP, UP, Evidence
from firstdose.design.by_level.joint_counts import (
    BEST,
    Choice,
    JointCounts,
    as_utilities,
)
from firstdose.design.by_level.lookup import looked_up
from firstdose.design.by_level.optimal_interval import optimal_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.levels import at, check_count, check_levels, check_numbers, check_share, check_switches
from firstdose.design.numbers import Number
from firstdose.design.order import upwards
from firstdose.errors import DesignError
from firstdose.trial.counts import Counts
from firstdose.types import F64, I8, I64, Bool

EXPLORE, RICHER, RICHEST, POORER, NONE, ENOUGH = range(5, 11)
_PRIOR = 0.5  # of a DLT and of none, of a response and of none: a prior of one patient in all
_RATE = "Stage I: DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) is "
EVIDENCE = Evidence(
    up=_RATE + "at or below {escalate:.3f}",
    stay=_RATE + "between {escalate:.3f} and {deescalate:.3f}",
    down=_RATE + "at or above {deescalate:.3f}",
)


@dataclass(frozen=True)
class UBoin(ByResponse):
    """BOIN until one level has ``s1`` patients, then the level of the highest mean utility of response and DLT.

    Parameters
    ----------
    n_levels : number of dose levels.
    p_tox_max : highest acceptable DLT probability.
    p_response_min : lowest acceptable response probability.
    utilities : from 0 to 100, of a response without DLT, neither, both, and a DLT without response.
    margin : BOIN in stage I aims at ``p_tox_max`` less this.
    s1 : patients at one level that begin stage II.
    s2 : patients at one level that end the trial; None: they do not.
    cutoff_toxicity : a level is excluded, with all above it, once Pr(p_dlt > p_tox_max) exceeds this.
    cutoff_response : in stage II a level is excluded once Pr(p_response < p_response_min) exceeds this.
    wait_for_response : in stage II, wait while a response not known yet could change the level or the end; False: go
        by the patients whose response is known.

    Notes
    -----
    Stage I moves by BOIN's boundaries for the target ``p_tox_max - margin``. In stage II the level above the highest
    tried is explored as long as the DLT rate there is at or below the lower boundary; otherwise the next cohort goes to
    the level tried and admissible with the highest posterior mean utility, the lowest of equals. That is the optimal
    dose, too. The four outcomes have a Dirichlet prior worth one patient in all, in equal parts; so DLT and response
    have Beta(1/2, 1/2). Stage I excludes a level with at least three patients by a Beta(1, 1) prior, for good.

    The paper offers random allocation in stage II, in equal parts or by utility; a decision here is never random.

    References
    ----------
    Zhou Y, Lee JJ, Yuan Y (2019), Stat Med 38:5299, doi:10.1002/sim.8361.

    Examples
    --------
    >>> from firstdose.trial import Outcomes
    >>> UBoin(n_levels=4).decide(Outcomes.parse("1NNN 2NTE 2NTE 2NTE 2NEE")).one().reason
    'Stage II: level 2 has the highest mean utility, 51.2, of the levels tried and open: treat it again.'
    """

    n_levels: int
    p_tox_max: float = 0.3
    p_response_min: float = 0.2
    utilities: tuple[float, ...] = (100.0, 30.0, 50.0, 0.0)
    margin: float = 0.05
    s1: int = 12
    s2: int | None = 24
    cutoff_toxicity: float = 0.95
    cutoff_response: float = 0.9
    wait_for_response: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "utilities", as_utilities("U-BOIN", self.utilities))
        check_levels(self.n_levels)
        _ = self.overdose, self.futility  # which refuse what cannot be
        check_share("p_tox_max", self.p_tox_max)
        check_switches(wait_for_response=self.wait_for_response)
        check_numbers(margin=self.margin)
        check_count("s1", self.s1)
        check_count("s2", 1 if self.s2 is None else self.s2)
        if not 0 < self.margin < self.p_tox_max or 1.4 * self.target >= 1:
            raise DesignError(
                f"U-BOIN: margin = {self.margin:g}, p_tox_max = {self.p_tox_max:g}: the target of stage I, their "
                "difference, must lie above 0 and below p_tox_max, and 1.4 times it below 1. Give e.g. 0.05 and 0.3."
            )
        if self.s2 is not None and self.s2 <= self.s1:
            raise DesignError(f"U-BOIN: s1 = {self.s1}, s2 = {self.s2}: stage II begins before it ends: s1 < s2.")

    @property
    def target(self) -> float:
        """DLT probability that stage I aims at."""
        return round(self.p_tox_max - self.margin, 12)

    @property
    def boundaries(self) -> tuple[float, float]:
        """BOIN's boundaries of the DLT rate in stage I."""
        return optimal_interval(self.target, 0.6 * self.target, 1.4 * self.target)

    @property
    def overdose(self) -> Overdose:
        """When stage I excludes a level."""
        return Overdose(self.p_tox_max, self.cutoff_toxicity)

    @property
    def futility(self) -> Futility:
        """When stage II closes a level."""
        return Futility(self.p_response_min, self.cutoff_response, _PRIOR)

    def _choose(self, counts: Counts, here: I64, joint: JointCounts) -> Choice:
        toxic, tried = upwards(self._toxic(counts), self.below), counts.n > 0
        rates = np.round(counts.dlt / np.where(tried, counts.n, np.nan), 9)
        low, high = (round(bound, 9) for bound in self.boundaries)
        rate, highest = at(rates, here), _highest(counts)
        move = np.where(rate <= low, 1, np.where(rate >= high, -1, 0))
        top, bottom, next_up = here == self.n_levels - 1, here == 0, np.minimum(highest + 1, self.n_levels - 1)
        stage_one = np.select(
            [(move > 0) & top, move > 0, (move < 0) & bottom, move < 0], [TOP, UP, BOTTOM, DOWN], STAY
        )
        candidates = tried & ~toxic & ~self.futility.futile(joint)
        best = np.where(candidates, np.round(self._utility(joint), 9), -1.0).argmax(axis=1)
        enough = (counts.n >= (np.inf if self.s2 is None else self.s2)).any(axis=1)
        explore = (at(rates, np.maximum(highest, 0)) <= low) & (next_up > highest) & ~at(toxic, next_up) & ~enough
        none = ~explore & ~candidates.any(axis=1)
        second = self._second_stage(counts)
        cause = np.select([none, enough, explore], [NONE, ENOUGH, EXPLORE], RICHEST - np.sign(best - here))
        return Choice(
            level=np.where(second, np.where(explore, next_up, best), np.clip(here + move, 0, self.n_levels - 1)),
            cause=np.where(second, cause, stage_one).astype(np.int64),
            stop=np.asarray(second & none, np.bool_),
        )

    def _ends(self, choice: Choice) -> Bool:
        return np.asarray(choice.stop | (choice.cause == ENOUGH), np.bool_)

    def _about(self, choice: Choice, counts: Counts, here: I64) -> I64:
        richest, cause = np.isin(choice.cause, [RICHER, RICHEST, POORER]), choice.cause
        told = [choice.level, _highest(counts), counts.n.argmax(axis=1)]
        return np.select([richest, cause == EXPLORE, cause == ENOUGH], told, here)

    def _futile(self, counts: Counts, joint: JointCounts) -> Bool:
        return self.futility.futile(joint) & self._second_stage(counts)[:, None]

    def _second_stage(self, counts: Counts) -> Bool:
        return np.asarray((counts.n >= self.s1).any(axis=1), np.bool_)

    def _p_over(self, counts: Counts) -> F64:
        """(T, K) probability of exceeding the toxicity limit; in stage II the higher of the two priors' counts."""
        one = self.overdose.p_over(counts.n, counts.dlt)
        half = looked_up(_above, counts.n, counts.dlt, self.p_tox_max)
        return np.where(self._second_stage(counts)[:, None], np.maximum(one, half), one)

    def _toxic(self, counts: Counts) -> Bool:
        judged = (counts.n >= self.overdose.at_least) | (self._second_stage(counts)[:, None] & (counts.n > 0))
        return np.asarray(judged & (np.round(self._p_over(counts), 9) > self.cutoff_toxicity), np.bool_)

    def _utility(self, joint: JointCounts) -> F64:
        """(T, K) posterior mean."""
        prior = sum(self.utilities) / len(self.utilities)
        return (prior + BEST * joint.utility(self.utilities)) / (1 + joint.known)

    def _numbers(self, counts: Counts, joint: JointCounts) -> dict[str, Number]:
        shape = counts.n.shape
        return {
            **self.overdose.numbers(counts.n, counts.dlt),
            **self.futility.numbers(joint),
            "p_dlt_mean": lambda: counts.dlt / np.where(counts.n > 0, counts.n, np.nan),
            "p_over": lambda: np.where(counts.n > 0, self._p_over(counts), np.nan),
            "utility": lambda: self._utility(joint),
            "escalate": np.broadcast_to(self.boundaries[0], shape),
            "deescalate": np.broadcast_to(self.boundaries[1], shape),
        }

    @property
    def _causes(self) -> tuple[str, ...]:
        richest = "Stage II: {at} has the highest mean utility, {utility:.1f}, of the levels tried and open: "
        return (
            *EVIDENCE.causes,
            "Stage II: DLT rate {p_dlt_mean:.3f} at {at}, the highest level tried, is at or below {escalate:.3f}: "
            "go up to {next}.",
            f"{richest}go up to it.",
            f"{richest}treat it again.",
            f"{richest}go down to it.",
            f"Stage II: no level tried {self.futility.closed}: stop, the optimal dose is {{mtd}}.",
            "{at} has had {n:.0f} patients, enough to end: stop, the optimal dose is {mtd}.",
        )

    def _optimal(self, counts: Counts, joint: JointCounts) -> I8:
        """Of the levels tried and admissible the highest mean utility."""
        eligible = (counts.n > 0) & ~upwards(self._toxic(counts), self.below) & ~self.futility.futile(joint)
        utility = np.where(eligible, np.round(self._utility(joint), 9), -1.0)
        return np.where(eligible.any(axis=1), utility.argmax(axis=1), -1).astype(np.int8)


def _highest(counts: Counts) -> I64:
    """(T,) the highest level tried; -1: none."""
    return np.asarray(np.where(counts.n > 0, np.arange(counts.n.shape[1]), -1).max(axis=1), np.int64)


def _above(n: I64, dlt: I64, p: float) -> F64:
    return np.asarray(1 - betainc(dlt + _PRIOR, n - dlt + _PRIOR, p), np.float64)
