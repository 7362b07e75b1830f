"""Between what and what a number may lie."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from firstdose.errors import ModelError
from firstdose.sourced import Sourced
from firstdose.types import F64


class Spread(Protocol):
    """Anything with quantiles: a Range, or a distribution of ``scipy.stats``."""

    def ppf(self, u: F64, /) -> Any:
        """The quantiles at u, each between 0 and 1."""
        ...


@dataclass(frozen=True)
class Range:
    """A value, and how low and high it may be.

    Examples
    --------
    >>> Range(1.0, 2.0, 4.0, "log").ppf(np.array([0.0, 0.5, 1.0]))
    array([1., 2., 4.])
    """

    low: float
    value: float
    high: float
    scale: Literal["log", "linear"] = "linear"  # on which every value between low and high is as likely

    def __post_init__(self) -> None:
        told = f"low = {self.low:g}, value = {self.value:g}, high = {self.high:g}"
        if not (all(map(math.isfinite, (self.low, self.value, self.high))) and self.low <= self.value <= self.high):
            raise ModelError(f"{told} is no range. Give finite numbers in this order.")
        if self.low == self.high:
            raise ModelError(f"{told}: the ends of a range differ. Leave out what is known exactly.")
        if self.scale == "log" and self.low <= 0:
            raise ModelError(f"{told}: a logarithmic scale needs numbers above 0. Give a linear one.")

    @classmethod
    def of(cls, number: Sourced, unit: str) -> Range:
        """The range that a number's source supports; logarithmic where all of it is above 0."""
        low, value, high = number.span(unit)
        return cls(low, value, high, "log" if low > 0 else "linear")

    def ppf(self, u: F64) -> F64:
        """The quantiles at u, each between 0 and 1."""
        if self.scale == "log":
            return np.asarray(self.low * (self.high / self.low) ** u, np.float64)
        return np.asarray(self.low + (self.high - self.low) * u, np.float64)
