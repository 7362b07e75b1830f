"""The dose that the mechanism predicts as MTD, and which assumption moves it most."""

from __future__ import annotations

from firstdose.report.blocks import Block, Column, Figure, Heading, Marked, Panel, Reference, Strong, Table, Text, prose
from firstdose.report.digits import percent
from firstdose.report.figures.tornado import Reach, tornado_bars
from firstdose.report.mechanistic import Mechanistic
from firstdose.report.results import Results
from firstdose.report.words import dose_or_beyond, provenance
from firstdose.study import Study
from firstdose.virtual.tornado import Swing

_DRAWN = 14  # the widest; the table has all


def swings(study: Study, results: Results, found: Mechanistic) -> tuple[Block, ...]:
    """Heading, words, figure and table."""
    target, told = results.central.comparison.optimal.target, found.tornado.swings
    mtd, band = found.mtd, found.mtd.band
    median, p05, p95 = (dose_or_beyond(dose, mtd.lowest, mtd.highest) for dose in (band.median, band.p05, band.p95))
    return (
        Heading("tornado", "Which assumption moves the MTD most", level=3),
        Text(
            prose(
                f"The mechanism has a DLT probability of {percent(target)} % at ",
                Strong(f"{median} mg/kg"),
                f", anywhere from {p05} to {p95} mg/kg by what the fit leaves open. ",
                Reference("tornado-figure"),
                " takes one assumption at a time from the low to the high end of its range. The widest swing is that "
                "of ",
                Strong(told[0].what) if told else "none",
                "; ",
                Reference("tornado-table"),
                " lists all that matter.",
            )
        ),
        _figure(results, found, target),
        _table(results, found),
    )


def _figure(results: Results, found: Mechanistic, target: float) -> Figure:
    told = found.tornado.swings
    return Figure(
        "tornado-figure",
        f"The dose with a DLT probability of {percent(target)} % as one assumption goes from low to high, all others "
        "at their central value (vertical line). A bar that ends at the edge may go on: beyond it no dose was looked "
        "at.",
        "Bars, widest first: " + "; ".join(_spoken(found, one) for one in told[:3]) + ".",
        (Panel(tornado_bars([_reach(one) for one in told[:_DRAWN]], found.tornado.mtd, "MTD, mg/kg")),),
        illustrative=results.prediction.illustrative,
    )


def _table(results: Results, found: Mechanistic) -> Table:
    return Table(
        "tornado-table",
        "Where the MTD goes as each assumption goes from one end of its range to the other, the widest swing first.",
        (
            Column("Assumption", align="left", wide=True),
            Column("Low"),
            Column("MTD", "mg/kg"),
            Column("High"),
            Column("MTD", "mg/kg"),
            Column("Source or reason", align="left", wide=True),
        ),
        tuple(_row(found, one) for one in found.tornado.swings),
        note="What moves the MTD by less than half a per cent is left out.",
        illustrative=results.prediction.illustrative,
    )


def _reach(one: Swing) -> Reach:
    return Reach(one.what.removesuffix(f" ({one.short})"), one.low, one.high, one.mtd_low, one.mtd_high)


def _dose(found: Mechanistic, dose: float) -> str:
    return dose_or_beyond(dose, found.tornado.lowest, found.tornado.highest)


def _spoken(found: Mechanistic, one: Swing) -> str:
    return f"{one.what} {_dose(found, one.mtd_low)} to {_dose(found, one.mtd_high)} mg/kg"


def _row(found: Mechanistic, one: Swing) -> tuple[str | Marked, ...]:
    unit = one.low.partition(" ")[2]
    shared = f" {unit}" if unit and one.high.endswith(f" {unit}") else ""  # stands once, so that the row is narrow
    low, high = (end.removesuffix(shared) for end in (one.low, one.high))
    what = f"{one.what},{shared}" if shared else one.what
    ends = low, _dose(found, one.mtd_low), high, _dose(found, one.mtd_high)
    return (what, *ends, Marked(one.source, provenance(one.provenance)))
