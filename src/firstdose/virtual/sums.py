"""Sums over trials that do not depend on how the trials are cut into chunks: whole numbers, added exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firstdose.types import F64, I64

Whole: TypeAlias = NDArray[np.object_]  # Python integers, of any size
_HALF = 16  # bits
_LARGEST = 2**62
_PER_DAY = 2**20  # a day in the units in which durations are added: to a tenth of a second


@dataclass(frozen=True, eq=False)
class Sums:
    """The sum of (T, M) whole numbers over trials, and that of their squares: all that a mean and its error need."""

    total: Whole  # (M,)
    squares: Whole  # (M,)

    @classmethod
    def of(cls, values: I64) -> Sums:
        """Of (T, M) whole numbers."""
        if values.size * int(np.abs(values).max(initial=0)) ** 2 >> 2 * _HALF >= _LARGEST:
            numbers = _whole(values)
            return cls(numbers.sum(axis=0), (numbers**2).sum(axis=0))
        # squares of the halves, and what is added up of them, are numbers that a machine can hold
        high, low = values >> _HALF, values & (2**_HALF - 1)
        squares = [_whole(product.sum(axis=0)) for product in (high * high, high * low, low * low)]
        return cls(_whole(values.sum(axis=0)), (squares[0] << 2 * _HALF) + (squares[1] << _HALF + 1) + squares[2])

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.total + other.total, self.squares + other.squares)

    def mean(self, trials: int) -> F64:
        """(M,) a trial."""
        return np.array([total / trials for total in self.total], np.float64)

    def se(self, trials: int) -> F64:
        """(M,) Monte Carlo standard error of that mean."""
        spread = (trials * squares - total**2 for total, squares in zip(self.total, self.squares, strict=True))
        return np.array([sqrt(one / trials) / trials for one in spread], np.float64)


def in_whole_units(days: F64) -> I64:
    """Days as whole numbers that can be added exactly."""
    return np.asarray(np.round(days * _PER_DAY), np.int64)


def in_days(units: F64) -> F64:
    """And back."""
    return units / _PER_DAY


def _whole(values: NDArray[Any]) -> Whole:
    return values.astype(np.object_)
