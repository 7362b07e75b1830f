"""A median with its 5th and 95th percentile."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from firstdose.types import F64


@dataclass(frozen=True)
class Band:
    """Where the middle is, and where nine in ten lie."""

    median: float
    p05: float
    p95: float

    @classmethod
    def of(cls, values: F64, weight: F64 | None = None) -> Band:
        """Of equally, or differently, weighted values (N,).

        Notes
        -----
        With weights: between the middles of the values' shares of the total weight, linearly.

        Examples
        --------
        >>> Band.of(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])).median
        2.0
        """
        if weight is None:
            p05, median, p95 = np.quantile(values, [0.05, 0.5, 0.95])
        else:
            order = np.argsort(values, kind="stable")
            middle = np.cumsum(weight[order]) - weight[order] / 2
            p05, median, p95 = np.interp(np.array([0.05, 0.5, 0.95]) * weight.sum(), middle, values[order])
        return cls(float(median), float(p05), float(p95))

    def to_dict(self) -> dict[str, float]:
        """``{"median", "p05", "p95"}``"""
        return asdict(self)
