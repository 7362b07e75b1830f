"""What was seen, by groups of exposure: the points that a fitted curve is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.exposure_response.observed import Observed
from firstdose.analysis.proportion import proportion
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def quantile_points(seen: Observed, metric: str, groups: int, level: float) -> pl.DataFrame:
    """Events by groups of equal size of a metric, with exact intervals.

    X is the median of each group; patients of equal exposure stay together.
    """
    import polars as pl

    if metric not in seen.exposure:
        raise DataError(f'There is no exposure "{metric}". There are {", ".join(seen.exposure)}.')
    if groups < 1:
        raise DataError(f"groups = {groups}: give 1 or more.")
    x = seen.exposure[metric]
    edges = np.unique(np.quantile(x, np.linspace(0, 1, groups + 1)))
    place = np.clip(np.searchsorted(edges, x, side="left") - 1, 0, max(len(edges) - 2, 0))
    rows = []
    for group in np.unique(place):
        inside = place == group
        at, seen_there = x[inside], proportion(int(seen.event[inside].sum()), int(inside.sum()), level)
        span = (float(np.median(at)), float(at.min()), float(at.max()))
        events = (seen_there.of, seen_there.n, seen_there.estimate, seen_there.low, seen_there.high)
        rows.append((metric, *span, *events))
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")


_COLUMNS = {
    "METRIC": str,
    **dict.fromkeys(("X", "FROM", "TO"), float),
    **dict.fromkeys(("N", "EVENTS"), int),
    **dict.fromkeys(("P", "LOW", "HIGH"), float),
}
