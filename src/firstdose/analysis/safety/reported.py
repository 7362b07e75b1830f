"""Adverse events of the safety population, read once: term, grade, relationship, dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstdose.analysis.safety.arms import Arms, arms
from firstdose.analysis.safety.vocabulary import capitals, grades, related, vocabulary
from firstdose.data import AnyTable, days, require, table, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

UNCODED = "Uncoded"


@dataclass(frozen=True, eq=False)
class Reported:
    """Adverse events of treated subjects, one row an event, and what had to be assumed to read them."""

    arms: Arms
    events: pl.DataFrame
    """USUBJID TRTA TRTSDT AEBODSYS AEDECOD ATOXGR RELATED SERIOUS REDUCED INTERRUPTED DISCONTINUED FATAL ASTDT AENDT,
    and AEROW, the row of ADAE."""

    notes: tuple[str, ...]  # sentences for a table's footer


def reported(
    adae: AnyTable, adsl: AnyTable, arm: str = "TRT01A", *, emergent: bool = True, population: str = "SAFFL"
) -> Reported:
    """The adverse events that safety tables count.

    Parameters
    ----------
    adae : ADAE or AE. AEDECOD (AETERM where it is missing) and AEBODSYS (or AESOC); the grade as ATOXGR or AETOXGR, or
        AESEV in its place; AREL or AEREL, AESER, AEACN, AEOUT; ASTDT and AENDT, or AESTDTC and AEENDTC; TRTEMFL.
    adsl : subjects with their arm; see ``arms``.
    arm : column of ADSL with the treatment arm or the dose level.
    emergent : only treatment-emergent events: TRTEMFL is Y or, where ADAE has no TRTEMFL, the start is not before
        TRTSDT or not known.

    Notes
    -----
    MILD, MODERATE and SEVERE in AESEV count as grades 1, 2 and 3 where there is no grade in the table at all, and a
    note says so. A missing relationship counts as related. A missing grade stays missing.

    Examples
    --------
    >>> import polars as pl
    >>> adsl = pl.DataFrame({"USUBJID": ["1"], "TRT01A": ["2 mg/kg"], "TRTSDT": ["2024-01-01"]})
    >>> ae = pl.DataFrame({"USUBJID": ["1"], "AETERM": ["Rash"], "AESEV": ["SEVERE"], "AESTDTC": ["2024-01-08"]})
    >>> reported(ae, adsl).events.select("AEDECOD", "ATOXGR").rows()
    [('Rash', 3)]
    """
    import polars as pl

    frame, population_of = table(adae, "ADAE"), arms(adsl, arm, population)
    require(frame, ["USUBJID", _either(frame, "AEDECOD", "AETERM")], "ADAE")
    grade, graded_by = grades(frame)
    events = frame.select(
        words(frame, "USUBJID"),
        _text(frame, "AEBODSYS", "AESOC").alias("AEBODSYS"),
        _text(frame, "AEDECOD", "AETERM").alias("AEDECOD"),
        grade,
        related(frame, _either(frame, "AREL", "AEREL")),
        *_flags(frame),
        _date(frame, "ASTDT", "AESTDTC"),
        _date(frame, "AENDT", "AEENDTC"),
        capitals(frame, "TRTEMFL"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("AEROW"),
    ).with_columns(FATAL=pl.col("FATAL") | (pl.col("ATOXGR") == 5).fill_null(False))
    _refuse_strangers(events, population_of)
    kept = events.join(population_of.subjects.select("USUBJID", "TRTA", "TRTSDT"), on="USUBJID", maintain_order="left")
    if emergent:
        kept = kept.filter(
            (pl.col("TRTEMFL") == "Y")
            if "TRTEMFL" in frame.columns
            else (pl.col("ASTDT") >= pl.col("TRTSDT")).fill_null(True)
        )
    ordered = ["USUBJID", "TRTA", "TRTSDT", *(name for name in events.columns if name not in ("USUBJID", "TRTEMFL"))]
    apart = events.join(population_of.subjects, on="USUBJID", how="anti")
    return Reported(population_of, kept.select(ordered), _notes(frame, apart, kept, graded_by))


def _flags(frame: pl.DataFrame) -> Iterator[pl.Series]:
    """Seriousness, what was done with the treatment, and death; a missing word is no."""
    yield (capitals(frame, "AESER") == "Y").fill_null(False).alias("SERIOUS")
    for name, meaning in vocabulary().actions.items():
        yield capitals(frame, "AEACN").is_in(meaning.words).fill_null(False).alias(name)
    yield capitals(frame, "AEOUT").is_in(vocabulary().death.words).fill_null(False).alias("FATAL")


def _notes(frame: pl.DataFrame, apart: pl.DataFrame, kept: pl.DataFrame, graded_by: str) -> tuple[str, ...]:
    """What a reader of the tables must know."""
    import polars as pl

    said = []
    if len(apart):
        people = apart["USUBJID"].n_unique()
        said.append(f"{len(apart)} events of {people} subjects outside the safety population are left out.")
    if graded_by in ("ASEV", "AESEV"):
        said.append(f"There is no CTCAE grade: {graded_by} MILD, MODERATE and SEVERE count as grades 1, 2 and 3.")
    if missing := kept["ATOXGR"].null_count():
        said.append(f"The grade of {missing} of {len(kept)} events is missing.")
    if "AEREL" in frame.columns or "AREL" in frame.columns:
        blank = capitals(frame, _either(frame, "AREL", "AEREL")).is_null()
        if unknown := int(blank.gather(kept["AEROW"] - 1).sum()):
            said.append(f"The relationship of {unknown} events is missing; they count as related.")
    else:
        said.append("There is no relationship to treatment (AEREL): every event counts as related.")
    if bare := int(capitals(frame, "AEDECOD").is_null().gather(kept["AEROW"] - 1).sum()):
        said.append(f"{bare} events are not coded (AEDECOD is missing); they stand under their reported term.")
    if undated := kept.filter(pl.col("ASTDT").is_null()).height:
        said.append(f"The start of {undated} events is not known to the day.")
    return tuple(said)


def _either(frame: pl.DataFrame, first: str, second: str) -> str:
    return second if first not in frame.columns and second in frame.columns else first


def _text(frame: pl.DataFrame, first: str, second: str) -> pl.Series:
    """A column, or where it is missing the other."""
    import polars as pl

    column = pl.Series([None] * len(frame), dtype=pl.String)
    for name in (first, second):
        if name in frame.columns:
            column = column.zip_with(column.is_not_null(), words(frame, name))
    return column.fill_null(UNCODED)


def _date(frame: pl.DataFrame, adam: str, sdtm: str) -> pl.Series:
    import polars as pl

    for name in (adam, sdtm):
        if name in frame.columns:
            return days(frame, name, "ADAE").rename(adam)
    return pl.Series(adam, [None] * len(frame), dtype=pl.Date)


def _refuse_strangers(events: pl.DataFrame, population: Arms) -> None:
    for subject in events["USUBJID"].unique():
        if subject not in population.everybody:
            raise DataError(
                f'ADAE has subject "{subject}", whom ADSL lacks. Add the subject to ADSL, or drop its events.'
            )
