"""A laboratory's table, of SDTM (LB) or ADaM (ADLB), with ADaM's names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.data import AnyTable, days, numbers, require, table, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

ROW = "_ROW"
DATE = "_DATE"
KEYS = ("USUBJID", "PARAMCD", "BASETYPE", "LBSPEC", "LBCAT", "LBMETHOD")  # measurements that one baseline is for
_NAMES = {  # ADaM's name, then SDTM's and others in use; the first that the table has is read
    "PARAMCD": ("LBTESTCD", "PARAMCD"),
    "AVAL": ("LBSTRESN", "AVAL"),
    "AVALU": ("LBSTRESU", "AVALU", "UNIT"),
    "ANRLO": ("LBSTNRLO", "ANRLO"),
    "ANRHI": ("LBSTNRHI", "ANRHI"),
    "ADT": ("ADT", "LBDTC"),
    "ABLFL": ("ABLFL", "LBBLFL"),
}
_WHAT = "LB"
_YES, _NO = ("Y", "TRUE", "1"), ("N", "FALSE", "0", "NA")


def laboratory(given: AnyTable, trtsdt: pl.DataFrame | None = None) -> pl.DataFrame:
    """Each measurement with the names of ADaM, in the order given.

    Parameters
    ----------
    given : LB (LBTESTCD LBSTRESN LBSTRESU LBSTNRLO LBSTNRHI ADT or LBDTC, ABLFL or LBBLFL) or ADLB.
    trtsdt : USUBJID and TRTSDT, from which the baseline is found where no column flags it.

    Returns
    -------
    What was given, with PARAMCD, AVAL, AVALU, ANRLO, ANRHI, ADT (text), ABLFL (whether), LBSPEC, LBCAT, LBFAST,
    the number of the row and its date.
    """
    frame = table(given, _WHAT)
    names = {adam: _named(frame, both) for adam, both in _NAMES.items() if adam != "ABLFL" or trtsdt is None}
    require(frame, ["USUBJID", *names.values()], _WHAT)
    kept = frame.drop([adam for adam, name in names.items() if adam in frame.columns and adam != name])
    date = days(frame, names["ADT"], _WHAT)
    found = kept.rename({name: adam for adam, name in names.items()}).with_row_index(ROW)
    found = found.with_columns(
        words(found, "USUBJID"),
        words(found, "PARAMCD"),
        words(found, "AVALU"),
        *(_finite(numbers(frame, names[adam], _WHAT)).alias(adam) for adam in ("AVAL", "ANRLO", "ANRHI")),
        *(_optional(found, name) for name in ("LBSPEC", "LBCAT", "LBFAST")),
        date.alias(DATE),
        *([date.dt.to_string("iso").alias("ADT")] if frame[names["ADT"]].dtype.is_temporal() else []),
    )
    _refuse(found)
    return found.with_columns(_said(found)) if trtsdt is None else _flagged(found, trtsdt)


def keys(frame: pl.DataFrame) -> list[str]:
    """The columns that say which measurements belong together."""
    return [name for name in KEYS if name in frame.columns]


def has_baseline(given: pl.DataFrame) -> bool:
    """Whether a column says which measurement is the baseline."""
    return any(name in given.columns for name in _NAMES["ABLFL"])


def _named(frame: pl.DataFrame, both: tuple[str, ...]) -> str:
    return next((name for name in both if name in frame.columns), both[0])


def _finite(values: pl.Series) -> pl.Series:
    return values.set(values.is_infinite().fill_null(value=False), None)


def _refuse(frame: pl.DataFrame) -> None:
    """Refuse rows of nobody, and limits of normal that exclude every value."""
    nobody = frame["USUBJID"].is_null().arg_true()
    if len(nobody):
        raise DataError(f"{_WHAT} row {nobody[0] + 1}: USUBJID is empty. Say whose measurement it is.")
    crossed = (frame["ANRLO"] > frame["ANRHI"]).arg_true()
    if len(crossed):
        row = frame.row(crossed[0], named=True)
        raise DataError(
            f"{_WHAT} row {crossed[0] + 1}: the lower limit of normal of {row['PARAMCD']}, {row['ANRLO']:g}, lies "
            f"above the upper one, {row['ANRHI']:g}. Correct the limits, or leave them empty."
        )


def _said(frame: pl.DataFrame) -> pl.Series:
    """Whether each row is said to be the baseline."""
    flag = words(frame, "ABLFL").str.to_uppercase()
    strange = (flag.is_not_null() & ~flag.is_in([*_YES, *_NO])).arg_true()
    if len(strange):
        raise DataError(
            f'{_WHAT} row {strange[0] + 1}: ABLFL = "{flag[strange[0]]}" is no flag. Write Y at the baseline, and '
            "leave it empty elsewhere."
        )
    return flag.is_in(_YES).fill_null(value=False)


def _optional(frame: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    if name in frame.columns:
        return words(frame, name).str.to_uppercase().alias(name)
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(frame))


def _flagged(frame: pl.DataFrame, trtsdt: pl.DataFrame) -> pl.DataFrame:
    """The last measurement on or before the first day of treatment is the baseline."""
    import polars as pl

    by = keys(frame)
    first = trtsdt.select("USUBJID", pl.col("TRTSDT").alias("_FIRST"))
    found = frame.drop("ABLFL", strict=False).join(first, on="USUBJID", how="left", maintain_order="left")
    early = found.filter(pl.col("AVAL").is_not_null() & (pl.col(DATE) <= pl.col("_FIRST"))).sort(DATE, ROW)
    last = early.group_by(by).agg(pl.col(ROW).last())[ROW]
    return found.with_columns(pl.col(ROW).is_in(last.implode()).alias("ABLFL")).drop("_FIRST")


def baselines(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each subject and test with a baseline; two that differ are refused."""
    import polars as pl

    by = keys(frame)
    flagged = frame.filter(pl.col("ABLFL") & pl.col("AVAL").is_not_null() & pl.col("PARAMCD").is_not_null())
    flagged = flagged.unique([*by, "AVAL", "AVALU", "ANRLO", "ANRHI", DATE], keep="first", maintain_order=True)
    twice = flagged.filter(flagged.select(by).is_duplicated())
    if len(twice):
        first = twice.row(0, named=True)
        same = twice.filter(*(pl.col(name).eq_missing(first[name]) for name in by))
        rows = ", ".join(str(row + 1) for row in same[ROW].head(3))
        raise DataError(
            f"{_WHAT}: subject {first['USUBJID']} has more than one baseline of {first['PARAMCD']} (rows {rows}). "
            "Flag one with ABLFL = Y, or say what distinguishes them in BASETYPE, LBSPEC, LBCAT or LBMETHOD."
        )
    return flagged
