"""``firstdose pathways``: what would the design say after each way in which the next cohorts can go?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Aim, DesignName, Doses, Json, Levels, Options, Past, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from firstdose.report.pathway_tree import PathwaySheet

Ahead = Annotated[int, typer.Option(min=1, max=6, metavar="N", help="Cohorts to look ahead.")]
Next = Annotated[
    int | None,
    typer.Option(
        "--next", min=1, metavar="N", show_default="the design's answer", help="Level of the next cohort, if settled."
    ),
]
TrueDlt = Annotated[
    str | None,
    typer.Option(
        metavar="P,P,...",
        show_default="the model's own, or none",
        help="DLT probability of each level, such as 0.05,0.1,0.2: probabilities of the pathways follow from it.",
    ),
]
TrueResponse = Annotated[
    str | None,
    typer.Option(
        metavar="P,P,...",
        show_default="none",
        help="Response probability of each level, for a design that looks at responses.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Draw it: .html, .svg or .png."),
]
_ENDINGS = (".html", ".svg", ".png")


def pathways(
    design: DesignName,
    outcomes: Past = "",
    cohorts: Ahead = 3,
    true_dlt: TrueDlt = None,
    true_response: TrueResponse = None,
    next_level: Next = None,
    target: Aim = None,
    levels: Levels = None,
    doses: Doses = None,
    unit: Unit = None,
    option: Options = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Look ahead: the tree of the next cohorts.

    What the design would say after each number of DLTs (dose-limiting toxicities) in each of the next
    cohorts, with the probability of coming there.
    """
    from firstdose.cli.asked import asked, told
    from firstdose.cli.lists import numbers
    from firstdose.cli.output import checked
    from firstdose.design.protocol.pathways import pathways as paths
    from firstdose.report.pathway_tree import PathwaySheet

    path = checked(output, design, "pathways are drawn as a page or a picture", _ENDINGS) if output else None
    question = asked(design, target=target, levels=levels, doses=doses, unit=unit, option=option)
    p_dlt = numbers(true_dlt, "--true-dlt", "0.05,0.1,0.2") if true_dlt else None
    p_response = numbers(true_response, "--true-response", "0.1,0.2,0.3") if true_response else None
    grid, level = question.grid, None if next_level is None else next_level - 1
    told_in = (grid.doses, grid.units) if grid else (None, "")
    tree = paths(question.design, outcomes, cohorts, p_dlt, p_response, level, *told_in)
    sheet = PathwaySheet.of(question.design, tree, told_in[1])
    if path:
        _write(sheet, path)
        typer.echo(output)
    elif as_json:
        show.as_json(sheet.tree.to_dict())
    else:
        show.say(*sheet.lines(), "")
    show.say(sheet.tree.basis, *told(question), err=as_json or bool(path))


def _write(sheet: PathwaySheet, path: Path) -> None:
    from firstdose.cli.output import ending, write

    if ending(path) == ".html":
        from firstdose.report.html import to_html

        write(path, to_html(sheet.document()))
    else:
        from firstdose.report.pictures import picture

        write(path, picture(sheet.panel().chart, ending(path)[1:], sheet.width, sheet.title))
