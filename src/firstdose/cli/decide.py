"""``firstdose decide``: given these outcomes, what is the next dose, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Aim, DesignName, Doses, Json, Levels, Options, Past, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from firstdose.cli.question import Question
    from firstdose.design import Recommendation
    from firstdose.trial import DoseGrid

Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Draw it: .html, .svg or .png."),
]
_ENDINGS = (".html", ".svg", ".png")


def decide(
    design: DesignName,
    outcomes: Past = "",
    target: Aim = None,
    levels: Levels = None,
    doses: Doses = None,
    unit: Unit = None,
    option: Options = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Say what comes next after these outcomes, and why.

    Treat a cohort, at which level and how many; or wait; or stop, and which level is the MTD.
    """
    from firstdose.cli.asked import asked, told
    from firstdose.cli.output import checked
    from firstdose.trial import Outcomes

    path = checked(output, design, "a decision is drawn as a page or a picture", _ENDINGS) if output else None
    question = asked(design, target=target, levels=levels, doses=doses, unit=unit, option=option)
    decision, grid = question.design.decide(Outcomes.parse(outcomes)), question.grid
    answer = (decision.at(grid.doses, grid.units) if grid else decision).one()
    if path:
        _draw(path, answer, question, outcomes)
        typer.echo(output)
    elif as_json:
        show.as_json(answer.to_dict())
    else:
        _print(answer, grid)
    show.say(*told(question), err=as_json or bool(path))


def _draw(path: Path, answer: Recommendation, question: Question, outcomes: str) -> None:
    from firstdose.cli.output import ending, write
    from firstdose.report.decision_page import DecisionSheet
    from firstdose.report.html import to_html
    from firstdose.report.pictures import pictures

    units = question.grid.units if question.grid else ""
    sheet = DecisionSheet(answer, answer.headline(units), outcomes, question.design, units)
    if ending(path) == ".html":
        write(path, to_html(sheet.document()))
    else:
        write(path, pictures(sheet.panels(), ending(path)[1:], width=440, title=sheet.title))


def _print(answer: Recommendation, grid: DoseGrid | None) -> None:
    from firstdose.cli.level_table import level_table

    units = grid.units if grid else ""
    show.say(answer.headline(units), answer.reason)
    if answer.backfill is not None:
        opened = ", ".join(answer.named(level, units) for level in answer.backfill)
        show.say(f"Open to backfill: {opened or 'no level'}.")
    level_table(answer, units)
