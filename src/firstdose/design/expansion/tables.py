"""Binomial probabilities of every size at once, index n, then responses."""

from functools import lru_cache

import numpy as np

from firstdose.types import F64


@lru_cache(maxsize=64)
def binomial(p: float, n_max: int) -> F64:
    """(N+1, N+1) Pr(X = k) for X ~ Binomial(n, p), by adding one patient at a time."""
    table = np.zeros((n_max + 1, n_max + 1))
    table[0, 0] = 1
    for n in range(1, n_max + 1):
        table[n] = (1 - p) * table[n - 1]
        table[n, 1:] += p * table[n - 1, :-1]
    table.setflags(write=False)
    return table


def binomial_above(p: float, n_max: int) -> F64:
    """(N+1, N+1) Pr(X >= k) for X ~ Binomial(n, p)."""
    return np.asarray(np.cumsum(binomial(p, n_max)[:, ::-1], axis=1)[:, ::-1], np.float64)
