"""When adverse events begin, and how long they last: rows that Kaplan-Meier estimates take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.safety.reported import Reported
from firstdose.analysis.safety.selection import ANY, Selection

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = ("USUBJID", "TRTA", "AEDECOD", "PARAMCD", "STARTDT", "ADT", "AVAL", "CNSR", "reason")


def time_to_onset(events: Reported, selection: Selection = ANY, term: str | None = None) -> pl.DataFrame:
    """Days from the first dose to the first event of each treated subject: PARAMCD TTONSET.

    Parameters
    ----------
    selection : the events that count.
    term : AEDECOD of the events that count; all if not given.

    Notes
    -----
    AVAL = ADT - TRTSDT + 1. A subject without the event is censored at the end of follow-up: the last of TRTEDT,
    LSTALVDT and EOSDT that is known. An event whose start is not known makes AVAL null, with the reason, if the subject
    has no dated one.
    """
    import polars as pl

    chosen = selection.of(events.events)
    chosen = chosen if term is None else chosen.filter(pl.col("AEDECOD") == term)
    first = chosen.group_by("USUBJID").agg(FIRST=pl.col("ASTDT").min())
    subjects = events.arms.subjects.join(
        first.with_columns(HAD=pl.lit(True)), on="USUBJID", how="left", maintain_order="left"
    )
    followed = pl.max_horizontal("TRTEDT", "LSTALVDT", "EOSDT")
    had = pl.col("HAD").fill_null(False)
    return subjects.select(
        "USUBJID",
        "TRTA",
        pl.lit(term, pl.String).alias("AEDECOD"),
        pl.lit("TTONSET").alias("PARAMCD"),
        pl.col("TRTSDT").alias("STARTDT"),
        pl.when(had).then("FIRST").otherwise(followed).alias("ADT"),
        (~had).cast(pl.Int64).alias("CNSR"),
        pl.when(pl.col("TRTSDT").is_null())
        .then(pl.lit("TRTSDT is missing"))
        .when(had & pl.col("FIRST").is_null())
        .then(pl.lit("the start of the event is not known"))
        .when(~had & followed.is_null())
        .then(pl.lit("the end of follow-up is not known"))
        .alias("reason"),
    ).pipe(_timed)


def durations(events: Reported, selection: Selection = ANY) -> pl.DataFrame:
    """Days that each event lasted: PARAMCD AEDUR, one row an event.

    Notes
    -----
    AVAL = AENDT - ASTDT + 1. An event without an end is censored at the last day on which the subject was seen (the
    last of LSTALVDT, EOSDT and TRTEDT that is known); a fatal one ends on that day or, where it is known, with death.
    """
    import polars as pl

    seen = events.arms.subjects.select("USUBJID", "DTHDT", SEEN=pl.max_horizontal("TRTEDT", "LSTALVDT", "EOSDT"))
    chosen = selection.of(events.events).join(seen, on="USUBJID", how="left", maintain_order="left")
    ended = pl.coalesce("AENDT", pl.when("FATAL").then("DTHDT"))
    return chosen.select(
        "USUBJID",
        "TRTA",
        "AEDECOD",
        pl.lit("AEDUR").alias("PARAMCD"),
        pl.col("ASTDT").alias("STARTDT"),
        pl.max_horizontal(ended.fill_null(pl.col("SEEN")), pl.when(ended.is_null()).then("ASTDT")).alias("ADT"),
        ended.is_null().cast(pl.Int64).alias("CNSR"),
        pl.when(pl.col("ASTDT").is_null())
        .then(pl.lit("the start of the event is not known"))
        .when(ended < pl.col("ASTDT"))
        .then(pl.lit("the event ends before it starts"))
        .when(ended.is_null() & pl.col("SEEN").is_null())
        .then(pl.lit("neither the end of the event nor that of follow-up is known"))
        .alias("reason"),
    ).pipe(_timed)


def _timed(rows: pl.DataFrame) -> pl.DataFrame:
    """AVAL in days; null, as is CNSR, where a reason stands."""
    import polars as pl

    early = pl.when(pl.col("ADT") < pl.col("STARTDT")).then(pl.lit("the date lies before the first dose"))
    told = rows.with_columns(reason=pl.coalesce("reason", early))
    days = (pl.col("ADT") - pl.col("STARTDT")).dt.total_days() + 1
    fine = pl.col("reason").is_null()
    return told.with_columns(AVAL=pl.when(fine).then(days.cast(pl.Float64)), CNSR=pl.when(fine).then("CNSR")).select(
        _COLUMNS
    )
