"""The column CONC: numbers, and the words for what is below the limit of quantification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.nca.blq import BELOW, SAID
from firstdose.data import numbers
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def concentrations(frame: pl.DataFrame, what: str) -> tuple[pl.Series, pl.Series]:
    """Concentrations, 0 where one is below the limit, null where it is missing; and the limits, null where not known.

    Below the limit is 0, a word such as ``BLQ``, ``<BLQ`` or ``<LLOQ``, ``<0.05`` (which tells the limit as well), or
    a number below the column LLOQ.

    Examples
    --------
    >>> import polars as pl
    >>> conc, lloq = concentrations(pl.DataFrame({"CONC": ["1.5", "<0.05", "BLQ", None]}), "PC")
    >>> conc.to_list(), lloq.to_list()
    ([1.5, 0.0, 0.0, None], [None, 0.05, None, None])
    """
    import polars as pl

    value, told = _read(frame, what)
    limit = (
        numbers(frame, "LLOQ", what) if "LLOQ" in frame.columns else pl.Series([None] * len(frame), dtype=pl.Float64)
    )
    limit = told.zip_with(told.is_not_null(), limit)
    below = (value < limit).fill_null(False)
    return pl.select(pl.when(below).then(0.0).otherwise(value)).to_series(), limit


def _read(frame: pl.DataFrame, what: str) -> tuple[pl.Series, pl.Series]:
    """Concentrations, and the limits that texts such as ``<0.05`` tell."""
    import polars as pl

    column = frame["CONC"]
    told = pl.Series([None] * len(column), dtype=pl.Float64)
    if column.dtype == pl.String:
        told = column.str.extract(BELOW).cast(pl.Float64, strict=False)
        below = (column.str.contains(SAID) | told.is_not_null()).fill_null(False)
        frame = frame.with_columns(pl.when(below).then(pl.lit("0")).otherwise(pl.col("CONC")).alias("CONC"))
    value = numbers(frame, "CONC", what)
    wrong = ((value < 0) | value.is_infinite()).fill_null(False).arg_true()
    if len(wrong):
        row = wrong[0]
        raise DataError(
            f'{what} row {row + 1}: CONC = "{column[row]}" cannot be a concentration. Write a number from 0, or "BLQ".'
        )
    return value, told
