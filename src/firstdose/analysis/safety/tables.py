"""Adverse events counted: subjects with at least one, by term, by worst grade, by arm. Numbers only, in long form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firstdose.analysis.safety.arms import TOTAL
from firstdose.analysis.safety.reported import Reported
from firstdose.analysis.safety.selection import ANY, SELECTIONS, Selection

if TYPE_CHECKING:
    import polars as pl

GRADES = (1, 2, 3, 4, 5)
_LINE = ["AEBODSYS", "AEDECOD"]


def ae_overview(events: Reported, selections: Sequence[Selection] = SELECTIONS) -> pl.DataFrame:
    """How many subjects had any event, a serious one, a related one ..., in each arm and in all.

    Returns
    -------
    One row a selection and arm: ``selection ORDER TRTA n of events n_unknown``. ``n`` counts subjects, ``of`` the
    subjects of the arm, ``events`` the events; ``n_unknown`` the subjects who are not among ``n`` and would be if a
    missing grade were high enough.
    """
    import polars as pl

    rows = []
    for order, selection in enumerate(selections, start=1):
        chosen = selection.of(events.events)
        doubtful = selection.unknown(events.events).join(chosen, on="USUBJID", how="anti")
        unknown = _with_total(doubtful).group_by("TRTA").agg(n_unknown=_subjects())
        counted = _with_total(chosen).group_by("TRTA").agg(n=_subjects(), events=pl.len().cast(pl.Int64))
        line = events.arms.sizes.join(counted, on="TRTA", how="left", maintain_order="left")
        line = line.join(unknown, on="TRTA", how="left", maintain_order="left")
        rows.append(line.with_columns(selection=pl.lit(selection.name), ORDER=pl.lit(order)))
    counts = pl.col("n", "events", "n_unknown").fill_null(0)
    return pl.concat(rows).with_columns(counts).select("selection", "ORDER", "TRTA", "n", "of", "events", "n_unknown")


def ae_by_term(events: Reported, selection: Selection = ANY) -> pl.DataFrame:
    """How many subjects had which event, by system organ class and preferred term.

    Returns
    -------
    One row a line and arm: ``AEBODSYS AEDECOD ORDER TRTA n of events``. The first line (both null) is any event; a
    line without AEDECOD is the whole class. Classes, and terms within a class, are ordered by the subjects of all arms,
    most first, then by name; ORDER numbers the lines. A subject counts once in a line.
    """
    import polars as pl

    levels = _levels(selection.of(events.events))
    counted = levels.group_by(*_LINE, "TRTA").agg(n=_subjects(), events=pl.len().cast(pl.Int64))
    grid = _lines(levels).join(events.arms.sizes, how="cross")
    return _filled(grid, counted, [*_LINE, "TRTA"]).select(*_LINE, "ORDER", "TRTA", "n", "of", "events")


def ae_by_grade(events: Reported, selection: Selection = ANY) -> pl.DataFrame:
    """The worst grade of each subject, by system organ class and preferred term.

    Returns
    -------
    As ``ae_by_term``, with ATOXGR: 1 to 5, and null for subjects none of whose events of the line has a grade. A
    subject counts once in a line, under the worst known grade; ``events`` are all of the line's of these subjects.
    """
    import polars as pl

    levels = _levels(selection.of(events.events))
    worst = levels.group_by("USUBJID", "TRTA", *_LINE).agg(pl.col("ATOXGR").max(), events=pl.len().cast(pl.Int64))
    counted = worst.group_by(*_LINE, "TRTA", "ATOXGR").agg(n=_subjects(), events=pl.col("events").sum())
    every = pl.DataFrame({"ATOXGR": [*GRADES, None]}, schema={"ATOXGR": pl.Int64})
    grid = _lines(levels).join(events.arms.sizes, how="cross").join(every, how="cross")
    found = _filled(grid, counted, [*_LINE, "TRTA", "ATOXGR"])
    return found.select(*_LINE, "ORDER", "TRTA", "ATOXGR", "n", "of", "events")


def _subjects() -> pl.Expr:
    import polars as pl

    return pl.col("USUBJID").n_unique().cast(pl.Int64)


def _with_total(events: pl.DataFrame) -> pl.DataFrame:
    """The events twice: under their arm, and under the total."""
    import polars as pl

    return pl.concat([events, events.with_columns(TRTA=pl.lit(TOTAL))])


def _levels(events: pl.DataFrame) -> pl.DataFrame:
    """The events under every line where they count: any event, their class, their term; by arm and in all."""
    import polars as pl

    nothing = pl.lit(None, pl.String)
    classes = events.with_columns(AEDECOD=nothing)
    return _with_total(pl.concat([classes.with_columns(AEBODSYS=nothing), classes, events]))


def _lines(levels: pl.DataFrame) -> pl.DataFrame:
    """The lines of a table in their order: ``AEBODSYS AEDECOD ORDER``."""
    import polars as pl

    first = pl.DataFrame({name: [None] for name in _LINE}, schema=dict.fromkeys(_LINE, pl.String))
    counted = levels.group_by(_LINE).agg(n=_subjects())
    lines = first.join(counted, on=_LINE, how="full", coalesce=True, nulls_equal=True)
    whole = lines.filter(pl.col("AEDECOD").is_null()).select("AEBODSYS", of_class="n")
    ordered = lines.join(whole, on="AEBODSYS", how="left", nulls_equal=True).sort(
        pl.col("AEBODSYS").is_not_null(),
        -pl.col("of_class").fill_null(0),
        "AEBODSYS",
        pl.col("AEDECOD").is_not_null(),
        -pl.col("n").fill_null(0),
        "AEDECOD",
    )
    return ordered.select(*_LINE, ORDER=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def _filled(grid: pl.DataFrame, counted: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The grid with its counts; nobody is 0."""
    import polars as pl

    joined = grid.join(counted, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("n", "events").fill_null(0))
