"""Quantiles of a stream of numbers, in memory that does not grow with it."""

from __future__ import annotations

import numpy as np

from firstdose.types import F64, I64

ACCURACY = 0.005  # relative error of a quantile, at most
SMALLEST, LARGEST = 1e-12, 1e15  # sizes told apart; below is 0, above is the largest
_GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_LOWEST = int(np.floor(np.log(SMALLEST) / np.log(_GAMMA)))
BINS = int(np.ceil(np.log(LARGEST) / np.log(_GAMMA))) - _LOWEST + 1


class Sketch:
    """How many numbers of each of C cells fell into each of many bins, whose widths are a share of their place.

    Notes
    -----
    Bin i holds sizes from γ^(i-1) to γ^i with γ = (1 + a) / (1 - a); its middle, 2γ^i / (γ + 1), is off by at most the
    share a. Counts add up, so the order and the chunks of the stream do not matter.

    References
    ----------
    Masson C, Rim JE, Lee HK (2019), Proc VLDB Endowment 12:2195, doi:10.14778/3352063.3352135.

    Examples
    --------
    >>> sketch = Sketch(1)
    >>> sketch.add(np.arange(1.0, 102.0)[:, None])
    >>> bool(abs(sketch.quantile(0.5)[0] / 51 - 1) < ACCURACY)
    True
    """

    def __init__(self, cells: int) -> None:
        self.above = np.zeros((cells, BINS), np.int32)
        self.zero = np.zeros(cells, np.int64)
        self.below: np.ndarray[tuple[int, ...], np.dtype[np.int32]] | None = None  # made when it is needed

    def add(self, values: F64) -> None:
        """Count numbers (K, C); NaN is not counted."""
        size = np.abs(values)
        cell = np.broadcast_to(np.arange(values.shape[1]), values.shape)
        self.zero += (size < SMALLEST).sum(axis=0)
        for sign in (1, -1):
            some = (sign * values >= SMALLEST) & np.isfinite(values)
            if some.any():
                np.add.at(self._side(sign), (cell[some], _bins(size[some])), 1)

    def quantile(self, probability: float) -> F64:
        """(C,) the number below which a share of those counted lies; NaN for a cell without any."""
        below, above = self._below_zero(), self.above.sum(axis=1)
        total = below + self.zero + above
        rank = np.rint(probability * np.maximum(total - 1, 0)).astype(np.int64)
        found = np.zeros(len(total))
        low, high = rank < below, rank >= below + self.zero
        if self.below is not None:  # the furthest from 0 comes first
            found[low] = -_middle(_place(self.below[low], below[low] - 1 - rank[low]))
        found[high] = _middle(_place(self.above[high], rank[high] - below[high] - self.zero[high]))
        return np.where(total > 0, found, np.nan)

    def _side(self, sign: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        if sign > 0:
            return self.above
        if self.below is None:
            self.below = np.zeros_like(self.above)
        return self.below

    def _below_zero(self) -> I64:
        return np.zeros(len(self.zero), np.int64) if self.below is None else self.below.sum(axis=1)


def _bins(size: F64) -> I64:
    return np.asarray(np.clip(np.ceil(np.log(size) / np.log(_GAMMA)).astype(np.int64) - _LOWEST, 0, BINS - 1))


def _middle(bins: I64) -> F64:
    return np.asarray(2 * _GAMMA ** (bins + _LOWEST).astype(float) / (_GAMMA + 1))


def _place(counts: np.ndarray[tuple[int, ...], np.dtype[np.int32]], rank: I64) -> I64:
    """The bin that holds the number of that rank, from 0."""
    found = np.empty(len(rank), np.int64)
    for k, (row, wanted) in enumerate(zip(counts, rank, strict=True)):
        found[k] = np.searchsorted(np.cumsum(row), wanted, side="right")
    return found
