"""An SDTM domain or ADaM table as it is read here: the needed columns are there, absent others are empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firstdose.data import AnyTable, require, table, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def domain(given: AnyTable, what: str, needed: Sequence[str] = (), optional: Sequence[str] = ()) -> pl.DataFrame:
    """A table with ``USUBJID`` and the needed columns; optional ones that it lacks are added, empty."""
    import polars as pl

    frame = table(given, what)
    require(frame, ("USUBJID", *needed), what)
    subjects = words(frame, "USUBJID")
    if subjects.null_count():
        row = subjects.is_null().arg_true()[0]
        raise DataError(f"{what} row {row + 1} has no USUBJID. Say whose it is, or remove the row.")
    absent = [pl.lit(None, pl.String).alias(name) for name in optional if name not in frame.columns]
    return frame.with_columns(subjects, *absent)


def one_row_each(frame: pl.DataFrame, what: str) -> pl.DataFrame:
    """A table with one row a subject; a second row is refused."""
    twice = frame["USUBJID"].is_duplicated()
    if twice.any():
        row = twice.arg_true()[1]
        raise DataError(
            f"{what} row {row + 1}: subject {frame['USUBJID'][row]} stands twice. {what} has one row a subject: "
            "remove one."
        )
    return frame


def with_subject(frame: pl.DataFrame, adsl: pl.DataFrame) -> pl.DataFrame:
    """A table with the columns of ADSL that it lacks, by subject."""
    lacking = [name for name in adsl.columns if name not in frame.columns]
    return frame.join(adsl.select("USUBJID", *lacking), on="USUBJID", how="left", maintain_order="left")
