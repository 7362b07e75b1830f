"""Designs against each other in assumed truths: a page, or a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from firstdose import __version__
from firstdose.report.blocks import Block, Bullets, Document, Heading, Text, prose
from firstdose.report.digits import counted, percent
from firstdose.report.results import Scenario
from firstdose.report.sections.design_figures import difference_figure, patients_figure, selection_figure
from firstdose.report.sections.designs import characteristics_table, differences_table
from firstdose.trial import DoseGrid

if TYPE_CHECKING:
    from firstdose.report.blocks import Panel


def comparison_page(
    title: str, grid: DoseGrid, scenarios: Sequence[Scenario], options: Sequence[str], illustrative: bool
) -> Document:
    """Figures and tables of operating characteristics; ``options``: in use, a line a design."""
    optimal = scenarios[0].comparison.optimal
    pairs: tuple[Block, ...] = ()
    if len(scenarios[0].comparison.designs) > 1:
        pairs = (difference_figure(scenarios, illustrative), differences_table(scenarios, illustrative))
    told = (
        f"{counted(optimal.trials, 'virtual trial')} of each design in each truth, all on the same virtual patients. "
        f"Correct is the level whose true DLT probability is nearest {percent(optimal.target)} %; overdosed are "
        "patients treated at a level whose true DLT probability exceeds it. The benchmark knows the outcome of every "
        "patient at every level, as no trial can."
    )
    return Document(
        title=title,
        subtitle="How the dose-escalation designs behave.",
        kicker="Operating characteristics",
        footer=f"firstdose {__version__} supports decisions; it takes none.",
        blocks=(
            Heading("characteristics-of-designs", "Operating characteristics"),
            Text(told),
            Bullets(tuple(prose(f"{one.title} truth: ", *_words(one)) for one in scenarios)),
            selection_figure(grid, scenarios, illustrative),
            patients_figure(grid, scenarios, illustrative),
            characteristics_table(scenarios, illustrative),
            *pairs,
            Heading("options", "Options in use"),
            Bullets(tuple(options)),
        ),
    )


def _words(scenario: Scenario) -> tuple[str, ...]:
    return (scenario.words,) if isinstance(scenario.words, str) else tuple(map(str, scenario.words.spans))


def comparison_panels(grid: DoseGrid, scenarios: Sequence[Scenario]) -> tuple[Panel, ...]:
    """What a picture shows: selections in each truth, and the paired differences below."""
    several = len(scenarios[0].comparison.designs) > 1
    chosen = selection_figure(grid, scenarios, False).panels
    differ = difference_figure(scenarios, False).panels if several else ()
    return (
        *(_named(one, "Selected") for one in chosen),
        *(_named(one, "Correct, paired") for one in differ),
    )


def _named(panel: Panel, what: str) -> Panel:
    return replace(panel, title=f"{what}; {panel.title[:1].lower()}{panel.title[1:]}")
