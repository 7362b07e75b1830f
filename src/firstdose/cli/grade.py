"""``firstdose grade``: which CTCAE grade does each laboratory measurement have?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Json

if TYPE_CHECKING:
    import polars as pl

    from firstdose.trial import Criteria

Table = Annotated[
    str,
    typer.Argument(metavar="LB", help="Laboratory table: SDTM's LB, or ADLB (.csv, .csv.gz, .parquet, .xpt, .json)."),
]
Version = Annotated[int, typer.Option("--ctcae", metavar="4|5|6", help="Version of the CTCAE.")]
Units = Annotated[str, typer.Option(metavar="si|us", help="Units in which its limits are read.")]
Mode = Annotated[
    str,
    typer.Option(
        metavar="ctcae|admiral",
        help="As the CTCAE words it, or as the R package admiral has it, which also grades a baseline against itself.",
    ),
]
Lowest = Annotated[int, typer.Option(min=1, max=4, metavar="G", help="Lowest grade of which subjects are listed.")]


_LISTED = 100  # longer lists are not read on a screen


def grade(
    lb: Table,
    ctcae: Version = 5,
    units: Units = "si",
    mode: Mode = "ctcae",
    at_least: Lowest = 3,
    as_json: Json = False,
) -> None:
    """Grade laboratory measurements by the CTCAE.

    For people: how many subjects have which worst grade after baseline, who has a high one, and which tests are not
    graded, and why. With --json, the grade of each row, or the reason why it has none.
    """
    from firstdose.analysis.grading import adlb, chosen, grade_laboratory

    if as_json:
        show.as_json(grade_laboratory(lb, ctcae=ctcae, units=units, mode=mode).to_dict())
    else:
        how = chosen(ctcae, units, mode)
        _print(adlb(lb, ctcae=ctcae, units=units, mode=mode), how.criteria, at_least)


def _print(graded: pl.DataFrame, criteria: Criteria, at_least: int) -> None:
    import polars as pl

    from firstdose.analysis.grading import grade_counts, worst_grades

    worst = worst_grades(graded)
    counts = grade_counts(worst)
    title = f"Subjects by worst grade after baseline, {criteria.name}"
    show.table(("term", *counts.columns[1:-1], "subjects"), [[str(it) for it in row] for row in counts.rows()], title)
    _print_notes(criteria, counts["ATOXDSC"].to_list())
    high = worst.filter(pl.col("ATOXGR") >= str(at_least))
    if high.is_empty():
        show.say("", f"Nobody has grade {at_least} or worse after baseline.")
    else:
        kept = high.select("USUBJID", "ATOXDSC", pl.col("ADT").str.slice(0, 10), "BTOXGR", "ATOXGR").fill_null("")
        title = f"Grade {at_least} or worse"
        if len(kept) > _LISTED:
            title += f", the first {_LISTED} of {len(kept)} (raise --at-least, or take --json for all rows)"
        show.say("")
        show.table(("subject", "term", "first on", "baseline", "worst"), kept.head(_LISTED).rows(), title, left=3)
    _print_reasons(graded)


def _print_notes(criteria: Criteria, terms: list[str]) -> None:
    """What is taken to be so where a measurement alone does not tell the grade."""
    noted = [term for term in criteria.terms if term.note and term.heading in terms]
    if noted:
        show.say("")
    for term in noted:
        show.say(f"{term.heading}: {term.note}.")


def _print_reasons(graded: pl.DataFrame) -> None:
    """Which measurements have no grade, and what is said of others."""
    import polars as pl

    none = pl.all_horizontal(pl.col("ATOXGRL", "ATOXGRH").is_null())
    for title, rows in (("Not graded", graded.filter(none)), ("Graded, but", graded.filter(~none))):
        said = (
            rows.filter(pl.col("reason").is_not_null())
            .group_by("reason")
            .agg(pl.col("PARAMCD").unique().sort().str.join(", ").alias("tests"), pl.len().alias("rows"))
        )
        if len(said):
            show.say("")
            told = said.sort("rows", "reason", descending=[True, False]).select("reason", "tests", "rows")
            show.table(("reason", "tests", "rows"), [[str(it) for it in row] for row in told.rows()], title, left=2)
