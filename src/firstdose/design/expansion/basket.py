"""What a design of several cohorts answers, stratum by stratum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.design.expansion.checks import check_rates
from firstdose.design.expansion.cohort import Action
from firstdose.design.expansion.exnex_posterior import P_ABOVE, P_EXCHANGEABLE, P_MEAN, P_SQUARE
from firstdose.rng import uniforms
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True, eq=False)
class BasketPosterior:
    """Of T baskets and J strata, what is known of each response rate."""

    p_mean: F64  # (T, J)
    p_sd: F64  # (T, J)
    p_above: F64  # (T, J) Pr(p > p0)
    p_exchangeable: F64  # (T, J) probability that the stratum resembles others

    @classmethod
    def of(cls, found: F64) -> "BasketPosterior":
        """From (5, T, J) integrals."""
        variance = found[P_SQUARE] - found[P_MEAN] ** 2
        return cls(found[P_MEAN], np.sqrt(np.maximum(variance, 0)), found[P_ABOVE], found[P_EXCHANGEABLE])

    def at(self, stratum: int) -> tuple[float, float, float, float]:
        """Mean, standard deviation, Pr(p > p0) and Pr(exchangeable) of one stratum of the first basket."""
        each = (self.p_mean, self.p_sd, self.p_above, self.p_exchangeable)
        mean, sd, above, exchangeable = (float(values[0, stratum]) for values in each)
        return mean, sd, above, exchangeable


@dataclass(frozen=True)
class StratumDecision:
    """What the responses call for in one stratum, and why."""

    stratum: str
    action: Action
    reason: str
    n: int
    responses: int
    p_mean: float
    p_sd: float
    p_above: float
    p_exchangeable: float

    @classmethod
    def of(
        cls,
        stratum: str,
        counts: tuple[int, int, int],
        limits: tuple[float, float],
        posterior: tuple[float, float, float, float],
        go: bool,
    ) -> "StratumDecision":
        """In words.

        Parameters
        ----------
        counts : responses, patients whose response is known, and patients planned.
        limits : p0, and the cutoff of Pr(p > p0).
        posterior : mean, standard deviation, Pr(p > p0) and Pr(exchangeable).
        go : whether that calls for going on.
        """
        (responses, n, planned), (p0, cutoff) = counts, limits
        mean, sd, above, exchangeable = posterior
        seen = f"{responses} of {n} patients with {stratum} responded; Pr(p > {p0:g}) is {above:.3f}"
        action: Action = "continue"
        if n < planned:
            reason = f"{seen}; go on to {planned} patients."
        elif go:
            action, reason = "go", f"{seen}, above {cutoff:g}: worth pursuing."
        else:
            action, reason = "stop-futility", f"{seen}, not above {cutoff:g}: stop for futility."
        return cls(stratum, action, reason, n, responses, mean, sd, above, exchangeable)


@dataclass(frozen=True)
class StratumLook:
    """One row of the protocol's table: responses of a stratum that call for going on; None: not even all of them."""

    stratum: str
    n: int
    apart: int | None  # without borrowing
    others_low: int | None  # where the others' responses are those expected at p0
    others_high: int | None  # where they are those expected at p1


@dataclass(frozen=True, eq=False)
class BasketChances:
    """Of R sets of true response rates, how likely each of J strata calls for going on."""

    p: F64  # (R, J)
    p_go: F64  # (R, J)
    p_any: F64  # (R,) at least one stratum does
    error: F64  # (R, J) Monte Carlo standard error; 0 where every combination of responses was looked at
    expected_n: F64  # (R,) patients of all strata


def chances_of(
    p: F64, n: Sequence[int], table: Bool | None, go: Callable[[I64], Bool], trials: int, seed: int
) -> BasketChances:
    """From the decision after every combination of responses, or of some that are drawn where ``table`` is None."""
    check_rates(p)
    patients = np.full(len(p), float(sum(n)))
    if table is not None:
        each = np.stack([_mean(stratum, p, n) for stratum in table], axis=1)
        return BasketChances(p, each, _mean(np.asarray(table.any(axis=0)), p, n), np.zeros_like(each), patients)
    draws = [uniforms(seed, f"responses of stratum {j + 1}", range(trials), size) for j, size in enumerate(n)]
    found = [
        go(np.stack([(draw < rate).sum(axis=1) for draw, rate in zip(draws, row, strict=True)], axis=1)) for row in p
    ]
    each = np.stack([one.mean(axis=0) for one in found])
    error = np.sqrt(each * (1 - each) / trials)
    return BasketChances(p, each, np.array([one.any(axis=1).mean() for one in found]), error, patients)


def _mean(values: Bool, p: F64, n: Sequence[int]) -> F64:
    """(R,) mean of a value of every combination of responses."""
    found = []
    for row in p:
        left = values.astype(np.float64)
        for size, rate in zip(n[::-1], row[::-1].tolist(), strict=True):
            left = np.einsum("...r,r->...", left, _binomial(int(size), float(rate)))
        found.append(float(left))
    return np.array(found)


def _binomial(n: int, p: float) -> F64:
    chance = np.zeros(n + 1)
    chance[0] = 1.0
    for _ in range(n):
        after = chance * (1 - p)
        after[1:] += chance[:-1] * p
        chance = after
    return chance
