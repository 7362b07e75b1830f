"""The Bayesian optimal interval design (BOIN)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

import numpy as np
from scipy.special import betainc

from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.isotonic import isotonic
from firstdose.design.levels import at, check_levels, check_share
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

_AT_OR_BELOW = "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) is at or below {escalate:.3f}: "
_ABOVE = "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) is above {deescalate:.3f}: "
CAUSES = (
    _AT_OR_BELOW + "go up to {next}.",
    "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) lies between {escalate:.3f} and {deescalate:.3f}: "
    "treat {at} again.",
    _ABOVE + "go down to {next}.",
    _AT_OR_BELOW + "there is no higher level, treat {at} again.",
    _ABOVE + "there is no lower level and it is not excluded, treat {at} again.",
)
_TABLE = 200  # patients up to which probabilities are looked up: simulated trials ask for the same ones again and again
UP, STAY, DOWN, TOP, BOTTOM = range(len(CAUSES))


@dataclass(frozen=True)
class Boin(DesignDefaults):
    """Up, stay or down by the DLT rate at the current level, between two optimal boundaries.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    p_saf, p_tox : DLT probabilities that call for escalation and de-escalation; 0.6 and 1.4 times the target.
    cutoff : a level with at least three patients is excluded, with all above it, once Pr(p > target) exceeds this,
        with p ~ Beta(1, 1) a priori.

    Notes
    -----
    Escalate at a rate at or below the lower boundary; de-escalate strictly above the upper one (BOIN 2.7.2; the paper
    writes "at or above", which differs only where a rate equals the boundary). The MTD is the admissible level whose
    isotonic estimate lies nearest the target.

    References
    ----------
    Liu S, Yuan Y (2015), J R Stat Soc C 64:507, eq. 2 and 3, doi:10.1111/rssc.12089.

    Examples
    --------
    >>> [round(b, 3) for b in Boin(target=0.3, n_levels=5).boundaries]
    [0.236, 0.359]
    """

    target: float
    n_levels: int
    p_saf: float | None = None
    p_tox: float | None = None
    cutoff: float = 0.95

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        check_share("target", self.target)
        check_share("cutoff", self.cutoff)
        low, high = self.interval
        if not 0 < low < self.target < high < 1:
            raise DesignError(
                f"BOIN: p_saf = {low:g}, target = {self.target:g}, p_tox = {high:g}: they must rise in this order "
                "between 0 and 1. Leave p_saf and p_tox out for 0.6 and 1.4 times the target."
            )

    @property
    def interval(self) -> tuple[float, float]:
        """``p_saf`` and ``p_tox`` in use."""
        return (
            0.6 * self.target if self.p_saf is None else self.p_saf,
            1.4 * self.target if self.p_tox is None else self.p_tox,
        )

    @property
    def boundaries(self) -> tuple[float, float]:
        """Highest DLT rate that escalates, and the rate above which the dose goes down."""
        (low, high), p = self.interval, self.target
        escalate = log((1 - low) / (1 - p)) / log(p * (1 - low) / (low * (1 - p)))
        deescalate = log((1 - p) / (1 - high)) / log(high * (1 - p) / (p * (1 - high)))
        return escalate, deescalate

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return dict(zip(("p_saf", "p_tox"), (round(p, 12) for p in self.interval), strict=True))

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Compare the DLT rate at the current level with the boundaries."""
        counts, here = seen.counts(self.n_levels), np.maximum(seen.current, 0).astype(np.int64)
        rates = counts.dlt / np.where(counts.n > 0, counts.n, np.nan)
        escalate, deescalate = self.boundaries
        rate = np.round(at(rates, here), 9)
        move = np.where(rate <= round(escalate, 9), 1, np.where(rate > round(deescalate, 9), -1, 0))
        top, bottom = here == self.n_levels - 1, here == 0
        cause = np.select([(move > 0) & top, move > 0, (move < 0) & bottom, move < 0], [TOP, UP, BOTTOM, DOWN], STAY)
        p_over = self.p_over(counts.n, counts.dlt)
        return Proposal(
            level=np.clip(here + move, 0, self.n_levels - 1),
            size=np.full(len(seen), 3),
            stop=np.zeros(len(seen), np.bool_),
            toxic=self._toxic(counts.n, p_over),
            verdict="is too toxic",
            criterion="{dlt:.0f} of {known:.0f} patients had a DLT, so the probability of exceeding "
            f"{self.target:g} is {{p_over:.3f}}, above {self.cutoff:g}",
            about=here,
            cause=cause,
            causes=CAUSES,
            numbers={
                "p_dlt_mean": rates,
                "p_over": np.where(counts.n > 0, p_over, np.nan),
                "escalate": np.broadcast_to(escalate, rates.shape),
                "deescalate": np.broadcast_to(deescalate, rates.shape),
            },
        )

    def p_over(self, n: I64, dlt: I64) -> F64:
        """Pr(p > target) after ``dlt`` DLTs in ``n`` patients, p ~ Beta(1, 1) a priori."""
        n_max = int(n.max(initial=0))
        if n_max <= _TABLE:
            return _p_over_table(self.target, n_max)[n, dlt]
        return _p_over(self.target, n, dlt)

    def _toxic(self, n: I64, p_over: F64) -> Bool:
        return (n >= 3) & (np.round(p_over, 9) > self.cutoff)

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic DLT estimate lies nearest the target; -1: none."""
        counts = seen.counts(self.n_levels)
        toxic = np.logical_or.accumulate(self._toxic(counts.n, self.p_over(counts.n, counts.dlt)), axis=1)
        open_levels = (counts.n > 0) & ~toxic
        estimate = isotonic(counts.n, counts.dlt, open_levels)
        # a tiny rise with the level breaks ties: below the target the higher dose, above it the lower
        ranked = estimate + 1e-10 * np.cumsum(open_levels, axis=1)
        distance = np.abs(np.where(open_levels, ranked, np.inf) - self.target)
        return np.where(open_levels.any(axis=1), np.round(distance, 12).argmin(axis=1), -1).astype(np.int8)


@lru_cache(maxsize=64)
def _p_over_table(target: float, n_max: int) -> F64:
    n, dlt = np.meshgrid(np.arange(n_max + 1), np.arange(n_max + 1), indexing="ij")
    return _p_over(target, n, np.minimum(dlt, n))


def _p_over(target: float, n: I64, dlt: I64) -> F64:
    return np.asarray(1 - betainc(dlt + 1, n - dlt + 1, target), np.float64)
