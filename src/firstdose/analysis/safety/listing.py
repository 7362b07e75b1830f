"""Adverse events one by one, as listings show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.safety.reported import Reported
from firstdose.analysis.safety.selection import ANY, Selection

if TYPE_CHECKING:
    import polars as pl


def ae_listing(events: Reported, selection: Selection = ANY) -> pl.DataFrame:
    """Every event of a selection: by arm, subject and start.

    Returns
    -------
    ``TRTA USUBJID AEBODSYS AEDECOD ATOXGR ASTDT ASTDY AENDT AENDY ADURN RELATED SERIOUS DISCONTINUED FATAL AEROW``.
    Study day 1 is the day of the first dose, and there is no day 0; AEROW is the row of ADAE.
    """
    import polars as pl

    order = {name: number for number, name in enumerate(events.arms.names)}
    chosen = selection.of(events.events).with_columns(
        _study_day("ASTDT").alias("ASTDY"),
        _study_day("AENDT").alias("AENDY"),
        ((pl.col("AENDT") - pl.col("ASTDT")).dt.total_days() + 1).alias("ADURN"),
    )
    place = pl.col("TRTA").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    head = ("TRTA", "USUBJID", "AEBODSYS", "AEDECOD", "ATOXGR", "ASTDT", "ASTDY", "AENDT", "AENDY", "ADURN")
    kept = (*head, "RELATED", "SERIOUS", "DISCONTINUED", "FATAL", "AEROW")
    return chosen.sort(place, "USUBJID", "ASTDT", "AEROW", nulls_last=True).select(kept)


def _study_day(name: str) -> pl.Expr:
    import polars as pl

    after = (pl.col(name) - pl.col("TRTSDT")).dt.total_days()
    return after + (after >= 0).cast(pl.Int64)
