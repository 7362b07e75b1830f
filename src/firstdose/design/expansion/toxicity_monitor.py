"""Watching toxicity while a cohort is expanded: stop once it is likely too high."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from firstdose.design.expansion.checks import check_looks, check_prior, check_rates, check_responses
from firstdose.design.expansion.paths import NEVER, absorbed
from firstdose.design.levels import check_count, check_share
from firstdose.errors import DesignError
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True)
class ToxicityLook:
    """One row of the protocol's table."""

    n: int
    stop_if_at_least: int | None  # patients with toxicity; None: no number of them stops here


@dataclass(frozen=True)
class ToxicityDecision:
    """What the toxicities of one cohort call for, and why."""

    action: Literal["continue", "stop-toxicity"]
    reason: str
    n: int
    toxicities: int
    p_over: float  # Pr(p > limit)


@dataclass(frozen=True, eq=False)
class ToxicityChances:
    """Of R true toxicity rates, how likely the cohort stops, and when."""

    p: F64  # (R,)
    looks: tuple[int, ...]
    p_stop_at: F64  # (R, L) stopping at each look
    n_max: int

    @property
    def p_stop(self) -> F64:
        """(R,) probability of stopping at any look."""
        return np.asarray(self.p_stop_at.sum(axis=1), np.float64)

    @property
    def expected_n(self) -> F64:
        """(R,) mean number of patients."""
        stopped = np.einsum("rl,l->r", self.p_stop_at, np.array(self.looks, np.float64))
        return np.asarray(stopped + (1 - self.p_stop) * self.n_max, np.float64)


@dataclass(frozen=True)
class ToxicityMonitor:
    """Stop once Pr(p > limit) exceeds a cutoff, p the probability of toxicity.

    Parameters
    ----------
    limit : toxicity probability that is not to be exceeded.
    n_max : patients of the cohort.
    cutoff : stop if Pr(p > limit) is above this.
    prior : a and b of p ~ Beta(a, b); limit and 1 - limit, which weighs as much as one patient, unless given.
    looks : patients at each look; after every patient, unless given.
    first : patients before whom nothing stops, where ``looks`` is not given.

    Notes
    -----
    Pr(p > limit) = 1 - I_limit(a + y, b + n - y) after y toxicities in n patients, I the regularised incomplete beta
    function. A probability equal to the cutoff does not stop. Every chance is exact. Toxicities of the dose escalation
    at the same dose may enter as the prior: a + y and b + n - y.

    References
    ----------
    Thall PF, Simon R, Estey EH (1995), Stat Med 14:357, doi:10.1002/sim.4780140404 (Bayesian monitoring of toxicity).
    Geller NL, Follmann D, Leifer ES, Carter SL (2003), in Advances in Clinical Trial Biostatistics (boundaries by n).

    Examples
    --------
    >>> monitor = ToxicityMonitor(limit=0.3, n_max=20, looks=(5, 10, 15, 20))
    >>> [(row.n, row.stop_if_at_least) for row in monitor.boundaries]
    [(5, 4), (10, 6), (15, 8), (20, 10)]
    """

    limit: float
    n_max: int
    cutoff: float = 0.95
    prior: tuple[float, float] | None = None
    looks: tuple[int, ...] | None = None
    first: int = 1

    def __post_init__(self) -> None:
        check_share("limit", self.limit)
        check_share("cutoff", self.cutoff)
        check_count("n_max", self.n_max)
        check_count("first", self.first)
        check_prior("Toxicity monitoring", self.beta_prior)
        if not 1 <= self.first <= self.n_max:
            raise DesignError(
                f"Toxicity monitoring: first = {self.first} of n_max = {self.n_max}: the first look is at 1 patient "
                "or more, and not after the last."
            )
        check_looks("Toxicity monitoring", self.at)
        if self.at[-1] > self.n_max:
            raise DesignError(
                f"Toxicity monitoring: a look at {self.at[-1]} patients is after n_max = {self.n_max}. Remove it."
            )

    @property
    def beta_prior(self) -> tuple[float, float]:
        """a and b in use."""
        return (self.limit, 1 - self.limit) if self.prior is None else self.prior

    @property
    def at(self) -> tuple[int, ...]:
        """Patients at each look in use."""
        return tuple(range(self.first, self.n_max + 1)) if self.looks is None else self.looks

    def p_over(self, toxicities: ArrayLike, n: ArrayLike) -> F64:
        """(T,) Pr(p > limit) after ``toxicities`` in ``n`` patients."""
        a, b = self.beta_prior
        y, patients = np.asarray(toxicities, np.float64), np.asarray(n, np.float64)
        return np.asarray(1 - betainc(a + y, b + patients - y, self.limit), np.float64)

    def stops(self, toxicities: ArrayLike, n: ArrayLike) -> Bool:
        """(T,) whether each of T cohorts stops."""
        looked = np.isin(np.asarray(n), self.at)
        return np.asarray(looked & (np.round(self.p_over(toxicities, n), 9) > self.cutoff))

    def decide(self, toxicities: int, n: int) -> ToxicityDecision:
        """What ``toxicities`` among ``n`` patients call for."""
        check_responses(toxicities, n, self.n_max)
        over = float(self.p_over(toxicities, n))
        seen = f"{toxicities} of {n} patients had a toxicity; Pr(p > {self.limit:g}) is {over:.3f}"
        if n not in self.at:
            return ToxicityDecision("continue", f"{seen}; {n} patients are no look of this rule.", n, toxicities, over)
        if self.stops(toxicities, n):
            return ToxicityDecision("stop-toxicity", f"{seen}, above {self.cutoff:g}: stop.", n, toxicities, over)
        return ToxicityDecision("continue", f"{seen}, not above {self.cutoff:g}: go on.", n, toxicities, over)

    @property
    def boundaries(self) -> tuple[ToxicityLook, ...]:
        """A row a look."""
        return tuple(ToxicityLook(n, self._fewest(n)) for n in self.at)

    def _fewest(self, n: int) -> int | None:
        over = self.stops(np.arange(n + 1), np.full(n + 1, n))
        return int(over.argmax()) if over.any() else None

    def chances(self, p: ArrayLike) -> ToxicityChances:
        """How likely the cohort stops at each true toxicity rate, exactly.

        Parameters
        ----------
        p : (R,) toxicity rates, or one.
        """
        rates = check_rates(p, "Toxicity rate")
        high = _fewest_of(self.boundaries)
        ends = absorbed(rates, self.at, np.full(len(self.at), NEVER), high)
        return ToxicityChances(rates, self.at, ends.high, self.n_max)

    def p_stop(self, p: float) -> float:
        """Probability of stopping at any look."""
        return float(self.chances(p).p_stop[0])

    def expected_n(self, p: float) -> float:
        """Mean number of patients."""
        return float(self.chances(p).expected_n[0])


def _fewest_of(rows: Sequence[ToxicityLook]) -> I64:
    return np.array([row.n + 1 if row.stop_if_at_least is None else row.stop_if_at_least for row in rows], np.int64)
