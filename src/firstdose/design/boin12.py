"""The Bayesian optimal interval phase I/II design (BOIN12)."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.by_level.beta_tail import beta_tail
from firstdose.design.by_level.by_response import ByResponse
from firstdose.design.by_level.futility import Futility
from firstdose.design.by_level.joint_counts import (
    BEST,
    Choice,
    JointCounts,
    as_utilities,
)
from firstdose.design.by_level.optimal_interval import optimal_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.levels import at, check_count, check_levels, check_share, check_switches
from firstdose.design.numbers import Number
from firstdose.design.order import upwards
from firstdose.design.select_mtd import nearest_target
from firstdose.errors import DesignError
from firstdose.trial.counts import Counts
from firstdose.types import F64, I8, I64, Bool

_HIGHEST = 0.7  # toxicity limit: 1.4 times it is a probability
UP, STAY, DOWN, TOXIC, BOTTOM, EXPLORE, ELSEWHERE, NONE = range(8)


@dataclass(frozen=True)
class Boin12(ByResponse):
    """The most desirable level next to the current one, by a utility of response and DLT, while DLTs are few.

    Parameters
    ----------
    n_levels : number of dose levels.
    p_tox_max : highest acceptable DLT probability; also BOIN's target.
    p_response_min : lowest acceptable response probability.
    utilities : from 0 to 100, of a response without DLT, neither, both, and a DLT without response.
    n_star : from so many patients at the current level on, a DLT rate between the boundaries rules out the next higher.
    cutoff_toxicity : a level is excluded, with all above it, once Pr(p_dlt > p_tox_max) exceeds this.
    cutoff_response : a level is excluded once Pr(p_response < p_response_min) exceeds this.
    explore_at : from so many patients at the current level on, an untried level above it is tried next while the DLT
        rate is below the upper boundary; None: never for this reason.
    wait_for_response : wait while a response not known yet could change the level; False: go by the patients whose
        response is known.

    Notes
    -----
    At a DLT rate at or above BOIN's upper boundary the dose goes down. Otherwise the level one below, the current one
    and one above compete (not the one above from ``n_star`` patients on, at a rate above the lower boundary) by
    their desirability, the probability that the mean utility exceeds a benchmark. With x the utilities of m patients
    added up and divided by 100, the mean utility is Beta(1 + x, 1 + m - x), taken as quasi-binomial; an untried level
    has Beta(1, 1). The benchmark lies half-way between 100 and the utility at the two limits with independent outcomes.
    The paper's rank-based score sorts the same probabilities. Of equally desirable levels the higher is taken, or the
    lower where the next higher is ruled out, as the R package escalation 0.2.3 does.

    The optimal dose is the level with the highest posterior mean utility of those admissible and not above the MTD,
    BOIN's. An excluded level is never given, and the trial ends where no level is left.

    References
    ----------
    Lin R, Zhou Y, Yan F, Li D, Yuan Y (2020), JCO Precis Oncol 4:1393, doi:10.1200/PO.20.00257.

    Examples
    --------
    >>> from firstdose.trial import Outcomes
    >>> Boin12(n_levels=5).decide(Outcomes.parse("1NNN 2NEE")).one().level
    1
    """

    n_levels: int
    p_tox_max: float = 0.35
    p_response_min: float = 0.25
    utilities: tuple[float, ...] = (100.0, 40.0, 60.0, 0.0)
    n_star: int = 6
    cutoff_toxicity: float = 0.95
    cutoff_response: float = 0.9
    explore_at: int | None = 9
    wait_for_response: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "utilities", as_utilities("BOIN12", self.utilities))
        check_levels(self.n_levels)
        for name in ("p_tox_max", "p_response_min", "cutoff_toxicity", "cutoff_response"):
            check_share(name, getattr(self, name))
        check_count("n_star", self.n_star)
        check_count("explore_at", 1 if self.explore_at is None else self.explore_at)
        check_switches(wait_for_response=self.wait_for_response)
        if self.p_tox_max > _HIGHEST:
            raise DesignError(
                f"BOIN12: p_tox_max = {self.p_tox_max:g}: at most {_HIGHEST:g}, so that 1.4 times it, at which the "
                "dose goes down, is a probability."
            )

    @property
    def target(self) -> float:
        """The highest acceptable DLT probability, which takes the place of BOIN's target."""
        return self.p_tox_max

    @property
    def boundaries(self) -> tuple[float, float]:
        """BOIN's boundaries of the DLT rate."""
        return optimal_interval(self.p_tox_max, 0.6 * self.p_tox_max, 1.4 * self.p_tox_max)

    @property
    def benchmark(self) -> float:
        """Mean utility that a desirable level exceeds."""
        tox, response, (response_only, neither, both, dlt_only) = self.p_tox_max, self.p_response_min, self.utilities
        mean = (1 - tox) * (response * response_only + (1 - response) * neither)
        mean += tox * (response * both + (1 - response) * dlt_only)
        return mean + (BEST - mean) / 2

    @property
    def overdose(self) -> Overdose:
        """When a level is too toxic."""
        return Overdose(self.p_tox_max, self.cutoff_toxicity, at_least=1)

    @property
    def futility(self) -> Futility:
        """When a level has too few responses."""
        return Futility(self.p_response_min, self.cutoff_response)

    def _choose(self, counts: Counts, here: I64, joint: JointCounts) -> Choice:
        """By the DLT rate at the current level, and by the desirability of the levels within reach."""
        open_levels = ~upwards(self._toxic(counts), self.below) & ~self.futility.futile(joint)
        rate = np.round(at(counts.dlt / np.where(counts.n > 0, counts.n, np.nan), here), 9)
        low, high = (round(bound, 9) for bound in self.boundaries)
        step, n = np.arange(self.n_levels) - here[:, None], at(counts.n, here)
        down, near = rate >= high, (rate > low) & (rate < high) & (n >= self.n_star)
        untried = (open_levels & (counts.n == 0) & (step == 1)).any(axis=1)
        explore = untried & ~down & (n >= (np.inf if self.explore_at is None else self.explore_at))
        reach = [step == -1, step == 1, (step == -1) | (step == 0)]
        within = np.select([rows[:, None] for rows in (down, explore, near)], reach, np.abs(step) <= 1)
        score = np.where(open_levels & within, self.desirability(joint), -1.0)
        lower, higher = score.argmax(axis=1), self.n_levels - 1 - score[:, ::-1].argmax(axis=1)
        best, found = np.where(near, lower, higher), score.max(axis=1) >= 0
        elsewhere = _elsewhere(open_levels, np.where(down[:, None], step == 0, (step > 0) & (counts.n > 0)), step)
        level = np.where(found, best, np.maximum(elsewhere, 0))
        stop = ~found & (elsewhere < 0)
        cause = np.select(
            [stop, down & (level == here), down, ~found, explore],
            [NONE, BOTTOM, TOXIC, ELSEWHERE, EXPLORE],
            STAY - np.sign(level - here),
        )
        return Choice(level.astype(np.int64), cause.astype(np.int64), np.asarray(stop, np.bool_))

    def desirability(self, joint: JointCounts) -> F64:
        """(T, K) probability that a level's mean utility exceeds the benchmark."""
        return np.round(beta_tail(joint.known, joint.utility(self.utilities), self.benchmark / BEST), 9)

    def _toxic(self, counts: Counts) -> Bool:
        return self.overdose.toxic(counts.n, counts.dlt)

    def _about(self, choice: Choice, counts: Counts, here: I64) -> I64:
        return np.where(choice.cause <= DOWN, choice.level, here)

    def _utility(self, joint: JointCounts) -> F64:
        """(T, K) posterior mean."""
        return BEST * (1 + joint.utility(self.utilities)) / (2 + joint.known)

    def _numbers(self, counts: Counts, joint: JointCounts) -> dict[str, Number]:
        return {
            "p_dlt_mean": lambda: (1 + counts.dlt) / (2 + counts.n),
            **self.overdose.numbers(counts.n, counts.dlt),
            "rate": lambda: counts.dlt / np.where(counts.n > 0, counts.n, np.nan),
            **self.futility.numbers(joint),
            "utility": lambda: self._utility(joint),
            "desirability": lambda: self.desirability(joint),
        }

    @property
    def _causes(self) -> tuple[str, ...]:
        best = (
            "{at} is the most desirable level within reach, its mean utility "
            f"above {self.benchmark:.1f} with a probability of {{desirability:.3f}}: "
        )
        rate = "DLT rate {rate:.3f} at {at} ({dlt:.0f} of {known:.0f}) is "
        above, below = (f"{rate}{side} {self.boundaries[1]:.3f}" for side in ("at or above", "below"))
        closed = self.futility.closed
        return (
            f"{best}go up to {{at}}.",
            f"{best}treat {{at}} again.",
            f"{best}go down to {{at}}.",
            f"{above}: go down to {{next}}.",
            f"{above}: no lower level is open, treat {{at}} again.",
            f"{below} after {{n:.0f}} patients, and nobody was treated above: go up to {{next}}.",
            f"No level next to {{at}} {closed}: go to {{next}}.",
            f"No level within reach of {{at}} {closed}: stop, the optimal dose is {{mtd}}.",
        )

    def _optimal(self, counts: Counts, joint: JointCounts) -> I8:
        """Of the admissible levels not above the MTD the highest mean utility."""
        toxic = self._toxic(counts)
        mtd = nearest_target(counts, toxic, self.p_tox_max).astype(np.int64)
        eligible = (counts.n > 0) & ~self.futility.futile(joint) & (np.arange(self.n_levels) <= mtd[:, None])
        utility = np.where(eligible, np.round(self._utility(joint), 9), -1.0)
        return np.where(eligible.any(axis=1), utility.argmax(axis=1), -1).astype(np.int8)


def _elsewhere(open_levels: Bool, otherwise: Bool, step: I64) -> I64:
    """(T,) the highest open level below the current one, else the lowest open one ``otherwise``; -1: none."""
    n_levels = step.shape[1]
    below = np.where(open_levels & (step < 0), np.arange(n_levels), -1).max(axis=1)
    other = np.where(open_levels & otherwise, np.arange(n_levels), n_levels).min(axis=1)
    return np.where(below >= 0, below, np.where(other < n_levels, other, -1))
