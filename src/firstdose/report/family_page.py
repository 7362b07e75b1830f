"""Designs on average over a random family of scenarios: a page, or a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from firstdose import __version__
from firstdose.report.blocks import Block, Bullets, Column, Document, Figure, Heading, Panel, Table, Text
from firstdose.report.digits import counted, fixed, percent, with_error
from firstdose.report.extra import require
from firstdose.report.words import BENCHMARK, design_name
from firstdose.virtual import FamilyCharacteristics, FamilyComparison

if TYPE_CHECKING:
    from firstdose.report.figures.bars import Bar

_ENDS = {"correct": "Correct level", "too_high": "Too high", "none": "No level"}


def family_panels(found: FamilyComparison) -> tuple[Panel, ...]:
    """How trials end, and paired differences in correct selections."""
    require()
    from firstdose.report.figures.bars import Order, differences, grouped_bars

    designs = tuple(design_name(one.design) for one in found.designs)
    order = Order(tuple(_ENDS.values()), designs, BENCHMARK)
    bars = grouped_bars(list(_bars(found)), order, "How the trial ends", "Trials", share=True)
    panels = [Panel(bars, "How trials end")]
    if found.differences:
        pairs = [
            (f"{design_name(one.a)} − {design_name(one.b)}", one.correct_diff, one.correct_diff_se)
            for one in found.differences
        ]
        panels.append(Panel(differences(pairs, "Percentage points"), "Correct selections, paired"))
    return tuple(panels)


def _bars(found: FamilyComparison) -> Iterator[Bar]:
    from firstdose.report.figures.bars import Bar

    for one in (*found.designs, found.optimal):
        shares = ((one.correct_share, one.correct_se), (one.too_high_share, one.too_high_se))
        for words, (share, se) in zip(_ENDS.values(), (*shares, (one.none_selected, one.none_se)), strict=True):
            yield Bar(words, design_name(one.design), share, se, "varies")


def family_page(title: str, found: FamilyComparison, kind: str, options: Sequence[str]) -> Document:
    """Figures and a table; ``kind``: of the scenarios."""
    first, panels = found.optimal, family_panels(found)
    about = (
        f"{counted(first.scenarios, 'random scenario')} ({kind}), {counted(first.trials_each, 'trial')} of each with "
        f"every design, all on the same virtual patients. Every level is the MTD with the same probability. Correct is "
        f"the level whose true DLT probability is nearest {percent(first.target)} % in its scenario."
    )
    names = ("ends", "differences")
    captions = (
        "How trials end, on average over the scenarios. Whiskers: two Monte Carlo standard errors either way.",
        "Difference in correct selections, paired by trial, in percentage points. Lines: two standard errors.",
    )
    figures: tuple[Block, ...] = tuple(
        Figure(name, caption, "The table below has the numbers.", (panel,))
        for name, caption, panel in zip(names, captions, panels, strict=False)
    )
    return Document(
        title=title,
        subtitle="How the dose-escalation designs behave on average over random scenarios.",
        kicker="Operating characteristics",
        footer=f"firstdose {__version__} supports decisions; it takes none.",
        blocks=(
            Heading("family", "Operating characteristics"),
            Text(about),
            *figures,
            _table(found),
            Heading("options", "Options in use"),
            Bullets(tuple(options)),
        ),
    )


def _table(found: FamilyComparison) -> Table:
    columns = (
        Column("Design", align="left"),
        *(Column(words, "% of trials") for words in _ENDS.values()),
        Column("Patients", "a trial"),
        Column("Overdosed", "patients a trial"),
    )
    rows = tuple(map(_row, (*found.designs, found.optimal)))
    note = "± one Monte Carlo standard error, between scenarios."
    return Table("family-table", "Each design on average over the scenarios.", columns, rows, note=note)


def _row(one: FamilyCharacteristics) -> tuple[str, ...]:
    return (
        design_name(one.design),
        with_error(one.correct_share, one.correct_se, 1, 100),
        with_error(one.too_high_share, one.too_high_se, 1, 100),
        with_error(one.none_selected, one.none_se, 1, 100),
        fixed(one.patients_mean, 1),
        fixed(one.overdosed_patients_mean, 1),
    )
