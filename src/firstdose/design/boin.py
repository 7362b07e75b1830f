"""The Bayesian optimal interval design (BOIN)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from firstdose.design.by_level.interval import Evidence, by_table, current_level
from firstdose.design.by_level.optimal_interval import optimal_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.by_level.titration import titrated
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_levels, check_share, check_size, check_switches
from firstdose.design.select_mtd import nearest_target
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64

_RATE = "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) "
_BETWEEN = _RATE + "lies between {escalate:.3f} and {deescalate:.3f}"
EVIDENCE = Evidence(_RATE + "is at or below {escalate:.3f}", _BETWEEN, _RATE + "is above {deescalate:.3f}")
AT_BOUND = EVIDENCE._replace(down=_RATE + "is at or above {deescalate:.3f}")


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
    extrasafe, offset : stop for toxicity once that of the lowest level exceeds ``cutoff - offset``.
    deescalate_at_bound : a DLT rate that equals the upper boundary goes down.
    bound_mtd : the DLT estimate of the MTD must lie below the upper boundary.
    titration : one patient a level until the first DLT or the highest level, then that level's cohort is filled up.
    cohort_size : patients of a cohort after a titration; otherwise the protocol says.

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
    extrasafe: bool = False
    offset: float = 0.05
    deescalate_at_bound: bool = False
    bound_mtd: bool = False
    titration: bool = False
    cohort_size: int = 3

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        check_share("target", self.target)
        check_size("cohort_size", self.cohort_size)
        check_switches(
            extrasafe=self.extrasafe,
            deescalate_at_bound=self.deescalate_at_bound,
            bound_mtd=self.bound_mtd,
            titration=self.titration,
        )
        Overdose(self.target, self.cutoff, offset=self.offset)
        _ = self.boundaries

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
        return optimal_interval(self.target, *self.interval)

    @property
    def overdose(self) -> Overdose:
        """When a level is too toxic."""
        return Overdose(self.target, self.cutoff, offset=self.offset if self.extrasafe else 0.0)

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return dict(zip(("p_saf", "p_tox"), (round(p, 12) for p in self.interval), strict=True))

    @property
    def own_cohorts(self) -> bool:
        """Whether a titration says how many patients come next."""
        return self.titration

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Compare the DLT rate at the current level with the boundaries."""
        counts, here = seen.counts(self.n_levels), current_level(seen)
        escalate, deescalate = self.boundaries
        rate = np.round(at(counts.dlt, here) / np.maximum(at(counts.n, here), 1), 9)
        low, high = round(escalate, 9), round(deescalate, 9)
        down = rate >= high if self.deescalate_at_bound else rate > high
        shape = counts.n.shape
        proposal = by_table(
            seen,
            self.n_levels,
            np.where(rate <= low, 1, np.where(down, -1, 0)).astype(np.int8),
            self.overdose,
            AT_BOUND if self.deescalate_at_bound else EVIDENCE,
            {"escalate": lambda: np.full(shape, escalate), "deescalate": lambda: np.full(shape, deescalate)},
        )
        return titrated(proposal, counts, here, self.cohort_size) if self.titration else proposal

    def p_over(self, n: I64, dlt: I64) -> F64:
        """Pr(p > target) after ``dlt`` DLTs in ``n`` patients, p ~ Beta(1, 1) a priori."""
        return self.overdose.p_over(n, dlt)

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level whose isotonic DLT estimate lies nearest the target; -1: none."""
        counts = seen.counts(self.n_levels)
        bound = self.boundaries[1] if self.bound_mtd else np.inf
        return nearest_target(counts, self.overdose.toxic(counts.n, counts.dlt), self.target, bound)
