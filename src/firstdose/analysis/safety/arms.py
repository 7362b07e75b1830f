"""Who is looked at, in which treatment arm or at which dose level: the denominators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstdose.analysis.domain import domain, one_row_each
from firstdose.data import AnyTable, days, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

TOTAL = "Total"
UNKNOWN_ARM = "Missing"
_DATES = ("TRTSDT", "TRTEDT", "EOSDT", "LSTALVDT", "DTHDT")


@dataclass(frozen=True, eq=False)
class Arms:
    """The safety population: treated subjects by arm or dose level."""

    column: str  # of ADSL
    names: tuple[str, ...]  # in order
    subjects: pl.DataFrame  # USUBJID TRTA, and TRTSDT TRTEDT EOSDT LSTALVDT DTHDT (null where ADSL lacks them)
    everybody: frozenset[str]  # in ADSL, treated or not

    @property
    def sizes(self) -> pl.DataFrame:
        """``TRTA of``: subjects of each arm and, last, of all."""
        import polars as pl

        counted = self.subjects.group_by("TRTA").agg(of=pl.len().cast(pl.Int64))
        ordered = pl.DataFrame({"TRTA": self.names}, schema={"TRTA": pl.String})
        sizes = ordered.join(counted, on="TRTA", how="left", maintain_order="left").with_columns(
            pl.col("of").fill_null(0)
        )
        return pl.concat([sizes, pl.DataFrame({"TRTA": [TOTAL], "of": [len(self.subjects)]})])


def arms(adsl: AnyTable, column: str = "TRT01A", population: str = "SAFFL") -> Arms:
    """The safety population of ADSL.

    Parameters
    ----------
    adsl : USUBJID, the arm's column; the dates of treatment and follow-up where there are any.
    column : the arm or dose level. Its order is that of a numeric column of the same name with N (TRT01AN), or else
        that of the names, numbers in them by size (``2 mg/kg`` before ``10 mg/kg``).
    population : flag of the population, "Y" for those in it. Where ADSL lacks the flag, everybody with a first dose
        (TRTSDT) is in it; without that either, everybody.

    Examples
    --------
    >>> import polars as pl
    >>> adsl = pl.DataFrame({"USUBJID": ["1", "2", "3"], "TRT01A": ["10 mg", "2 mg", "2 mg"]})
    >>> arms(adsl).sizes.rows()
    [('2 mg', 2), ('10 mg', 1), ('Total', 3)]
    """
    import polars as pl

    frame = one_row_each(domain(adsl, "ADSL", [column]), "ADSL")
    subjects = frame.select(
        "USUBJID",
        words(frame, column).fill_null(UNKNOWN_ARM).alias("TRTA"),
        *(
            days(frame, name, "ADSL").alias(name) if name in frame.columns else pl.lit(None, pl.Date).alias(name)
            for name in _DATES
        ),
    )
    if TOTAL in set(subjects["TRTA"]):
        raise DataError(f'ADSL has {column} = "{TOTAL}", which names all arms together. Give the arm another name.')
    order = _order(frame, column, subjects["TRTA"])
    if population in frame.columns:
        treated = subjects.filter(words(frame, population).eq("Y").fill_null(False))
    else:
        treated = subjects.filter(pl.col("TRTSDT").is_not_null()) if "TRTSDT" in frame.columns else subjects
    there = set(treated["TRTA"])
    return Arms(column, tuple(name for name in order if name in there), treated, frozenset(subjects["USUBJID"]))


def _order(frame: pl.DataFrame, column: str, names: pl.Series) -> list[str]:
    import polars as pl

    distinct = names.unique().to_list()
    numeric = f"{column}N"
    if numeric in frame.columns:
        number = frame[numeric].cast(pl.Float64, strict=False)
        first = dict(
            pl.DataFrame({"name": names, "number": number}).group_by("name").agg(pl.col("number").min()).rows()
        )
        return sorted(distinct, key=lambda name: (first[name] is None, first[name] or 0.0, _natural(name)))
    return sorted(distinct, key=_natural)


def _natural(name: str) -> tuple[bool, list[tuple[bool, float, str]]]:
    """Sorts numbers in names by size, and subjects without an arm last."""
    pieces = re.split(r"(\d+(?:\.\d+)?)", name)
    return name == UNKNOWN_ARM, [
        (True, 0.0, piece) if i % 2 == 0 else (False, float(piece), "") for i, piece in enumerate(pieces)
    ]
