"""Section 14.3: adverse events, in all, by term and by worst grade."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from firstdose.analysis.safety.selection import ANY, DISCONTINUED, SERIOUS, Selection
from firstdose.analysis.safety.tables import ae_by_grade, ae_by_term, ae_overview
from firstdose.report.blocks import Column
from firstdose.report.digits import fixed
from firstdose.report.tlf.by_arm import Lines, share
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

_INDENT = "\N{NO-BREAK SPACE}" * 3


def overview(trial: Trial) -> Sheet:
    """Subjects with any event, a serious one, a related one, and so on."""
    lines = Lines.of(trial.arms)
    counted = ae_overview(trial.events)
    for name in counted["selection"].unique(maintain_order=True):
        rows = counted.filter(counted["selection"] == name)
        lines.line(name, {arm: f"{share(n, of)}" for arm, n, of in rows.select("TRTA", "n", "of").rows()})
    lines.group("Number of events")
    rows = counted.filter(counted["ORDER"] == 1)
    lines.line("Any adverse event", {arm: fixed(n) for arm, n in rows.select("TRTA", "events").rows()})
    return lines.sheet(trial.safety, "Subjects with", trial.events.notes)


def by_term(selection: Selection) -> Callable[[Trial], Sheet]:
    """The table of a selection by system organ class and preferred term."""

    def made(trial: Trial) -> Sheet:
        chosen = selection.of(trial.events.events)
        if chosen.is_empty():
            raise UnavailableError(_none(selection))
        counted, lines = ae_by_term(trial.events, selection), Lines.of(trial.arms)
        for (organ, term, _), rows in counted.group_by("AEBODSYS", "AEDECOD", "ORDER", maintain_order=True):
            lines.counts(_label(organ, term), dict(rows.select("TRTA", "n").rows()))
        return lines.sheet(trial.safety, "System organ class, preferred term", trial.events.notes)

    return made


def by_grade(trial: Trial) -> Sheet:
    """Worst grade of each subject, all dose levels together."""
    if trial.events.events.is_empty():
        raise UnavailableError(_none(ANY))
    counted = ae_by_grade(trial.events)
    total = counted.filter(counted["TRTA"] == "Total")
    rows = tuple(
        _grades(organ, term, lines)
        for (organ, term, _), lines in total.group_by("AEBODSYS", "AEDECOD", "ORDER", maintain_order=True)
    )
    heads = [Column(f"Grade {grade}", "n (%)") for grade in range(1, 6)]
    columns = (
        Column("System organ class, preferred term", align="left"),
        *heads,
        Column("No grade", "n (%)"),
        Column("Grade 3 or higher", "n (%)"),
        Column("Any grade", "n (%)"),
    )
    return Sheet(
        trial.safety,
        columns,
        rows,
        notes=("A subject counts once in a line, under the worst grade.", *trial.events.notes),
    )


def _grades(organ: str | None, term: str | None, rows: pl.DataFrame) -> tuple[str, ...]:
    found: dict[int | None, int] = dict(rows.select("ATOXGR", "n").rows())
    of = rows["of"][0]
    severe = sum(found.get(grade, 0) for grade in (3, 4, 5))
    counts = [*(found.get(grade, 0) for grade in (1, 2, 3, 4, 5, None)), severe, sum(found.values())]
    return (_label(organ, term), *(share(n, of) for n in counts))


def _label(organ: str | None, term: str | None) -> str:
    if organ is None:
        return ANY.name
    return organ if term is None else f"{_INDENT}{term}"


def _none(selection: Selection) -> str:
    words = {SERIOUS: "serious adverse event", DISCONTINUED: "adverse event that led to discontinuation of treatment"}
    return f"No treated subject had a treatment-emergent {words.get(selection, 'adverse event')}."
