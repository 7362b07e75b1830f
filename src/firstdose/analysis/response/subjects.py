"""Who is looked at, and from which date on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from firstdose.analysis.domain import domain, one_row_each
from firstdose.data import AnyTable, days, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_USUAL = ("RANDDT", "TRTSDT")  # randomisation; where nobody is randomised, the first dose


class Subjects(NamedTuple):
    """One row a subject: USUBJID, REFDT, and what else ADSL says."""

    frame: pl.DataFrame
    notes: tuple[str, ...] = ()


def subjects(given: pl.DataFrame, adsl: AnyTable | None, reference_date: str | None, what: str) -> Subjects:
    """Everyone in ADSL, or where there is none everyone in the table given.

    Parameters
    ----------
    given : the table of findings, called ``what`` in messages; it has the reference date where there is no ADSL.
    reference_date : the column's name; not given: RANDDT, else TRTSDT.

    Examples
    --------
    >>> import polars as pl
    >>> rs = pl.DataFrame({"USUBJID": ["02", "01", "02"], "RANDDT": ["2024-01-01", "2024-01-08", None]})
    >>> subjects(rs, None, None, "RS").frame["USUBJID"].to_list()
    ['02', '01']
    """
    import polars as pl

    source, name = (given, what) if adsl is None else (one_row_each(domain(adsl, "ADSL"), "ADSL"), "ADSL")
    column = _reference(source.columns, reference_date, name, adsl is None)
    frame = source.with_columns(words(source, "USUBJID"), days(source, column, name).alias("REFDT"))
    if adsl is None:
        frame = _each_once(frame.select("USUBJID", "REFDT"), column, name)
    lost = frame.filter(pl.col("USUBJID").is_not_null() & pl.col("REFDT").is_null()).height
    said = "" if column in (reference_date, _USUAL[0]) else f"Days count from {column}: {name} has no {_USUAL[0]}."
    many = "1 subject has" if lost == 1 else f"{lost:,} subjects have"
    none = f"{many} no {column}: nothing of theirs can be counted." if lost else ""
    return Subjects(frame.filter(pl.col("USUBJID").is_not_null()), tuple(filter(None, (said, none))))


def _reference(columns: Sequence[str], wanted: str | None, name: str, alone: bool) -> str:
    for column in _USUAL if wanted is None else (wanted,):
        if column in columns:
            return column
    raise DataError(
        f"{name} has no column {wanted or ' or '.join(_USUAL)}, the date from which days count. "
        + (f"Add it to {name}, or give ADSL with it." if alone else "Add it, or name another column of dates.")
    )


def _each_once(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    import polars as pl

    spread = frame.group_by("USUBJID", maintain_order=True).agg(
        pl.col("REFDT").drop_nulls().min(), pl.col("REFDT").drop_nulls().max().alias("_LAST")
    )
    differ = spread.filter(pl.col("REFDT") != pl.col("_LAST"))
    if differ.height:
        who, first, last = differ.row(0)
        raise DataError(f"{name}: {column} of subject {who} is {first} and {last}. Give one date a subject.")
    return spread.drop("_LAST")
