"""The validation page: what the calibrated model predicts beside what was published, in or out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firstdose import __version__
from firstdose.pkpd.calibrate.outcomes import Outcome
from firstdose.pkpd.mechanism import DEFAULT_SITE
from firstdose.pkpd.validate import Validation
from firstdose.report.blocks import (
    Answer,
    Answers,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Marked,
    Panel,
    Table,
    Text,
)
from firstdose.report.digits import capitalised, counted, significant
from firstdose.report.extra import require
from firstdose.report.validation_class import relatives
from firstdose.report.validation_sites import intervals, outcome_table, sites
from firstdose.report.validation_words import observed_words, prior_source, said
from firstdose.report.words import provenance


def validation_page(found: Validation) -> Document:
    """Fitted and predicted targets apart, sites of action side by side, what is not predicted and why."""
    require()
    return Document(
        title=f"Validation: {found.adc.title}",
        subtitle="What the mechanism predicts, beside what was published of patients.",
        kicker="Validation",
        footer=f"firstdose {__version__} supports decisions; it takes none.",
        blocks=tuple(_blocks(found)),
    )


def _blocks(found: Validation) -> Iterator[Block]:
    fitted, predicted = _own(found.of(fitted=True)), _own(found.of(fitted=False))
    yield _answers(fitted, predicted)
    yield Heading("reading", "How to read this page")
    yield Text(_reading(found))
    for name, text, those in (("fitted", "Fitted targets", fitted), ("predicted", "Predicted targets", predicted)):
        if those:
            yield Heading(name, text)
            yield Text(_about(name, those))
            yield _figure(name, those)
            yield outcome_table(f"{name}-table", f"{capitalised(name)} targets.", those)
    if found.sites:
        yield from sites(found)
    yield from relatives(found)
    yield Heading("unpredicted", "What is not predicted, and why")
    yield _unpredicted(found)
    yield Heading("learnt", "What the fit has learnt")
    yield _learnt(found)
    yield Heading("sources", "Sources")
    yield _sources(found)
    yield _prior_sources(found)


def _own(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """With the site of action that is taken where none is asked for."""
    return tuple(one for one in outcomes if one.site in (None, DEFAULT_SITE))


def _answers(fitted: Sequence[Outcome], predicted: Sequence[Outcome]) -> Answers:
    return Answers(
        tuple(
            Answer(
                question,
                f"{sum(one.inside for one in those)} of {len(those)} inside",
                f"Out: {'; '.join(one.target.what for one in those if not one.inside) or 'none'}.",
            )
            for question, those in (("Fitted targets", fitted), ("Predicted targets", predicted))
        )
    )


def _reading(found: Validation) -> str:
    return (
        f"{counted(found.rows, 'parameter vector')} of the ensemble, {counted(found.patients, 'virtual patient')} "
        "each; every three weeks and weekly come from the same vectors. An interval holds nine in ten of the results "
        "that a study like the published one may have: what the fit leaves open; for a percentage also the binomial "
        "chance of its number of patients; for a mean the sampling of its patients, and a spread between studies of "
        f"{100 * found.published.study_sd.to('1'):.0f} %, which is assumed. A typical value, published without its "
        "number of patients, has no sampling in it. A published value is in where it, or the range it was published "
        "as, meets the interval. Nothing was tuned to a single target: the fit weighs all fitted targets of a stage at "
        "once, recalled ones at half their weight, and the predicted ones were never shown to it."
    )


def _about(name: str, those: Sequence[Outcome]) -> str:
    inside = f"{sum(one.inside for one in those)} of {len(those)} are in"
    if name == "fitted":
        return f"The model was fitted to these; {inside}. That they agree shows no more than that the model can."
    free = [one for one in those if one.target.independent]
    return (
        f"The fit has not seen these; {inside}. Of the {len(free)} that are independent of all that the model was made "
        f"with, {sum(one.inside for one in free)} are in; the others, marked †, come from patients or studies that a "
        f"number of it rests on. Platelets and DLTs are those of harm in {DEFAULT_SITE}."
    )


def _figure(name: str, those: Sequence[Outcome]) -> Figure:
    from firstdose.report.figures.forest import forest

    shares = [one for one in those if one.target.is_share]
    others = [one for one in those if one not in shares]
    panels = []
    if shares:
        panels.append(Panel(forest(intervals(shares), "Patients, %"), "Percentages of patients", 640))
    if others:
        lines = intervals(others, relative=True)
        panels.append(Panel(forest(lines, "Times the published value", relative=True), "Other quantities", 640))
    caption = (
        f"{capitalised(name)} targets: interval and median of the prediction, and a diamond for what was published, "
        "with its range where it has one. A hollow median is out."
    )
    return Figure(f"{name}-figure", caption, "The table below has the numbers.", tuple(panels))


def _unpredicted(found: Validation) -> Table:
    columns = (
        Column("Published", align="left", wide=True),
        Column("Why it is not predicted", align="left", wide=True),
        Column("Source", align="left", wide=True),
    )
    rows: list[tuple[Cell, ...]] = [
        (capitalised(one.observed), one.reason, Marked(one.source, provenance(one.provenance)))
        for one in found.published.unpredicted
    ]
    rows += [
        (
            f"{one.what}: {observed_words(one)} {said(one.unit)}",
            f"the patient model of this version has no {one.analyte}",
            Marked(one.source, provenance(one.provenance)),
        )
        for one in found.unmodelled
    ]
    return Table("unpredicted-table", "Published results that the model says nothing of.", columns, tuple(rows))


def _learnt(found: Validation) -> Table:
    columns = (
        Column("Unknown", align="left"),
        Column("Unit", align="left"),
        Column("Meaning", align="left", wide=True),
        Column("Before"),
        Column("After"),
    )
    rows = tuple(
        (
            f"{one.prior.name} ({one.site})" if one.site else one.prior.name,
            said(one.prior.unit),
            one.prior.unknown.meaning,
            f"{significant(one.before.median)} ({significant(one.before.p05)} to {significant(one.before.p95)})",
            f"{significant(one.after.median)} ({significant(one.after.p05)} to {significant(one.after.p95)})",
        )
        for one in found.learnt
    )
    note = "The last section has the source of each median before the fit."
    return Table("learnt-table", "Unknowns before and after the fit: median, and 5 to 95 %.", columns, rows, note=note)


def _sources(found: Validation) -> Table:
    columns = (Column("Target", align="left"), Column("Source", align="left", wide=True))
    rows = {
        f"{one.relative.name}: {one.target.what}" if one.relative else one.target.what: (
            one.target.source,
            one.target.provenance,
        )
        for one in found.outcomes
    }
    cells = tuple((what, Marked(source, provenance(word))) for what, (source, word) in rows.items())
    return Table("sources-table", "Where each published value comes from, and how far it is trusted.", columns, cells)


def _prior_sources(found: Validation) -> Table:
    columns = (Column("Unknown", align="left"), Column("Source of the median before the fit", align="left", wide=True))
    rows = tuple(
        (f"{one.prior.name} ({one.site})" if one.site else one.prior.name, prior_source(one)) for one in found.learnt
    )
    return Table("prior-table", "Where the model had its unknowns before the fit.", columns, rows)
