"""What every design of one cohort answers: boundaries for the protocol, a decision, and how likely each end is."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from firstdose.design.expansion.checks import check_rates, check_responses
from firstdose.design.expansion.paths import NEVER, absorbed
from firstdose.types import F64, I8, I64

Action = Literal["continue", "go", "stop-efficacy", "stop-futility"]
STOP, CONTINUE, GO = -1, 0, 1  # of a verdict


@dataclass(frozen=True)
class Look:
    """One row of the protocol's table: what so many responses among ``n`` patients call for."""

    n: int
    stop_if_at_most: int | None  # responses; None: no number of them stops the cohort here
    go_if_at_least: int | None  # responses; None: no number of them is enough here


@dataclass(frozen=True)
class CohortDecision:
    """What the responses of one cohort call for, and why."""

    action: Action
    reason: str
    n: int
    responses: int
    next_look: int | None  # patients at which the cohort is looked at again; None once it has stopped

    @property
    def forward(self) -> bool | None:
        """Whether the cohort calls for going on; None while that is open."""
        return None if self.action == "continue" else self.action != "stop-futility"


@dataclass(frozen=True, eq=False)
class Chances:
    """Of R response rates and L looks, how likely each end is; every row of ends adds up to 1."""

    p: F64  # (R,) true response rates
    looks: tuple[int, ...]  # patients
    p_futility: F64  # (R, L) stopping at each look for too few responses; the last look included
    p_efficacy: F64  # (R, L) calling for going on at each look, the last look included

    @property
    def p_go(self) -> F64:
        """(R,) probability of calling for going on."""
        return np.asarray(self.p_efficacy.sum(axis=1), np.float64)

    @property
    def p_early_stop(self) -> F64:
        """(R,) probability of stopping for futility before the last look (PET)."""
        return np.asarray(self.p_futility[:, :-1].sum(axis=1), np.float64)

    @property
    def expected_n(self) -> F64:
        """(R,) mean number of patients."""
        spared = self.looks[-1] - np.array(self.looks, np.float64)
        return np.asarray(self.looks[-1] - ((self.p_futility + self.p_efficacy) * spared).sum(axis=1), np.float64)


class CohortDesign(ABC):
    """A design of one cohort; its boundaries say all, so the answers are the same for every design."""

    @property
    @abstractmethod
    def boundaries(self) -> tuple[Look, ...]:
        """A row a look, in the order of patients; at the last one every number of responses decides."""

    @property
    def patients(self) -> int:
        """Patients at most."""
        return self.boundaries[-1].n

    def verdict(self, responses: ArrayLike, n: ArrayLike) -> I8:
        """(T,) -1 stop for futility, 0 go on treating, 1 worth pursuing, for T cohorts at once.

        Parameters
        ----------
        responses, n : (T,) responses known, and patients whose response is known. Where ``n`` is no look, nothing is
            decided.
        """
        x, patients = np.broadcast_arrays(np.asarray(responses, np.int64), np.asarray(n, np.int64))
        low, high = _bounds(self.boundaries)
        looks = np.array([look.n for look in self.boundaries])
        at = np.minimum(np.searchsorted(looks, patients), len(looks) - 1)
        here = looks[at] == patients
        return np.where(here & (x <= low[at]), STOP, np.where(here & (x >= high[at]), GO, CONTINUE)).astype(np.int8)

    def decide(self, responses: int, n: int) -> CohortDecision:
        """What ``responses`` among ``n`` patients call for.

        Parameters
        ----------
        responses : patients who responded.
        n : patients whose response is known.
        """
        check_responses(responses, n, self.patients)
        rows = self.boundaries
        later = next((row.n for row in rows if row.n > n), None)
        row = next((row for row in rows if row.n == n), None)
        action, reason = _judged(row, responses, n, later)
        return CohortDecision(action, reason, n, responses, later if action == "continue" else None)

    def chances(self, p: ArrayLike) -> Chances:
        """How likely each end is at each true response rate, exactly.

        Parameters
        ----------
        p : (R,) response rates, or one.
        """
        rates = check_rates(p)
        low, high = _bounds(self.boundaries)
        looks = tuple(look.n for look in self.boundaries)
        ends = absorbed(rates, looks, low, high)
        return Chances(rates, looks, ends.low, ends.high)

    def p_go(self, p: float) -> float:
        """Probability of calling for going on where each patient responds with probability ``p``."""
        return float(self.chances(p).p_go[0])

    def p_early_stop(self, p: float) -> float:
        """Probability of stopping for futility before the last look (PET)."""
        return float(self.chances(p).p_early_stop[0])

    def expected_n(self, p: float) -> float:
        """Mean number of patients."""
        return float(self.chances(p).expected_n[0])


def _bounds(rows: Sequence[Look]) -> tuple[I64, I64]:
    """Lower and upper boundary of each look, out of reach where there is none."""
    low = [NEVER if row.stop_if_at_most is None else row.stop_if_at_most for row in rows]
    high = [row.n + 1 if row.go_if_at_least is None else row.go_if_at_least for row in rows]
    return np.array(low, np.int64), np.array(high, np.int64)


def _judged(row: Look | None, x: int, n: int, later: int | None) -> tuple[Action, str]:
    """What x responses of n call for, and why; ``later`` is the next look."""
    seen = f"{x} of {n} patients responded; "
    if row is None:
        return "continue", f"{seen}{n} patients are no look of this design: go on to the look at {later}."
    seen += f"at {n} patients "
    if row.stop_if_at_most is not None and x <= row.stop_if_at_most:
        return "stop-futility", f"{seen}{row.stop_if_at_most} or fewer are too few: stop for futility."
    if row.go_if_at_least is None or x < row.go_if_at_least:
        return "continue", f"{seen}{_open(row)}: go on to the look at {later}."
    seen += f"{row.go_if_at_least} or more are enough: "
    if later is None:
        return "go", f"{seen}worth pursuing."
    return "stop-efficacy", f"{seen}stop for efficacy, worth pursuing."


def _open(at: Look) -> str:
    few = None if at.stop_if_at_most is None else f"more than {at.stop_if_at_most}"
    many = None if at.go_if_at_least is None else f"fewer than {at.go_if_at_least}"
    return f"{' and '.join(filter(None, (few, many))) or 'any number of responses'} leave the question open"
