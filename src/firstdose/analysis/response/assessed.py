"""From a table RS to the overall responses that count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.adam.imputation import completed
from firstdose.analysis.response.evaluator import of_evaluator
from firstdose.analysis.response.subjects import subjects
from firstdose.data import AnyTable, numbers, require, table, words
from firstdose.errors import DataError
from firstdose.trial.recist import CODES, Assessments, Response

if TYPE_CHECKING:
    import polars as pl

NEEDED = ("USUBJID", "RSTESTCD", "RSSTRESC", "RSDTC")
_TEST, _CRITERIA = "OVRLRESP", "RECIST 1.1"
_UNKNOWN = -1


@dataclass(frozen=True)
class Assessed:
    """Subjects and their overall responses."""

    subjects: pl.DataFrame  # one row a subject: USUBJID, REFDT, what else ADSL has
    rows: pl.DataFrame  # one row an overall response of theirs: RS with ADT, AVALC, SUBJECT (row above)
    seen: Assessments  # those that count; `row` is the row of `rows`
    evaluator: str
    notes: tuple[str, ...]  # what was left out, and what was chosen


def assessed(
    rs: AnyTable, adsl: AnyTable | None = None, *, reference_date: str | None = None, evaluator: str | None = None
) -> Assessed:
    """The overall responses of RS that count: of one evaluator, dated, on or after the reference date, one a day.

    Parameters
    ----------
    rs : SDTM RS with USUBJID, RSTESTCD, RSSTRESC, RSDTC; rows other than OVRLRESP are left out.
    adsl : whom to look at, and their reference date; not given: everyone in RS, whose reference date RS has itself.

    Notes
    -----
    A month without a day becomes its last day. What is no response of RECIST 1.1 is left out and told in ``notes``.

    Examples
    --------
    >>> import polars as pl
    >>> rs = pl.DataFrame({"USUBJID": ["01", "01"], "RSTESTCD": "OVRLRESP", "RSSTRESC": ["SD", "CHECK"],
    ...                    "RSDTC": ["2024-02-12", "2024-03-25"], "RANDDT": "2024-01-01"})
    >>> found = assessed(rs)
    >>> found.seen.day.tolist(), found.notes
    ([42], ('1 assessment is no response of RECIST 1.1 and is left out: CHECK.',))
    """
    given = table(rs, "RS")
    require(given, NEEDED, "RS")
    given = given.with_columns(ADT=completed(given, "RSDTC", "RS", highest="D", at="last")["DTM"].dt.date())
    who = subjects(given, adsl, reference_date, "RS")
    chosen = of_evaluator(_overall(given), "RS", evaluator)
    index = who.frame.select("USUBJID", "REFDT").with_row_index("SUBJECT")
    named = chosen.frame.drop("SUBJECT", "REFDT", "ROW", strict=False).with_columns(
        words(chosen.frame, "USUBJID"),
        words(chosen.frame, "RSSTRESC").str.to_uppercase().alias("AVALC"),
    )
    rows = named.join(index, on="USUBJID", how="inner", maintain_order="left")
    seen, left = _count(rows, who.frame.height)
    notes = (*who.notes, *chosen.notes, *_outside(named.join(index, on="USUBJID", how="anti")), *left)
    return Assessed(who.frame, rows, seen, chosen.name, notes)


def _outside(lost: pl.DataFrame) -> tuple[str, ...]:
    strangers, nameless = lost["USUBJID"].drop_nulls().n_unique(), lost["USUBJID"].null_count()
    told = (
        (strangers, f"{_many(strangers, 'subject')} in RS, not in ADSL, and {_left(strangers)}."),
        (nameless, f"{_many(nameless, 'assessment')} without a subject and {_left(nameless)}."),
    )
    return tuple(sentence for n, sentence in told if n)


def _overall(given: pl.DataFrame) -> pl.DataFrame:
    """The rows that say an overall response by RECIST 1.1."""
    import polars as pl

    tests = words(given, "RSTESTCD").str.to_uppercase()
    frame = given.filter((tests == _TEST).fill_null(False))
    if given.height and not frame.height:
        has = ", ".join(tests.unique().drop_nulls().sort())
        raise DataError(f"RS has no row with RSTESTCD = {_TEST}. It has {has or 'none'}.")
    criteria = (
        words(frame, "RSCAT").unique().drop_nulls() if "RSCAT" in frame.columns else pl.Series([], dtype=pl.String)
    )
    if len(criteria) < 2:
        return frame
    ours = criteria.filter(criteria.str.to_uppercase().str.starts_with(_CRITERIA))
    if not len(ours):
        raise DataError(f"RS has responses by {', '.join(criteria.sort())} (RSCAT), none by {_CRITERIA}. Give one.")
    return frame.filter(words(frame, "RSCAT").is_in(ours.implode()))


def _count(rows: pl.DataFrame, n_subjects: int) -> tuple[Assessments, tuple[str, ...]]:
    import polars as pl

    known = pl.col("AVALC").replace_strict(dict(CODES), default=_UNKNOWN, return_dtype=pl.Int8)
    coded = rows.with_row_index("ROW").with_columns(known.alias("CODE"), (pl.col("ADT") - pl.col("REFDT")).alias("DAY"))
    coded = coded.with_columns(
        pl.when(pl.col("CODE") == Response.MISSING).then(_UNKNOWN).otherwise("CODE").alias("CODE")
    )
    counted = coded.filter(pl.col("CODE").ne(_UNKNOWN) & pl.col("DAY").is_not_null())
    sequence = numbers(counted, "RSSEQ", "RS") if "RSSEQ" in counted.columns else counted["ROW"]
    found = Assessments.of(
        counted["SUBJECT"].to_numpy(),
        counted["DAY"].dt.total_days().to_numpy(),
        counted["CODE"].to_numpy(),
        n_subjects,
        sequence.fill_null(0).to_numpy(),
    )
    at = counted["ROW"].to_numpy().astype(np.int64)[found.row]
    seen = Assessments(found.subject, found.day, found.response, at, n_subjects)
    return seen, _left_out(coded)


def _left_out(coded: pl.DataFrame) -> tuple[str, ...]:
    import polars as pl

    wrong = coded.filter(pl.col("CODE").eq(_UNKNOWN) & pl.col("AVALC").is_not_null())
    if wrong.height and (coded["CODE"] == _UNKNOWN).all():
        raise DataError(
            f"RS has no response of RECIST 1.1 among {', '.join(wrong['AVALC'].unique().sort())}. "
            f"Give RSSTRESC as {', '.join(word for word, code in CODES.items() if code != Response.MISSING)}."
        )
    silent = coded.filter(pl.col("AVALC").is_null()).height
    undated = coded.filter(pl.col("CODE").ne(_UNKNOWN) & pl.col("ADT").is_null()).height
    early = coded.filter(pl.col("CODE").ne(_UNKNOWN) & (pl.col("DAY") < pl.duration(days=0))).height
    what = ", ".join(wrong["AVALC"].unique().sort())
    told = (
        (wrong.height, f"no response of RECIST 1.1 and {_left(wrong.height)}: {what}."),
        (silent, f"without a result and {_left(silent)}."),
        (undated, f"without a date and {_left(undated)}."),
        (early, f"before the reference date and {_left(early)}."),
    )
    return tuple(f"{_many(n, 'assessment')} {sentence}" for n, sentence in told if n)


def _left(n: int) -> str:
    return "is left out" if n == 1 else "are left out"


def _many(n: int, what: str) -> str:
    return f"1 {what} is" if n == 1 else f"{n:,} {what}s are"
