"""A median with its 5th and 95th percentile."""

from __future__ import annotations

from collections.abc import Sequence
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

        Examples
        --------
        >>> Band.of(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])).median
        2.0
        """
        if weight is None:
            p05, median, p95 = np.quantile(values, [0.05, 0.5, 0.95])
        else:
            p05, median, p95 = weighted_quantiles(values, weight, [0.05, 0.5, 0.95])
        return cls(float(median), float(p05), float(p95))

    def to_dict(self) -> dict[str, float]:
        """``{"median", "p05", "p95"}``"""
        return asdict(self)


def weighted_quantiles(values: F64, weight: F64, shares: Sequence[float]) -> F64:
    """Of weighted values (N,): between the middles of their shares of the total weight, linearly."""
    order = np.argsort(values, kind="stable")
    middle = np.cumsum(weight[order]) - weight[order] / 2
    return np.asarray(np.interp(np.array(shares) * weight.sum(), middle, values[order]), np.float64)
