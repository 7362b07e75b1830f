"""``firstdose table``: the decision table of a protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Aim, DesignArgument, Doses, Json, Levels, Options, Unit
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from pathlib import Path

    from firstdose.report.rule_table import RuleSheet

MaxN = Annotated[int, typer.Option("--max-n", min=1, metavar="N", help="Patients at the level, at most.")]
CohortSize = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", show_default="every number", help="Only rows after whole cohorts of N."),
]
Level = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", show_default="the middle one", help="Level asked about, for designs that look at all."
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", show_default=False, help="Write it: .html, .svg, .png, .csv or .md."
    ),
]
_HEADS = ("patients", "escalate\nif DLTs ≤", "de-escalate\nif DLTs ≥", "eliminate\nif DLTs ≥")
_ENDINGS = (".html", ".svg", ".png", ".csv", ".md")


def table(
    name: DesignArgument,
    target: Aim = None,
    max_n: MaxN = 30,
    cohort_size: CohortSize = None,
    levels: Levels = None,
    doses: Doses = None,
    unit: Unit = None,
    option: Options = None,
    level: Level = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Print the decision table for the protocol.

    By patients at the current level: how many DLTs (dose-limiting toxicities) escalate, de-escalate or
    eliminate it. The design itself is asked, so the table cannot differ from what it decides.
    """
    from firstdose.cli.asked import asked, told
    from firstdose.cli.output import checked
    from firstdose.design.protocol.table import tabulate
    from firstdose.report.rule_table import RuleSheet

    path = checked(output, name, "a decision table is a page, a picture or a table", _ENDINGS) if output else None
    if cohort_size and cohort_size > max_n:
        raise FirstDoseError(f"--cohort-size {cohort_size}: a table up to --max-n {max_n} has no such cohort.")
    question = asked(name, target=target, levels=levels, doses=doses, unit=unit, option=option, levels_else=3)
    found = tabulate(question.design, max_n, None if level is None else level - 1)
    sheet = RuleSheet.of(question.design, found.every(cohort_size) if cohort_size else found)
    if path:
        _write(sheet, path)
        typer.echo(output)
    elif as_json:
        show.as_json(sheet.table.to_dict())
    else:
        show.table(_HEADS, sheet.rows(), title=sheet.title, left=0)
        show.say("")
    show.say(sheet.table.assumes, *sheet.rules, *told(question), err=as_json or bool(path))


def _write(sheet: RuleSheet, path: Path) -> None:
    from firstdose.cli.output import ending, write

    match ending(path):
        case ".csv":
            write(path, sheet.csv())
        case ".md":
            write(path, sheet.markdown())
        case ".html":
            from firstdose.report.html import to_html

            write(path, to_html(sheet.document()))
        case picture_kind:
            from firstdose.report.pictures import picture

            write(path, picture(sheet.panel().chart, picture_kind[1:], sheet.width, sheet.title))
