"""Rows of a table by their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.types import I64

if TYPE_CHECKING:
    import polars as pl


def taken(frame: pl.DataFrame, row: I64) -> pl.DataFrame:
    """The rows at ``row`` (N,); -1 is a row of nulls.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> taken(pl.DataFrame({"VISIT": ["WEEK 6", "WEEK 12"]}), np.array([1, -1]))["VISIT"].to_list()
    ['WEEK 12', None]
    """
    import polars as pl

    if not frame.height:
        return frame.clear(len(row))
    index = pl.Series(np.maximum(row, 0)).set(pl.Series(row < 0), None)
    return frame.select(pl.all().gather(index))


def placed(of: I64, at: I64) -> I64:
    """``of`` at the places ``at``, and -1 where a place is -1."""
    return np.where(at >= 0, of[at], -1) if len(of) else at
