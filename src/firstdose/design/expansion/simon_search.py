"""Every two-stage design of a size at once: both stages' binomial sums as arrays over n1, r1 and r."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firstdose.design.expansion.tables import binomial
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True, eq=False)
class Search:
    """Binomial tables up to N patients, N = n_max; index n, then responses."""

    alpha: float
    beta: float
    null: F64  # (N+1, N+1) Pr(X = k) of n at the null rate
    target: F64
    above_null: F64  # (N+1, 2N+1) Pr(X > k) of n for k = -N..N
    above_target: F64
    size: F64  # (N+1, N+1) probability of passing stage 1 of n1 patients with r1, at the null rate
    last_r1: I64  # (N+1,) largest r1 that gives up at the target rate with probability beta at most; -1: none

    @classmethod
    def of(cls, null: float, target: float, alpha: float, beta: float, n_max: int) -> "Search":
        """The tables for two response rates and two error rates."""
        at_null, at_target = binomial(null, n_max), binomial(target, n_max)
        early = np.round(np.cumsum(at_target, axis=1), 9) <= beta
        return cls(
            alpha,
            beta,
            at_null,
            at_target,
            _above(at_null),
            _above(at_target),
            size=1 - np.cumsum(at_null, axis=1),
            last_r1=early.sum(axis=1) - 1,
        )

    @property
    def n_max(self) -> int:
        """Largest number of patients in the tables."""
        return len(self.null) - 1

    def sizes(self) -> list[int]:
        """Every n at which two stages can keep both errors: those where one stage, randomised at r, has the power.

        One stage is the most powerful test of n patients (Neyman and Pearson 1933, doi:10.1098/rsta.1933.0009).
        """
        null, target = (table[:, self.n_max :] for table in (self.above_null, self.above_target))
        r = (np.round(null, 9) > self.alpha).sum(axis=1)  # smallest r of one stage; r - 1 has at least its power
        power = np.where(r > 0, target[np.arange(len(r)), np.maximum(r - 1, 0)], 1.0)
        return [n for n in range(2, len(r)) if round(power[n], 9) >= 1 - self.beta]

    def expected(self, n: int) -> F64:
        """(n-1, n-1) expected size at the null rate for n1 = 1.. and r1 = 0..; inf where r1 gives up too often."""
        n1, r1 = np.arange(1, n)[:, None], np.arange(n - 1)
        return np.where(r1 <= self.last_r1[1:n, None], n1 + self.size[1:n, : n - 1] * (n - n1), np.inf)

    def feasible(self, n: int, n1: I64) -> tuple[Bool, I64]:
        """For each n1 and r1 = 0.., whether a design of n patients keeps both errors, and its smallest r."""
        powered = np.round(self.above_target[n, self.n_max :], 9) >= 1 - self.beta
        r = np.arange(max(1, powered.sum()))
        keeps_alpha = np.round(_go(self.null, self.above_null, n, n1, r), 9) <= self.alpha
        keeps_beta = np.round(_go(self.target, self.above_target, n, n1, r), 9) >= 1 - self.beta
        both = keeps_alpha & keeps_beta
        return np.asarray(both.any(axis=2)), np.maximum(both.argmax(axis=2), np.arange(n - 1))


def improving(search: Search, minimax: bool) -> Iterator[tuple[int, int, int, int]]:
    """(r1, n1, r, n), each better than the one before, for rising n."""
    best = np.inf
    for n in search.sizes():
        expected = search.expected(n)
        rows = np.flatnonzero((expected < best).any(axis=1))
        if best < np.inf and (minimax or not rows.size):  # expected size rises with n: nothing better will come
            return
        possible, r = search.feasible(n, rows + 1)
        value = np.where(possible, expected[rows], np.inf)
        if value.min(initial=np.inf) < best:
            row, r1 = np.unravel_index(value.argmin(), value.shape)
            best = value[row, r1]
            yield int(r1), int(rows[row]) + 1, int(r[row, r1]), n


def _go(pmf: F64, above: F64, n: int, n1: I64, r: I64) -> F64:
    """(n1, r1, r) probability of more than r1 responses in stage 1 and more than r of n, r1 = 0 .. n - 2."""
    x, n1 = np.arange(1, n)[:, None], n1[:, None, None]
    joint = pmf[n1, x] * above[n - n1, r - x + len(pmf) - 1]
    return np.asarray(np.cumsum(joint[:, ::-1], axis=1)[:, ::-1], np.float64)


def _above(pmf: F64) -> F64:
    tail = np.cumsum(pmf[:, ::-1], axis=1)[:, ::-1] - pmf
    return np.concatenate([np.ones((len(pmf), len(pmf) - 1)), tail], axis=1)
