"""BOIN with patients beside the escalation cohort, at lower levels that have shown a response (BF-BOIN)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from firstdose.design.boin import Boin
from firstdose.design.by_level.interval import Evidence, current_level
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_count, check_switches
from firstdose.design.numbers import Number
from firstdose.design.order import highest_within, upwards
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

_RATE = "DLT rate {p_dlt_mean:.3f} at {at} ({dlt:.0f} of {known:.0f}) "
EVIDENCE = Evidence(
    _RATE + "is at or below {escalate:.3f}",
    _RATE + "lies between {escalate:.3f} and {deescalate:.3f}",
    _RATE + "is above {deescalate:.3f}",
)
_POOLED = (
    "Backfill patients at level {anchor:.0f} speak against the DLT rate of {p_dlt_mean:.3f} at {at}; from there up the "
    "pooled rate is {pooled:.3f}: "
)
CAUSES = (
    *EVIDENCE.causes,
    _POOLED + "go up to {next}.",
    _POOLED + "treat {at} again.",
    _POOLED + "go down to {next}.",
)
UP, STAY, DOWN, TOP, BOTTOM, POOLED = range(6)
WAITING = "Patients of the cohort still in the DLT window ({escalating:.0f}) could change the decision: wait."
_NOBODY = 2  # where no outcome is known, instead of a move


class _Tally(NamedTuple):
    """Patients whose outcome is known, (T, K) each."""

    n: I64
    dlt: I64

    def over(self, low: I64) -> "_Tally":
        """Of each level together with those from ``low``, (T,), up to it; nobody below ``low``."""
        levels = np.arange(self.n.shape[1])
        added = (np.cumsum(np.where(levels >= low[:, None], kind, 0), axis=1) for kind in self)
        return _Tally(*added)


@dataclass(frozen=True)
class BackfillBoin(DesignDefaults):
    """BOIN in cohorts, while other patients fill up lower levels that are safe and have shown a response.

    Parameters
    ----------
    target : DLT probability aimed at.
    n_levels : number of dose levels.
    p_saf, p_tox : DLT probabilities that call for escalation and de-escalation; 0.6 and 1.4 times the target.
    cutoff : as in BOIN.
    n_cap : a level is closed for backfill from so many patients on, those of its cohorts among them.
    needs_response : a level opens once a response has been seen at it or below.
    stay_at_one_of_three : one DLT in three patients never calls for a lower level, as many protocols have it.

    Notes
    -----
    Rates are those of the patients whose outcome is known, backfill patients too. A level is open for backfill below
    the level of the cohort, where a response has been seen at it or below, with fewer than ``n_cap`` patients, unless
    its DLT rate and the rate pooled with the level above both lie above BOIN's upper boundary: that closes it and all
    above it.

    A decision waits for the cohort and for nobody else. Where backfill patients of a lower level call for
    de-escalation, or for staying while the current level's patients call for escalation, BOIN's rule is applied to the
    rate pooled over the levels from the highest such one up to the current one; if it calls for de-escalation, the dose
    goes to the highest level below up to which the pooled rate does not, or below them all. The MTD is BOIN's.

    References
    ----------
    Zhao Y, Yuan Y, Korn EL, Freidlin B (2024), Clin Cancer Res 30:673, doi:10.1158/1078-0432.CCR-23-2585.

    Examples
    --------
    >>> decision = BackfillBoin(target=0.25, n_levels=4).decide(Outcomes.parse("1NNE 2NNN")).one()
    >>> decision.level, decision.backfill
    (2, (0, 1))
    """

    target: float
    n_levels: int
    p_saf: float | None = None
    p_tox: float | None = None
    cutoff: float = 0.95
    n_cap: int = 12
    needs_response: bool = True
    stay_at_one_of_three: bool = False
    weighs_pending = True  # those of the backfill

    def __post_init__(self) -> None:
        _ = self.boin  # which refuses what cannot be
        check_count("n_cap", self.n_cap)
        check_switches(needs_response=self.needs_response, stay_at_one_of_three=self.stay_at_one_of_three)

    @property
    def boin(self) -> Boin:
        """The design without backfill."""
        return Boin(self.target, self.n_levels, self.p_saf, self.p_tox, self.cutoff)

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return self.boin.derived

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """BOIN's move by all known outcomes, and the levels open beside it."""
        counts, here = seen.counts(self.n_levels), current_level(seen)
        told = _Tally(counts.n - counts.pending, counts.dlt)
        overdose = self.boin.overdose
        toxic = overdose.toxic(told.n, told.dlt)
        anchor = self._anchor(seen, told, here)
        pooled = told.over(np.maximum(anchor, 0))
        level, cause = self._move(told, pooled, anchor, here)
        closed = upwards(toxic, self.below)
        cohort = np.asarray((seen.pending & (seen.cohort >= 0)).sum(axis=1), np.float64)
        return Proposal(
            level=level,
            size=np.full(len(seen), 3),
            stop=np.zeros(len(seen), np.bool_),
            toxic=toxic,
            verdict="is too toxic",
            criterion=overdose.criterion,
            about=here,
            cause=cause,
            causes=CAUSES,
            numbers=self._numbers(told, pooled, anchor, cohort) | {"response": counts.response.astype(np.float64)},
            backfill=self._open(seen, told, highest_within(~closed, np.where(cohort > 0, here, level), self.below)),
            wait=(cohort > 0) & ~at(closed, here),
            waiting=WAITING,
        )

    def _numbers(self, told: _Tally, pooled: _Tally, anchor: I64, cohort: F64) -> dict[str, Number]:
        shape, (low, high) = told.n.shape, self.boin.boundaries
        return {
            **self.boin.overdose.numbers(told.n, told.dlt),
            "p_dlt_mean": lambda: _rates(told),
            "pooled": lambda: _rates(pooled),
            "anchor": np.broadcast_to(anchor[:, None] + 1.0, shape),
            "escalating": np.broadcast_to(cohort[:, None], shape),
            "escalate": np.broadcast_to(low, shape),
            "deescalate": np.broadcast_to(high, shape),
        }

    def _anchor(self, seen: Outcomes, told: _Tally, here: I64) -> I64:
        """(T,) highest level below the current one whose backfill patients speak against it; -1: none."""
        beside = replace(seen, level=np.where(seen.cohort < 0, seen.level, -1).astype(np.int8))
        filled = beside.counts(self.n_levels).n > 0
        calls = self._calls(told)
        lower = np.arange(self.n_levels) < here[:, None]
        against = (calls == -1) | ((calls == 0) & (at(calls, here) == 1)[:, None])
        return np.asarray(np.where(lower & filled & against, np.arange(self.n_levels), -1).max(axis=1), np.int64)

    def _move(self, told: _Tally, pooled: _Tally, anchor: I64, here: I64) -> tuple[I64, I64]:
        """(T,) the level wanted, and the sentence."""
        levels, conflict = np.arange(self.n_levels), anchor >= 0
        together = self._calls(pooled)
        call = at(np.where(conflict[:, None], together, self._calls(told)), here)
        safe = (levels >= anchor[:, None]) & (levels < here[:, None]) & (together != -1)
        down = np.where(conflict, np.where(safe, levels, anchor[:, None] - 1).max(axis=1), here - 1)
        level = np.select([call == 1, call == -1], [np.minimum(here + 1, self.n_levels - 1), np.maximum(down, 0)], here)
        top, bottom = here == self.n_levels - 1, here == 0
        alone = np.select(
            [(call == 1) & top, call == 1, (call == -1) & bottom, call == -1], [TOP, UP, BOTTOM, DOWN], STAY
        )
        return level, np.where(conflict, POOLED + 1 - np.sign(level - here), alone)

    def _calls(self, told: _Tally) -> I8:
        """(T, K) what BOIN makes of each rate: 1 up, 0 stay, -1 down, 2 nobody is known."""
        low, high = (round(bound, 9) for bound in self.boin.boundaries)
        rate = np.round(told.dlt / np.maximum(told.n, 1), 9)
        kept = self.stay_at_one_of_three & (told.n == 3) & (told.dlt == 1)
        return np.select([told.n == 0, rate <= low, (rate > high) & ~kept], [_NOBODY, 1, -1], 0).astype(np.int8)

    def _open(self, seen: Outcomes, told: _Tally, cohort: I64) -> Bool:
        """(T, K) levels open for backfill below that of the cohort."""
        counts, levels = seen.counts(self.n_levels), np.arange(self.n_levels)
        above = _Tally(*(np.pad(kind[:, 1:], ((0, 0), (0, 1))) for kind in told))
        pair = _Tally(told.n + above.n, told.dlt + above.dlt)
        unsafe = upwards((self._calls(told) == -1) & (self._calls(pair) == -1), self.below)
        responded = upwards(counts.response > 0, self.below) | (not self.needs_response)
        tried = (counts.n > 0) & (counts.n < self.n_cap)
        return np.asarray(tried & responded & ~unsafe & (levels < cohort[:, None]), np.bool_)

    def select(self, seen: Outcomes) -> I8:
        """The MTD by BOIN's rule, of the patients whose outcome is known; -1: none."""
        return self.boin.select(seen.known())


def _rates(told: _Tally) -> F64:
    return np.asarray(told.dlt / np.where(told.n > 0, told.n, np.nan), np.float64)
