"""How a cohort's responses may unfold, exactly: the binomial walk over patients, absorbed at each look.

One patient at a time: from x responses of n to x or x + 1 of n + 1. At a look the states at or beyond a boundary leave
the walk. Nothing is simulated, and no binomial coefficient is formed, so 300 patients are as safe as 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.types import F64, I64, Bool

NEVER = -1  # a lower boundary that no count of responses reaches


@dataclass(frozen=True, eq=False)
class Absorbed:
    """Of B walks, the probability of leaving at each of L looks; together with what is left at the end they make 1."""

    low: F64  # (B, L) at or below the lower boundary
    high: F64  # (B, L) at or above the upper boundary


def absorbed(p: F64, looks: Sequence[int], low: I64, high: I64) -> Absorbed:
    """Where B cohorts stop.

    Parameters
    ----------
    p : (B,) response rates.
    looks : patients at each of L looks, rising.
    low, high : (B, L) or (L,) the walk leaves at ``low`` responses or fewer, and at ``high`` or more.
    """
    shape = (len(p), len(looks))
    low, high = np.broadcast_to(low, shape), np.broadcast_to(high, shape)
    count = np.arange(looks[-1] + 1)
    state = np.zeros((len(p), looks[-1] + 1))
    state[:, 0] = 1.0
    left, right = np.zeros(shape), np.zeros(shape)
    n = 0
    for look, size in enumerate(looks):
        for _ in range(size - n):
            state = _one_more(state, p)
        n = size
        below, above = count <= low[:, look, None], count >= high[:, look, None]
        left[:, look] = np.where(below, state, 0).sum(axis=1)
        right[:, look] = np.where(above & ~below, state, 0).sum(axis=1)
        state = np.where(below | above, 0, state)
    return Absorbed(left, right)


def _one_more(state: F64, p: F64) -> F64:
    after = state * (1 - p)[:, None]
    after[:, 1:] += state[:, :-1] * p[:, None]
    return after


def absorbed_pairs(joint: F64, looks: Sequence[int], futile: Sequence[Bool], good: Sequence[Bool]) -> Absorbed:
    """Where B cohorts with two endpoints stop.

    Parameters
    ----------
    joint : (B, 4) probability that a patient has both, only the first, only the second, or neither.
    looks : patients at each of L looks, rising.
    futile, good : for each look (B, n+1, n+1) or (1, n+1, n+1), by counts of the first and the second endpoint, whether
        the walk leaves.
    """
    both, first, second, neither = (share[:, None, None] for share in np.asarray(joint, np.float64).T)
    state = np.ones((len(joint), 1, 1))
    left, right = np.zeros((len(joint), len(looks))), np.zeros((len(joint), len(looks)))
    for look, patients in enumerate(looks):
        while (n := state.shape[1]) <= patients:
            after = np.zeros((len(joint), n + 1, n + 1))
            after[:, :-1, :-1] = state * neither
            after[:, 1:, :-1] += state * first
            after[:, :-1, 1:] += state * second
            after[:, 1:, 1:] += state * both
            state = after
        left[:, look] = np.where(futile[look], state, 0).sum(axis=(1, 2))
        right[:, look] = np.where(good[look] & ~futile[look], state, 0).sum(axis=(1, 2))
        state = np.where(futile[look] | good[look], 0, state)
    return Absorbed(left, right)
