"""How many patients could benefit."""

from __future__ import annotations

from firstdose.patient import AddressableRow
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Strong, Table, Text, prose
from firstdose.report.digits import between, fixed, percent, rounded
from firstdose.report.figures.ranges import Range, ranged_bars
from firstdose.report.results import Results
from firstdose.report.words import provenance
from firstdose.study import Study


def population(study: Study, results: Results) -> tuple[Block, ...]:
    """Addressable patients by tumour, with ranges."""
    found, target = results.addressable, study.molecule.antibody.target.name
    return (
        Heading("population", "How many patients could benefit"),
        Text(
            prose(
                f"{found.population}: about ",
                Strong(f"{rounded(found.patients)} new patients a year"),
                f" (range {between(rounded(found.patients_low), rounded(found.patients_high))}) have a tumour that "
                f"strongly expresses {target}, of {fixed(found.incidence)} new cases of these diseases. Tumour types "
                "for which no share is published have no row, so the total is a lower bound.",
            )
        ),
        _figure(study, results),
        _table(study, results, target),
        _origins(study, results),
    )


def _figure(study: Study, results: Results) -> Figure:
    rows, target = results.addressable.rows, study.molecule.antibody.target.name
    ranges = [
        Range(
            tumour(study, row.indication, row.subtype),
            row.indication,
            row.patients_low,
            row.patients,
            row.patients_high,
        )
        for row in rows
    ]
    words = "; ".join(f"{one.name} {fixed(one.value)} ({fixed(one.low)} to {fixed(one.high)})" for one in ranges)
    return Figure(
        "addressable",
        f"New patients a year whose tumour strongly expresses {target}, {results.addressable.population}: central "
        "value (bar) and the range that the published ranges allow (whisker).",
        f"Horizontal bars, one a tumour type: {words}.",
        (Panel(ranged_bars(ranges, "Patients a year")),),
    )


def tumour(study: Study, indication: str, subtype: str) -> str:
    """A subtype as people call it; the indication alone where it is not divided."""
    subtypes = study.population.indication(indication).subtypes
    title = next(one.title for one in subtypes if one.name == subtype)
    return indication if len(subtypes) == 1 else f"{indication}, {title}"


def _table(study: Study, results: Results, target: str) -> Table:
    found = results.addressable
    patients = (found.patients_low, found.patients, found.patients_high)
    return Table(
        "addressable-table",
        "From new cases to addressable patients: new cases × share of the tumour type × share with strong expression.",
        (
            Column("Tumour", align="left"),
            Column("New cases", "a year, whole disease"),
            Column("Share", "%"),
            Column(f"Strong {target}", "%"),
            Column("Low", "patients a year"),
            Column("Central", "patients a year"),
            Column("High", "patients a year"),
        ),
        (
            *(_row(study, row) for row in found.rows),
            ("Together", fixed(found.incidence), "", "", *map(fixed, patients)),
        ),
        marked=frozenset({len(found.rows)}),
        note="Low and high are products of lows and of highs. New cases of a disease are counted once in the total.",
    )


def _row(study: Study, row: AddressableRow) -> tuple[str, ...]:
    return (
        tumour(study, row.indication, row.subtype),
        fixed(row.incidence),
        between(percent(row.share_low), percent(row.share_high)),
        between(percent(row.strong_low), percent(row.strong_high)),
        fixed(row.patients_low),
        fixed(row.patients),
        fixed(row.patients_high),
    )


def _origins(study: Study, results: Results) -> Table:
    names = {"incidence": "new cases", "share": "share", "strong": "strong expression"}
    rows = dict.fromkeys(
        (
            one.indication if one.what == "incidence" else tumour(study, one.indication, one.subtype),
            names[one.what],
            one.source,
            provenance(one.provenance),
        )
        for one in results.addressable.origins
    )
    return Table(
        "addressable-origins",
        "Where these numbers come from.",
        (
            Column("Tumour", align="left"),
            Column("Number", align="left"),
            Column("Source", align="left", wide=True),
            Column("Provenance", align="left"),
        ),
        tuple(rows),
    )
