"""Which level is certainly no more toxic than which: levels in a row, or a partial order of combinations.

A partial order is (K, K), ``below[j, k]``: level j is certainly no more toxic than level k. The numbers of the levels
agree with it: j < k wherever ``below[j, k]``. None stands for levels in a row.
"""

import numpy as np

from firstdose.types import I64, Bool


def upwards(toxic: Bool, below: Bool | None) -> Bool:
    """(T, K) levels that are toxic, or above one that is."""
    if below is None:
        return np.asarray(np.logical_or.accumulate(toxic, axis=1), np.bool_)
    return np.asarray(toxic | (toxic[:, :, None] & below).any(axis=1), np.bool_)


def at_or_below(level: I64, n_levels: int, below: Bool | None) -> Bool:
    """(T, K) each trial's level, and every level below it."""
    levels = np.arange(n_levels)
    lower = levels < level[:, None] if below is None else below.T[level]
    return np.asarray(lower | (levels == level[:, None]), np.bool_)


def highest_within(permitted: Bool, wanted: I64, below: Bool | None) -> I64:
    """(T,) the wanted level where it is permitted, else the highest permitted below it; -1: none is."""
    n_levels = permitted.shape[1]
    open_levels = permitted & at_or_below(wanted, n_levels, below)
    return np.asarray(np.where(open_levels, np.arange(n_levels), -1).max(axis=1), np.int64)


def within_a_step(tried: Bool, below: Bool | None) -> Bool:
    """(T, K) levels tried, next above one that is, below one, or with none below; where nobody was treated, all."""
    if below is None:
        highest = np.where(tried, np.arange(tried.shape[1]), -1).max(axis=1)[:, None]
        return np.asarray((highest < 0) | (np.arange(tried.shape[1]) <= highest + 1), np.bool_)
    reached = upwards(tried, np.asarray(below.T))
    # below is transitive: k is next above j where no level lies between them
    steps: Bool = below & ~(below[:, :, None] & below[None, :, :]).any(axis=1)
    anybody = np.asarray(tried.any(axis=1, keepdims=True), np.bool_)
    return upwards(reached, steps) | ~below.any(axis=0) | ~anybody
