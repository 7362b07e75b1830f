"""Sites of action on platelets side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from firstdose.pkpd.calibrate.outcomes import Outcome
from firstdose.pkpd.models.adc import SITES
from firstdose.pkpd.validate import Validation
from firstdose.report.blocks import Block, Cell, Column, Figure, Heading, Panel, Reference, Strong, Table, Text, prose
from firstdose.report.digits import capitalised, listed
from firstdose.report.validation_words import dagger, marked_note, observed_words, said, shown, words_of
from firstdose.trial.ctcae import ctcae

if TYPE_CHECKING:
    from firstdose.report.figures.forest import Interval

_MODEL = "model"
_SITES = {
    "proliferation": "slows the renewal of progenitors in the marrow",
    "release": "holds back the release of platelets from megakaryocytes",
    "circulation": "destroys platelets in the circulation",
}


def intervals(
    those: Sequence[Outcome], *, relative: bool = False, by_site: bool = False, named: bool = False
) -> list[Interval]:
    """Lines of a forest; ``relative``: to what was published, else as they are; ``named``: after another conjugate."""
    return [_interval(one, 1 / one.target.value if relative else 1.0, by_site, named) for one in those]


def outcome_table(id: str, caption: str, those: Sequence[Outcome]) -> Table:
    """What was published, what is predicted, and whether it is in."""
    columns = (
        Column("Target", align="left", wide=True),
        Column("Published"),
        Column("Patients"),
        Column("Predicted"),
        Column("5 to 95 %"),
        Column("", align="left"),
    )
    note = marked_note(those)
    return Table(id, caption, columns, tuple(map(row, those)), note=note)


def row(one: Outcome) -> tuple[Cell, ...]:
    """Of a table of targets."""
    target, of = one.target, f"{one.relative.name}: " if one.relative else ""
    unit = f", {said(target.unit)}" if said(target.unit) else ""
    return (
        f"{of}{target.what}{unit}{dagger(target)}",
        observed_words(target),
        str(target.n or ""),
        shown(one.band.median, target),
        f"{shown(one.band.p05, target)} to {shown(one.band.p95, target)}",
        "in" if one.inside else prose(Strong("out")),
    )


def _interval(one: Outcome, scale: float, by_site: bool, named: bool) -> Interval:
    from firstdose.report.figures.forest import Interval

    low, high = (one.target.value if math.isinf(end) else end for end in one.target.range)
    return Interval(
        name=f"{one.relative.name}: {one.target.what}" if named and one.relative else one.target.what,
        series=one.site if by_site and one.site else _MODEL,
        p05=scale * one.band.p05,
        median=scale * one.band.median,
        p95=scale * one.band.p95,
        observed=scale * one.target.value,
        observed_low=scale * low,
        observed_high=scale * high,
        inside=one.inside,
        words=observed_words(one.target),
    )


def sites(found: Validation) -> Iterator[Block]:
    """What each site of action makes of both schedules."""
    from firstdose.report.figures.forest import forest
    from firstdose.report.figures.platelets import platelet_courses

    yield Heading("sites", "Where platelets are harmed: three mechanisms side by side")
    told = listed([f"{site}, which {_SITES[site]}" for site in SITES])
    yield Text(
        prose(
            f"Where T-DM1 harms platelets is not settled. Each candidate was fitted by itself to the same one number, "
            f"platelets of grade 3 or worse in cycle 1 every three weeks: {told}. ",
            Reference("site-table"),
            " has what each then predicts: the day of the lowest count, recovery, and the weekly schedule.",
        )
    )
    panels = []
    for number, first in enumerate(found.sites[0].courses):
        own = {one.site: one.courses[number] for one in sorted(found.sites, key=lambda one: SITES.index(one.site))}
        panels.append(Panel(platelet_courses(own, _limits()), first.regimen, 420))
    caption = "Platelets under each site of action: median, and nine in ten patients over all parameter vectors."
    yield Figure("platelet-figure", caption, "The table below has what matters in it.", tuple(panels))
    yield _site_table(found)
    those = [one for one in found.outcomes if one.site is not None and one.relative is None]
    order = [one.target.id for one in those]
    shares = sorted(
        (one for one in those if one.target.kind == "percentage"),
        key=lambda one: (order.index(one.target.id), SITES.index(one.site or "")),
    )
    chart = forest(intervals(shares, by_site=True), "Patients, %")
    caption = "Percentages that depend on the site of action, as in the figures above."
    yield Figure("site-figure", caption, "The table below has the numbers.", (Panel(chart, "", 640),))
    yield _site_outcomes(those)


def _site_table(found: Validation) -> Table:
    seen = {one.target.statistic: observed_words(one.target) for one in found.outcomes}
    share = next(observed_words(one.target) for one in found.outcomes if one.target.statistic == "below")
    by_site = [next(one for one in found.sites if one.site == site) for site in SITES]
    q3w, weekly = (one.regimen for one in by_site[0].courses)
    rows = (
        ("Day of the lowest platelets", seen.get("nadir_day", ""), [words_of(one.nadir_day) for one in by_site]),
        ("Day of recovery", seen.get("recovery_day", ""), [words_of(one.recovery_day) for one in by_site]),
        (f"Grade 3 or worse, {q3w}, %", share, [words_of(one.courses[0].grade3, 100) for one in by_site]),
        (f"Grade 3 or worse, {weekly}, %", "", [words_of(one.courses[1].grade3, 100) for one in by_site]),
    )
    columns = (Column("In 21 days", align="left"), Column("Published"), *(Column(capitalised(site)) for site in SITES))
    cells = tuple((text, published, *told) for text, published, told in rows)
    note = "Median, and 5 to 95 % of what the fit leaves open; the chance of a number of patients is not in it. "
    note += "Day 23: no recovery within the cycle."
    caption = "The middle patient, and shares of patients, by site of action."
    return Table("site-table", caption, columns, cells, note=note)


def _site_outcomes(those: Sequence[Outcome]) -> Table:
    columns = (
        Column("Target", align="left", wide=True),
        Column("Published"),
        *(Column(capitalised(site)) for site in SITES),
    )
    by_target: dict[str, dict[str, Outcome]] = {}
    for one in those:
        by_target.setdefault(one.target.id, {})[one.site or ""] = one
    rows = []
    for own in by_target.values():
        target = next(iter(own.values())).target
        unit = f", {said(target.unit)}" if said(target.unit) else ""
        rows.append((f"{target.what}{unit}", observed_words(target), *(_verdict(own[site]) for site in SITES)))
    inside = [sum(own[site].inside for own in by_target.values()) for site in SITES]
    total: tuple[Cell, ...] = ("In", "", *(f"{number} of {len(by_target)}" for number in inside))
    note = "In bold: the published value is out."
    return Table(
        "site-outcomes", "Every target of platelets and DLTs, by site of action.", columns, (*rows, total), note=note
    )


def _verdict(one: Outcome) -> Cell:
    text = (
        f"{shown(one.band.median, one.target)} ({shown(one.band.p05, one.target)} to {shown(one.band.p95, one.target)})"
    )
    return text if one.inside else prose(Strong(text))


def _limits() -> tuple[tuple[float, str], ...]:
    """Lines that platelets fall below."""
    term = ctcae().term("platelet count decreased")
    assert term.lln is not None  # grade 1 of this term is told by it
    begins = {row.grade: row.limit for row in term.rows}
    return ((term.lln.to(term.unit), "lower limit of normal"), (begins[3], "grade 3"))
