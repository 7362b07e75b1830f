"""The data as they were at a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_STARTS = ("ADT", "ASTDT", "STDTC", "DTC")  # of which the first that a table has dates its rows
_LATER = ("ENDTC", "AENDT", "AENDTM", "DTHDTC", "DTHDT", "RFENDTC", "RFXENDTC", "RFPENDTC", "EOSDT")
_SUBJECTS = ("dm", "adsl")  # whose rows are subjects, not events


def cut_data(tables: Mapping[str, pl.DataFrame], cut: str) -> dict[str, pl.DataFrame]:
    """The tables without what came after the cut-off date.

    Parameters
    ----------
    tables : datasets by name, in lower case.
    cut : ISO 8601 date; what happened on it is in. Empty: everything.

    Notes
    -----
    A row goes whose date (ADT, ASTDT, xxSTDTC, xxDTC) is after the cut; a partial date is after it only where every
    day that it may be is. Ends, deaths and last doses after the cut become missing: they were not known yet. Subjects
    stay, and one enrolled after the cut has no treatment. An ADSL that comes with the data is not derived again.

    Examples
    --------
    >>> import polars as pl
    >>> ae = pl.DataFrame({"AESTDTC": ["2025-01-02", "2025-03"], "AEENDTC": ["2025-02-20", None]})
    >>> cut_data({"ae": ae}, "2025-02-01")["ae"].rows()
    [('2025-01-02', None)]
    """
    if not cut:
        return dict(tables)
    try:
        known = date.fromisoformat(cut).isoformat() == cut  # other ways to write it would stand on every page
    except ValueError:
        known = False
    if not known:
        raise DataError(f'The data cut-off "{cut}" is no ISO 8601 date. Write it as 2026-01-31.')
    return {name: _cut(frame, name, cut) for name, frame in tables.items()}


def _cut(frame: pl.DataFrame, name: str, limit: str) -> pl.DataFrame:
    import polars as pl

    prefix = name[:2].upper()
    names = [start if start.startswith("A") else f"{prefix}{start}" for start in _STARTS]
    dated = next((column for column in names if column in frame.columns), None)
    if dated is not None and name not in _SUBJECTS:
        frame = frame.filter(~_after(dated, limit))
    ends = [column for column in frame.columns if column in _LATER or column == f"{prefix}ENDTC"]
    return frame.with_columns(pl.when(~_after(column, limit)).then(column).alias(column) for column in ends)


def _after(column: str, limit: str) -> pl.Expr:
    """Whether a date, whole or partial, lies after the limit for certain."""
    import polars as pl

    text = pl.col(column).cast(pl.String).str.slice(0, len(limit))
    return (text > pl.lit(limit).str.slice(0, text.str.len_chars())).fill_null(False)
