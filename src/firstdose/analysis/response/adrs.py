"""ADRS: one row a subject and parameter of response, and one an overall response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.response.assessed import Assessed, assessed
from firstdose.analysis.response.derived import Derived, derived
from firstdose.analysis.response.evaluator import of_evaluator
from firstdose.analysis.response.taken import placed, taken
from firstdose.data import AnyTable, days, require, table, words
from firstdose.trial.recist import WORDS, Mode, Response, in_words, response_rules
from firstdose.types import I64, Bool

if TYPE_CHECKING:
    import polars as pl

AVAL = {WORDS[code]: float(code) for code in Response if Response.CR <= code <= Response.NE} | {"MISSING": 7.0}
_LABELS = {
    "OVR": "Overall Response by {}",
    "PD": "Disease Progression by {}",
    "RSP": "Response by {} (confirmation not required)",
    "CB": "Clinical Benefit by {} (confirmation for response not required)",
    "BOR": "Best Overall Response by {} (confirmation not required)",
    "BCP": "Best Overall Response of CR/PR by {} (confirmation not required)",
    "CRSP": "Confirmed Response by {}",
    "CCB": "Confirmed Clinical Benefit by {}",
    "CBOR": "Best Confirmed Overall Response by {}",
    "CBCP": "Best Confirmed Overall Response of CR/PR by {}",
    "DEATH": "Death",
    "LSTA": "Last Disease Assessment by {}",
    "MDIS": "Measurable Disease at Baseline by {}",
}
_COLUMNS = (
    *("USUBJID", "PARAMCD", "PARAM", "VISIT", "VISITNUM", "ADT", "ADY", "AVALC", "AVAL"),
    *("ANL01FL", "ANL02FL", "RSSEQ", "ASEQ"),
)


def adrs(
    rs: AnyTable,
    adsl: AnyTable | None = None,
    tu: AnyTable | None = None,
    *,
    mode: Mode = "recist_table3",
    ref_confirm: int | None = None,
    max_nr_ne: int = 1,
    accept_sd: bool = False,
    ref_start_window: int | None = None,
    missing_as_ne: bool = False,
    reference_date: str | None = None,
    evaluator: str | None = None,
) -> pl.DataFrame:
    """The response parameters of every subject, as ADaM has them.

    Parameters
    ----------
    tu : SDTM TU, for MDIS (measurable disease at baseline); not given: no such rows.
    rs, adsl, mode, ... : as in ``best_overall_response``; DEATH needs DTHDT in ADSL.

    Returns
    -------
    frame : PARAMCD is OVR (the assessments), PD, RSP, CB, BOR, BCP, CRSP, CCB, CBOR, CBCP, DEATH, LSTA, MDIS.
        ANL01FL is Y on what counts, ANL02FL on assessments up to the first progression and on what rests on them.

    Examples
    --------
    >>> import polars as pl
    >>> rs = pl.DataFrame({"USUBJID": ["01"], "RSTESTCD": "OVRLRESP", "RSSTRESC": "SD", "RSDTC": "2024-02-12",
    ...                    "RANDDT": "2024-01-01"})
    >>> found = adrs(rs)
    >>> found.filter(pl.col("PARAMCD") == "CBOR").select("AVALC", "AVAL", "ADY").rows()
    [('SD', 3.0, 43)]
    """
    import polars as pl

    rules = response_rules(
        mode,
        ref_confirm=ref_confirm,
        ref_start_window=ref_start_window,
        max_nr_ne=max_nr_ne,
        accept_sd=accept_sd,
        missing_as_ne=missing_as_ne,
    )
    given = assessed(rs, adsl, reference_date=reference_date, evaluator=evaluator)
    found = derived(given.seen, rules)
    parts = [_overall(given), *_derived(given, found), *_deaths(given), *_measurable(given, tu)]
    return _finished(pl.concat(parts, how="diagonal"), given, found)


def _overall(given: Assessed) -> pl.DataFrame:
    import polars as pl

    counts = np.zeros(given.rows.height, np.bool_)
    counts[given.seen.row[given.seen.response != Response.ND]] = True
    return given.rows.select("SUBJECT", *_carried(given), "ADT", "AVALC").with_columns(
        pl.lit("OVR").alias("PARAMCD"),
        pl.when(pl.Series(counts)).then(pl.lit("Y")).alias("ANL01FL"),
    )


def _derived(given: Assessed, found: Derived) -> Iterator[pl.DataFrame]:
    for name, at in (
        *(("PD", found.progression), ("RSP", found.response), ("CRSP", found.confirmed_response)),
        *(("CB", found.benefit), ("CCB", found.confirmed_benefit)),
    ):
        yield _rows(given, found, name, at, _yes_no(at >= 0))
    for name, one, best in (("BOR", "BCP", found.best), ("CBOR", "CBCP", found.confirmed)):
        yield _rows(given, found, name, best.at, [*in_words(best.response)])
        response = np.isin(best.response, (Response.CR, Response.PR))
        yield _rows(given, found, one, np.where(response, best.at, -1), _yes_no(response))
    yield _last(given)


def _last(given: Assessed) -> pl.DataFrame:
    seen = given.seen
    done = np.flatnonzero(seen.response != Response.ND)
    at = np.full(seen.n_subjects, -1, np.int64)
    at[seen.subject[done]] = done  # the last of each subject stands last
    known = at >= 0
    said: list[str | None] = [
        WORDS[Response(seen.response[one])] if ok else None for one, ok in zip(at, known, strict=True)
    ]
    return _placed(given, placed(seen.row, at), "LSTA", said)


def _rows(given: Assessed, found: Derived, name: str, at: I64, said: list[str | None]) -> pl.DataFrame:
    return _placed(given, placed(found.seen.row, at), name, said)


def _placed(given: Assessed, row: I64, name: str, said: list[str | None]) -> pl.DataFrame:
    """One row a subject, dated and numbered as the row of RS that it rests on; -1: none."""
    import polars as pl

    return taken(given.rows.select(*_carried(given), "ADT"), row).with_columns(
        pl.Series("SUBJECT", np.arange(len(row)), pl.UInt32),
        pl.lit(name).alias("PARAMCD"),
        pl.Series("AVALC", said, pl.String),
        pl.lit("Y").alias("ANL01FL"),
    )


def _deaths(given: Assessed) -> Iterator[pl.DataFrame]:
    import polars as pl

    if "DTHDT" in given.subjects.columns:
        died = days(given.subjects, "DTHDT", "ADSL")
        yield given.subjects.with_row_index("SUBJECT").select(
            "SUBJECT",
            died.alias("ADT"),
            pl.lit("DEATH").alias("PARAMCD"),
            pl.when(died.is_not_null()).then(pl.lit("Y")).otherwise(pl.lit("N")).alias("AVALC"),
            pl.lit("Y").alias("ANL01FL"),
        )


def _measurable(given: Assessed, tu: AnyTable | None) -> Iterator[pl.DataFrame]:
    import polars as pl

    if tu is None:
        return
    lesions = table(tu, "TU")
    require(lesions, ["USUBJID", "TUSTRESC"], "TU")
    theirs = of_evaluator(lesions, "TU", given.evaluator or None).frame
    some = theirs.filter(words(theirs, "TUSTRESC").str.to_uppercase() == "TARGET")
    yield given.subjects.with_row_index("SUBJECT").select(
        "SUBJECT",
        pl.lit("MDIS").alias("PARAMCD"),
        pl.when(pl.col("USUBJID").is_in(words(some, "USUBJID").implode()))
        .then(pl.lit("Y"))
        .otherwise(pl.lit("N"))
        .alias("AVALC"),
        pl.lit("Y").alias("ANL01FL"),
    )


def _finished(frame: pl.DataFrame, given: Assessed, found: Derived) -> pl.DataFrame:
    import polars as pl

    who = given.evaluator.title() or "Investigator"
    progression = found.seen.first_day(found.seen.response == Response.PD)
    subjects = given.subjects.select("USUBJID", "REFDT").with_row_index("SUBJECT")
    day = (pl.col("ADT") - pl.col("REFDT")).dt.total_days()
    named = frame.join(subjects.with_columns(pl.Series("LAST", progression)), on="SUBJECT", maintain_order="left")
    missing = [pl.lit(None, pl.String).alias(name) for name in ("VISIT", "RSSEQ") if name not in frame.columns]
    values = named.with_columns(
        *missing,
        pl.col("PARAMCD").replace_strict({name: label.format(who) for name, label in _LABELS.items()}).alias("PARAM"),
        pl.col("AVALC")
        .replace_strict(AVAL | {"Y": 1.0, "N": 0.0}, default=None, return_dtype=pl.Float64)
        .alias("AVAL"),
        pl.col("VISITNUM").cast(pl.Float64, strict=False)
        if "VISITNUM" in frame.columns
        else pl.lit(None).alias("VISITNUM"),
        (day + (day >= 0)).alias("ADY"),
        pl.when((day <= pl.col("LAST")) & (pl.col("PARAMCD") != "DEATH")).then(pl.lit("Y")).alias("ANL02FL"),
    )
    order = ["SUBJECT", "PARAMCD", "ADT", "VISITNUM", pl.col("RSSEQ").cast(pl.Float64, strict=False)]
    return (
        values.sort(order, nulls_last=True, maintain_order=True)
        .with_columns((pl.int_range(pl.len()).over("SUBJECT") + 1).alias("ASEQ"))
        .select(_COLUMNS)
    )


def _carried(given: Assessed) -> list[str]:
    return [name for name in ("VISIT", "VISITNUM", "RSSEQ") if name in given.rows.columns]


def _yes_no(which: Bool) -> list[str | None]:
    return ["Y" if one else "N" for one in which]
