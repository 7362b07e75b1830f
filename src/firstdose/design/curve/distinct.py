"""Trials of a batch that have seen the same: they are answered once."""

import numpy as np

from firstdose.types import I64

_LARGEST = np.iinfo(np.int64).max


def distinct(columns: I64) -> tuple[I64, I64]:
    """Rows of ``columns`` (T, C), whole numbers from 0, that differ: the first of each kind, and (T,) each row's kind.

    Examples
    --------
    >>> first, kind = distinct(np.array([[3, 1], [3, 0], [3, 1]]))
    >>> first.tolist(), kind.tolist()
    ([1, 0], [1, 0, 1])
    """
    key, largest = np.zeros(len(columns), np.int64), 1
    for column in columns.T:
        radix = int(column.max(initial=0)) + 1
        if largest > _LARGEST // radix:  # the key would not fit: ranks take its place
            ranks, key = np.unique(key, return_inverse=True)
            largest = len(ranks)
        key, largest = key * radix + column, largest * radix
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    return first, kind
