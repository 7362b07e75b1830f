"""Analysis datasets as they come from files, with numbers and dates in place of their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.data import days, numbers

if TYPE_CHECKING:
    import polars as pl

_NUMBERS = (
    *("AVAL", "BASE", "CHG", "PCHG", "NADIR", "PCHGNAD", "CNSR", "AGE", "TRT01AN", "AVISITN"),
    *("ADY", "ASTDY", "AENDY", "TRTDURD", "DTHADY", "LDDTHELD"),
    *("AFRLT", "NFRLT", "ARRLT", "NRRLT", "MRRLT", "DOSEA", "ALLOQ", "EXDOSE", "EXSEQ"),
)


def typed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The dataset with ADaM's numbers as floats and its dates (columns that end in DT) as dates.

    Examples
    --------
    >>> import polars as pl
    >>> typed(pl.DataFrame({"ADT": ["2026-01-31"], "AVAL": ["1.5"]}), "adtr").row(0)
    (datetime.date(2026, 1, 31), 1.5)
    """
    import polars as pl

    texts = [column for column in frame.columns if frame[column].dtype == pl.String]
    found = [numbers(frame, each, name.upper()).alias(each) for each in texts if each in _NUMBERS]
    found += [days(frame, each, name.upper()).alias(each) for each in texts if each.endswith("DT")]
    return frame.with_columns(found)
