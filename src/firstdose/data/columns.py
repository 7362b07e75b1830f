"""Columns of a table as what they mean: numbers and words; what cannot be is refused with its row."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_NO_NUMBER = r"^(?:\.[A-Z_]?|NA|N/A|NaN)?$"  # as SAS, NONMEM and R write a number that is missing


def require(frame: pl.DataFrame, columns: Sequence[str], what: str) -> None:
    """Refuse a table that lacks a column, with the name that was perhaps meant."""
    known = {name.upper(): name for name in frame.columns if name not in columns}
    for name in columns:
        if name not in frame.columns:
            close = get_close_matches(name.upper(), known, n=1)
            hint = f'Is it "{known[close[0]]}"? ' if close else ""
            raise DataError(
                f"{what} has no column {name}. {hint}It has {', '.join(frame.columns) or 'no columns'}; "
                f"needed are {', '.join(columns)}."
            )


def numbers(frame: pl.DataFrame, name: str, what: str) -> pl.Series:
    """A column as floats, null where it is missing; text that is no number is refused with its row.

    Missing is an empty cell, and also ``.`` (SAS, NONMEM; ``.A`` to ``.Z`` too), ``NA`` and ``NaN``.

    Examples
    --------
    >>> import polars as pl
    >>> numbers(pl.DataFrame({"AVAL": ["1.5", ".", None]}), "AVAL", "ADLB").to_list()
    [1.5, None, None]
    """
    import polars as pl

    column = frame[name]
    if not (column.dtype.is_numeric() or column.dtype in (pl.String, pl.Boolean, pl.Null)):
        raise DataError(f"{what}: {name} is of type {column.dtype}, and numbers are needed. Correct the column.")
    if column.dtype != pl.String:
        return column.cast(pl.Float64).fill_nan(None)
    text = column.str.strip_chars()
    text = text.set(text.str.contains(_NO_NUMBER), None)
    found = text.cast(pl.Float64, strict=False)
    refuse(text, found, name, what, "is no number. Correct it, or leave it empty if it is missing")
    return found.fill_nan(None)


def words(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column as text without blanks around it; null where nothing is left.

    ``NA`` stays as it stands: it is a code in some columns (a country, a result).

    Examples
    --------
    >>> import polars as pl
    >>> words(pl.DataFrame({"COUNTRY": [" NA ", " "]}), "COUNTRY").to_list()
    ['NA', None]
    """
    import polars as pl

    text = frame[name].cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def refuse(column: pl.Series, found: pl.Series, name: str, what: str, why: str) -> None:
    """Refuse a column with the first row in which something stands, and nothing was found."""
    lost = (found.is_null() & column.is_not_null()).arg_true()
    if len(lost):
        row = lost[0]
        raise DataError(f'{what} row {row + 1}: {name} = "{column[row]}" {why}.')
