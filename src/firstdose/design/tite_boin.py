"""The time-to-event Bayesian optimal interval design (TITE-BOIN)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from firstdose.design.boin import Boin
from firstdose.design.by_level.follow_up import effective_patients
from firstdose.design.by_level.interval import Evidence, by_table, current_level
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_numbers
from firstdose.design.numbers import Number
from firstdose.design.order import upwards
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8

_RATE = "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {effective:.2f} patients by follow-up) "
_UP, _STAY = _RATE + "is at or below {escalate:.3f}", _RATE + "lies between {escalate:.3f} and {deescalate:.3f}"
EVIDENCE = {
    at_bound: Evidence(_UP, _STAY, _RATE + f"is {'at or ' * at_bound}above {{deescalate:.3f}}")
    for at_bound in (False, True)
}
CRITERION = Overdose.criterion.replace("{known", "{n")
WAITING = (
    "{pending:.0f} of {n:.0f} patients at {at} are still in the DLT window, and what comes of them could change the "
    "decision: wait."
)


@dataclass(frozen=True)
class TiteBoin(DesignDefaults):
    """BOIN that goes on while patients are in the DLT window, each counted by the share of it seen.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    p_saf, p_tox : DLT probabilities that call for escalation and de-escalation; 0.6 and 1.4 times the target.
    cutoff : a level with at least three patients, pending ones among them, is excluded, with all above it, once
        Pr(p > target) exceeds this, with p ~ Beta(1, 1) a priori.
    max_pending : share of the patients at the current level, pending, above which the trial waits; below 1.
    deescalate_at_bound : go down also where the rate equals the upper boundary; False: only above it, as BOIN 2.7.2.

    Notes
    -----
    The rate is DLTs / (n - c + STFT): n patients at the level, c of them pending, STFT the sum of their follow-up in
    DLT windows. It is compared with BOIN's boundaries. At the lowest level, a rate that calls for de-escalation waits
    for its pending patients. A level excluded is left at once. With nobody pending this is BOIN. The MTD is BOIN's,
    of the patients whose outcome is known; a trial ends when no pending patient can change it.

    The paper imputes each pending patient's outcome once and tabulates the STFT at which the imputed rate meets a
    boundary; here the imputed rate is solved for itself, which the follow-up paper (Lin and Yuan 2020) shows to be the
    likelihood's own estimate. The R package TITEgBOIN 0.4.0 does the same.

    References
    ----------
    Yuan Y, Lin R, Li D, Nie L, Warren KE (2018), Clin Cancer Res 24:4921, doi:10.1158/1078-0432.CCR-18-0246.
    Lin R, Yuan Y (2020), Biostatistics 21:807, doi:10.1093/biostatistics/kxz007.

    Examples
    --------
    >>> seen = Outcomes.of(level=[0] * 3, dlt=[0, 0, 0], follow_up=[1, 1, 0.5])  # one of three half-way
    >>> TiteBoin(target=0.3, n_levels=3).decide(seen).one().reason
    'DLT rate 0.000 at level 1 (0 of 2.50 patients by follow-up) is at or below 0.236: go up to level 2.'
    """

    target: float
    n_levels: int
    p_saf: float | None = None
    p_tox: float | None = None
    cutoff: float = 0.95
    max_pending: float = 0.5
    deescalate_at_bound: bool = True
    weighs_pending = True

    def __post_init__(self) -> None:
        _ = self.boin  # which refuses what cannot be
        check_numbers(max_pending=self.max_pending)
        if not 0 <= self.max_pending < 1:
            raise DesignError(
                f"TITE-BOIN: max_pending = {self.max_pending:g}: a share from 0 to below 1 is needed, of the patients "
                "at a level that may be pending when the next are treated, e.g. 0.5."
            )

    @property
    def boin(self) -> Boin:
        """The design that this is once nobody is pending."""
        at_bound = self.deescalate_at_bound
        return Boin(self.target, self.n_levels, self.p_saf, self.p_tox, self.cutoff, deescalate_at_bound=at_bound)

    @property
    def boundaries(self) -> tuple[float, float]:
        """Highest DLT rate that escalates, and the rate from which the dose goes down."""
        return self.boin.boundaries

    def stft_bounds(self, n: int, dlt: int, pending: int) -> tuple[float, float]:
        """Total follow-up of the pending, in windows, from which the dose goes up and up to which it goes down.

        Examples
        --------
        >>> [round(bound, 2) for bound in TiteBoin(0.3, 3).stft_bounds(n=6, dlt=1, pending=2)]
        [0.23, -1.21]
        """
        escalate, deescalate = self.boundaries
        return dlt / escalate - (n - pending), dlt / deescalate - (n - pending)

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return self.boin.derived

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Compare the DLT rate at the current level with the boundaries, unless too many are pending there."""
        counts, here = seen.counts(self.n_levels), current_level(seen)
        effective = effective_patients(seen, self.n_levels)
        rates = counts.dlt / np.where(effective > 0, effective, np.nan)
        escalate, deescalate = self.boundaries
        move = self._move(np.round(at(rates, here), 9))
        numbers: dict[str, Number] = {
            "p_dlt_mean": rates,
            "effective": effective,
            "escalate": np.broadcast_to(escalate, rates.shape),
            "deescalate": np.broadcast_to(deescalate, rates.shape),
        }
        wish = by_table(seen, self.n_levels, move, self.boin.overdose, EVIDENCE[self.deescalate_at_bound], numbers)
        n, pending = at(counts.n, here), at(counts.pending, here)
        too_many = pending > np.round(self.max_pending * n, 9)
        unsettled = (move < 0) & (here == 0) & (pending > 0)
        excluded = at(upwards(wish.toxic, self.below), here)
        return replace(wish, criterion=CRITERION, wait=(too_many | unsettled) & ~excluded, waiting=WAITING)

    def _move(self, rate: F64) -> I8:
        low, high = (round(bound, 9) for bound in self.boundaries)
        down = rate >= high if self.deescalate_at_bound else rate > high
        return np.where(rate <= low, 1, np.where(down, -1, 0)).astype(np.int8)

    def select(self, seen: Outcomes) -> I8:
        """The MTD by BOIN's rule, of the patients whose outcome is known; -1: none."""
        return self.boin.select(seen.known())
