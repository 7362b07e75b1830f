"""The generalised Bayesian optimal interval design (gBOIN) for toxicity grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from firstdose.design.by_level.beta_tail import beta_tail
from firstdose.design.by_level.interval import BOTTOM, DOWN, STAY, TOP, UP, Evidence, current_level
from firstdose.design.by_level.isotonic import rising
from firstdose.design.by_level.optimal_interval import optimal_interval
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import as_floats, at, check_levels, check_share, check_switches
from firstdose.design.order import upwards
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

_GRADES = 6  # 0 to 5
_DLT_GRADE = 3  # the lowest that a DLT commonly has
_SCORE = "Mean toxicity score {score:.3f} at {at} (sum {total:.2f} in {known:.0f} patients) "
_UP, _STAY = _SCORE + "is at or below {escalate:.3f}", _SCORE + "lies between {escalate:.3f} and {deescalate:.3f}"
EVIDENCE = {
    at_bound: Evidence(_UP, _STAY, _SCORE + f"is {'at or ' * at_bound}above {{deescalate:.3f}}")
    for at_bound in (False, True)
}


@dataclass(frozen=True)
class GBoin(DesignDefaults):
    """BOIN on a toxicity score of each patient's worst grade instead of the DLT alone.

    Parameters
    ----------
    target : mean score aimed at, normalised: as a share of the highest score, e.g. 0.47 / 1.5.
    n_levels : number of dose levels.
    scores : of CTCAE grades 0 to 5, rising from 0; the equivalent toxicity scores of Yuan et al. (2007) with a grade 3
        as one DLT, and grade 5 as grade 4, unless given.
    p_saf, p_tox : mean scores that call for escalation and de-escalation; 0.6 and 1.4 times the target.
    cutoff : a level with at least three patients is excluded, with all above it, once Pr(mean score > target) exceeds
        this, with the mean score ~ Beta(1, 1) a priori.
    deescalate_at_bound : go down also where the mean score equals the upper boundary.

    Notes
    -----
    The sum x of n normalised scores is taken as a quasi-binomial count, so that BOIN's boundaries hold for x / n and
    the posterior of the mean score is Beta(1 + x, 1 + n - x). The MTD is the admissible level whose isotonic mean score
    lies nearest the target. A patient whose grade is not known scores nothing without a DLT and the highest score with
    one, as does a DLT said to be below grade 3: without grades this is BOIN. The variant for pending patients
    (TITE-gBOIN) is not built: a decision waits for grades to be final.

    References
    ----------
    Mu R, Yuan Y, Xu J, Mandrekar SJ, Yin J (2019), J R Stat Soc C 68:289, doi:10.1111/rssc.12263.
    Yuan Z, Chappell R, Bailey H (2007), Biometrics 63:173, doi:10.1111/j.1541-0420.2006.00666.x.

    Examples
    --------
    >>> seen = Outcomes.of(level=[0, 0, 0], dlt=[0, 0, 1], severity=[1, 2, 3])  # 0 + 0.5 + 1 of 1.5 each
    >>> GBoin(target=0.47 / 1.5, n_levels=3).decide(seen).one().reason
    'Mean toxicity score 0.333 at level 1 (sum 1.00 in 3 patients) lies between 0.247 and 0.375: treat level 1 again.'
    """

    target: float
    n_levels: int
    scores: tuple[float, ...] = (0.0, 0.0, 0.5, 1.0, 1.5, 1.5)
    p_saf: float | None = None
    p_tox: float | None = None
    cutoff: float = 0.95
    deescalate_at_bound: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", as_floats("gBOIN: scores", self.scores))
        check_levels(self.n_levels)
        check_share("target", self.target)
        check_share("cutoff", self.cutoff)
        check_switches(deescalate_at_bound=self.deescalate_at_bound)
        steps = np.diff(self.scores)
        if (
            len(self.scores) != _GRADES
            or self.scores[0] != 0
            or not (np.all(steps >= 0) and 0 < self.scores[-1] < np.inf)
        ):
            raise DesignError(
                f"gBOIN: scores = {list(self.scores)}: a score for each CTCAE grade from 0 to 5 is needed, 0 for grade "
                "0 and none below the one before it, e.g. 0, 0, 0.5, 1, 1.5, 1.5."
            )
        _ = self.boundaries  # which refuses what cannot be

    @property
    def interval(self) -> tuple[float, float]:
        """``p_saf`` and ``p_tox`` in use."""
        return (
            0.6 * self.target if self.p_saf is None else self.p_saf,
            1.4 * self.target if self.p_tox is None else self.p_tox,
        )

    @property
    def boundaries(self) -> tuple[float, float]:
        """Highest mean score that escalates, and the one from which the dose goes down."""
        return optimal_interval(self.target, *self.interval)

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return dict(zip(("p_saf", "p_tox"), (round(p, 12) for p in self.interval), strict=True))

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Compare the mean score at the current level with the boundaries."""
        counts, here, total = seen.counts(self.n_levels), current_level(seen), self.totals(seen)
        p_over = beta_tail(counts.n, total, self.target)
        mean = total / np.where(counts.n > 0, counts.n, np.nan)
        move, top, bottom = self._move(np.round(at(mean, here), 9)), here == self.n_levels - 1, here == 0
        return Proposal(
            level=np.clip(here + move, 0, self.n_levels - 1),
            size=np.full(len(seen), 3),
            stop=np.zeros(len(seen), np.bool_),
            toxic=self._toxic(counts.n, p_over),
            verdict="is too toxic",
            criterion="its toxicity scores add up to {total:.2f} in {known:.0f} patients, so the probability of a mean "
            f"above {self.target:.3g} is {{p_over:.3f}}, above {self.cutoff:g}",
            about=here,
            cause=np.select([(move > 0) & top, move > 0, (move < 0) & bottom, move < 0], [TOP, UP, BOTTOM, DOWN], STAY),
            causes=EVIDENCE[self.deescalate_at_bound].causes,
            numbers={
                "p_dlt_mean": lambda: counts.dlt / np.where(counts.n > 0, counts.n, np.nan),
                "p_over": np.where(counts.n > 0, p_over, np.nan),
                "score": mean,
                "total": total,
                "escalate": np.broadcast_to(self.boundaries[0], mean.shape),
                "deescalate": np.broadcast_to(self.boundaries[1], mean.shape),
            },
        )

    def totals(self, seen: Outcomes) -> F64:
        """(T, K) normalised scores of the patients at each level, added up."""
        shares = np.array(self.scores) / self.scores[-1]
        known = shares[np.clip(seen.severity, 0, _GRADES - 1)]
        score = np.where(seen.dlt & (seen.severity < _DLT_GRADE), 1.0, known)
        cell = np.arange(len(seen))[:, None] * self.n_levels + np.maximum(seen.level, 0)
        added = np.bincount(cell.ravel(), np.where(seen.treated, score, 0.0).ravel(), len(seen) * self.n_levels)
        return np.asarray(np.round(added, 12).reshape(len(seen), self.n_levels), np.float64)

    def _move(self, score: F64) -> I8:
        low, high = (round(bound, 9) for bound in self.boundaries)
        down = score >= high if self.deescalate_at_bound else score > high
        return np.where(score <= low, 1, np.where(down, -1, 0)).astype(np.int8)

    def _toxic(self, n: I64, p_over: F64) -> Bool:
        return (n >= 3) & (np.round(p_over, 9) > self.cutoff)

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic mean score lies nearest the target; -1: none."""
        n, total = seen.counts(self.n_levels).n, self.totals(seen)
        toxic = upwards(self._toxic(n, beta_tail(n, total, self.target)), self.below)
        open_levels = (n > 0) & ~toxic
        mean = (total + 0.05) / (n + 0.1)
        estimate = rising(mean, np.where(open_levels, (n + 1.1) / (mean * (1 - mean)), 0.0))
        # a tiny rise with the level breaks ties: below the target the higher dose, above it the lower
        ranked = np.where(open_levels, estimate + 1e-10 * np.cumsum(open_levels, axis=1), np.inf)
        nearest = np.round(np.abs(ranked - self.target), 12).argmin(axis=1)
        return np.where(open_levels.any(axis=1), nearest, -1).astype(np.int8)
