"""BOP2 for two endpoints of one cohort: nested, co-primary, or efficacy with toxicity."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from firstdose.design.expansion.bop2_endpoints import NAMES, Kind, decides, joint_of, outcomes, rates_of, stops
from firstdose.design.expansion.bop2_search import best, check_tuning, cutoffs, tunings
from firstdose.design.expansion.checks import check_looks
from firstdose.design.expansion.cohort import Action, Chances
from firstdose.design.expansion.paths import Absorbed, absorbed_pairs
from firstdose.design.levels import check_share, is_whole
from firstdose.errors import DesignError
from firstdose.types import I64


@dataclass(frozen=True)
class PairLook:
    """One row of the protocol's table for two endpoints."""

    n: int
    first_at_most: int | None  # counts of the first endpoint that are too few; None: no count is
    second_at_most: int | None  # the same of the second endpoint; None: no count is, or it is a toxicity
    second_at_least: int | None = None  # toxicities that are too many; None: no count is, or it is no toxicity


@dataclass(frozen=True)
class PairDecision:
    """What the counts of two endpoints call for, and why."""

    action: Action
    reason: str
    n: int
    first: int
    second: int
    next_look: int | None


@dataclass(frozen=True)
class Bop2Pair:
    """Stop once two endpoints are unlikely to exceed their rates of no interest, by cutoffs that rise with n.

    Parameters
    ----------
    kind : ``"nested"``, complete response within response: stops if both are too few. ``"co-primary"``, two endpoints
        of which one is enough: stops if both are too few. ``"efficacy-toxicity"``: stops if responses are too few, or
        toxicities too many.
    null : probability under the null that a patient has both endpoints, only the first, only the second, or neither;
        for nested endpoints of complete response, partial response, or neither.
    looks : patients at each look; the last is the size of the cohort.
    lambda_, gamma : of the cutoff lambda (n / N)^gamma.

    Notes
    -----
    The joint probabilities have a Dirichlet prior with parameters ``null``, which weighs as much as one patient. Each
    endpoint's rate then has the beta posterior Beta(phi + x, 1 - phi + n - x), phi its rate under the null. At the last
    look the cohort calls for going on unless it stops. A probability equal to its cutoff goes on, as in the paper.

    References
    ----------
    Zhou H, Lee JJ, Yuan Y (2017), Stat Med 36:3302, doi:10.1002/sim.7338.

    Examples
    --------
    >>> design = Bop2Pair("nested", (0.15, 0.15, 0.70), looks=(10, 20, 30, 40), lambda_=0.95, gamma=1.0)
    >>> [(row.n, row.first_at_most, row.second_at_most) for row in design.boundaries]
    [(10, 0, 2), (20, 3, 6), (30, 5, 10), (40, 10, 17)]
    """

    kind: Kind
    null: tuple[float, ...]
    looks: tuple[int, ...]
    lambda_: float
    gamma: float

    def __post_init__(self) -> None:
        joint_of(self.kind, self.null)
        check_looks("BOP2", self.looks)
        check_tuning(self.lambda_, self.gamma)
        if not decides(self.kind, self._bounds[None], self.looks)[0]:
            raise DesignError(
                f"BOP2: at some look every outcome ends alike: lambda = {self.lambda_:g} is too low or too "
                "high to tell them apart. Let Bop2Pair.design find it."
            )

    @classmethod
    def design(
        cls, kind: Kind, null: Sequence[float], target: Sequence[float], looks: Sequence[int], alpha: float = 0.1
    ) -> "Bop2Pair":
        """The lambda and gamma with the most power at ``target`` among those that keep the error under ``null``.

        Parameters
        ----------
        null, target : joint probabilities of no interest and worth pursuing, in the order of ``null`` of the class.
        looks : patients at each look.
        alpha : highest probability of going on under ``null``.
        """
        truths = np.stack([joint_of(kind, null), joint_of(kind, target)])
        check_looks("BOP2", looks)
        check_share("alpha", alpha)
        lambda_, gamma = tunings()
        bounds = stops(kind, truths[0], looks, cutoffs(lambda_, gamma, looks))

        def walks(truth: int, each: I64) -> Absorbed:
            futile, good = outcomes(kind, each, looks)
            return absorbed_pairs(np.tile(truths[truth], (len(each), 1)), looks, futile, good)

        found = best(bounds, decides(kind, bounds, looks), walks, looks, alpha)
        if found is None:
            raise DesignError(
                f"BOP2: no lambda and gamma keep the error under the null to alpha = {alpha:g} with {looks[-1]} "
                "patients. Raise alpha or treat more patients."
            )
        return cls(kind, tuple(null), tuple(looks), *found)

    @property
    def rates(self) -> tuple[float, float]:
        """Rate of each endpoint under the null."""
        return rates_of(joint_of(self.kind, self.null))

    @property
    def _bounds(self) -> I64:
        at = cutoffs(np.array([self.lambda_]), np.array([self.gamma]), self.looks)
        return np.asarray(stops(self.kind, joint_of(self.kind, self.null), self.looks, at)[0], np.int64)

    @property
    def boundaries(self) -> tuple[PairLook, ...]:
        """A row a look."""
        toxic = self.kind == "efficacy-toxicity"
        return tuple(
            PairLook(
                n,
                int(first) if first >= 0 else None,
                int(second) if second >= 0 and not toxic else None,
                int(second) if toxic and second <= n else None,
            )
            for n, (first, second) in zip(self.looks, self._bounds, strict=True)
        )

    def decide(self, first: int, second: int, n: int) -> PairDecision:
        """What the counts of both endpoints among ``n`` patients call for.

        Parameters
        ----------
        first, second : patients with each endpoint; nested, complete responses and all responses.
        n : patients whose endpoints are known.
        """
        self._check_counts(first, second, n)
        names, later = NAMES[self.kind], next((look for look in self.looks if look > n), None)
        seen = f"{first} {names[0]} and {second} {names[1]} in {n} patients"
        if n not in self.looks:
            reason = f"{seen}; {n} patients are no look of this design: go on to the look at {later}."
            return PairDecision("continue", reason, n, first, second, later)
        row = self.boundaries[self.looks.index(n)]
        limits = _limits(row, names)
        if self._futile(row, first, second):
            return PairDecision("stop-futility", f"{seen}; {limits} stop the cohort: stop.", n, first, second, None)
        if later is None:
            return PairDecision(
                "go", f"{seen}; {limits} would have stopped it: worth pursuing.", n, first, second, None
            )
        return PairDecision(
            "continue", f"{seen}; {limits} stop it: go on to the look at {later}.", n, first, second, later
        )

    def _futile(self, row: PairLook, first: int, second: int) -> bool:
        few = row.first_at_most is not None and first <= row.first_at_most
        if self.kind == "efficacy-toxicity":
            return few or (row.second_at_least is not None and second >= row.second_at_least)
        return few and row.second_at_most is not None and second <= row.second_at_most

    def _check_counts(self, first: int, second: int, n: int) -> None:
        nested = self.kind == "nested"
        whole = all(map(is_whole, (first, second, n)))
        if not whole or not (0 <= first <= n and 0 <= second <= n) or (nested and first > second):
            within = ", complete responses among the responses" if nested else ""
            raise DesignError(
                f"{first} {NAMES[self.kind][0]} and {second} {NAMES[self.kind][1]} in {n} patients cannot be: give "
                f"whole numbers from 0 to the number of patients{within}."
            )
        if n > self.looks[-1]:
            raise DesignError(f"{n} patients: the design ends at {self.looks[-1]}. Give those of the first.")

    def chances(self, joint: ArrayLike) -> Chances:
        """How likely each end is, exactly.

        Parameters
        ----------
        joint : (R, 4) or (4,) true joint probabilities, (R, 3) or (3,) nested, in the order of ``null``.
        """
        truths = np.stack([joint_of(self.kind, row) for row in np.atleast_2d(np.asarray(joint))])
        futile, good = outcomes(self.kind, self._bounds[None], self.looks)
        left = absorbed_pairs(truths, self.looks, futile, good)
        return Chances(truths, self.looks, left.low, left.high)

    def p_go(self, joint: ArrayLike) -> float:
        """Probability of calling for going on."""
        return float(self.chances(joint).p_go[0])

    def p_early_stop(self, joint: ArrayLike) -> float:
        """Probability of stopping before the last look (PET)."""
        return float(self.chances(joint).p_early_stop[0])

    def expected_n(self, joint: ArrayLike) -> float:
        """Mean number of patients."""
        return float(self.chances(joint).expected_n[0])


def _limits(row: PairLook, names: tuple[str, str]) -> str:
    few = f"{row.first_at_most} {names[0]} or fewer" if row.first_at_most is not None else f"no number of {names[0]}"
    if row.second_at_least is not None:
        return f"at {row.n} patients {few}, or {row.second_at_least} {names[1]} or more,"
    if row.second_at_most is not None:
        return f"at {row.n} patients {few} with {row.second_at_most} {names[1]} or fewer"
    return f"at {row.n} patients {few}"
