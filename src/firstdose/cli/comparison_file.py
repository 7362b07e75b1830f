"""Operating characteristics as a file: a page with figures and tables, or a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from firstdose.design import Design
    from firstdose.report.results import Scenario
    from firstdose.study import Study
    from firstdose.virtual import FamilyComparison

Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Draw it: .html, .svg or .png."),
]


def checked_output(output: str | None, study: str) -> Path | None:
    """Where to draw, if anywhere."""
    from firstdose.cli.output import checked

    kinds = "operating characteristics are drawn as a page or a picture"
    return checked(output, study, kinds, (".html", ".svg", ".png")) if output else None


def draw(
    path: Path, plan: Study, designs: Mapping[str, Design], scenarios: Sequence[Scenario], *, illustrative: bool
) -> None:
    """Write what was found in one truth or several."""
    from firstdose.cli.output import ending, write
    from firstdose.report.comparison_page import comparison_page, comparison_panels
    from firstdose.report.html import to_html
    from firstdose.report.pictures import pictures

    grid, title = plan.protocol.grid, _title(plan, designs)
    if ending(path) == ".html":
        write(path, to_html(comparison_page(title, grid, scenarios, _options(designs), illustrative)))
    else:
        write(path, pictures(comparison_panels(grid, scenarios), ending(path)[1:], title=title))


def draw_family(path: Path, plan: Study, designs: Mapping[str, Design], found: FamilyComparison, kind: str) -> None:
    """Write what was found on average over a random family."""
    from firstdose.cli.output import ending, write
    from firstdose.report.family_page import family_page, family_panels
    from firstdose.report.html import to_html
    from firstdose.report.pictures import pictures

    title = _title(plan, designs)
    if ending(path) == ".html":
        write(path, to_html(family_page(title, found, kind, _options(designs))))
    else:
        write(path, pictures(family_panels(found), ending(path)[1:], title=title))


def _title(plan: Study, designs: Mapping[str, Design]) -> str:
    from firstdose.report.words import design_name

    return f"{plan.name}: {', '.join(map(design_name, designs))}"


def _options(designs: Mapping[str, Design]) -> list[str]:
    """In use, a line a design."""
    from firstdose.report.sections.design_words import options_in_use
    from firstdose.report.words import design_name

    return [f"{design_name(name)}: {'; '.join(options_in_use(one)) or 'none'}" for name, one in designs.items()]
