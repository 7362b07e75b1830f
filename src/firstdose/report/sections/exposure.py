"""How much conjugate patients would see at each dose."""

from __future__ import annotations

from firstdose.pkpd import Band
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Reference, Table, Text, prose
from firstdose.report.digits import counted, doses, fixed, significant
from firstdose.report.figures.bands import band_over_dose
from firstdose.report.figures.curves import over_time
from firstdose.report.results import Results
from firstdose.report.sections.pharmacokinetics import parameters
from firstdose.report.words import schedule_words
from firstdose.study import Study
from firstdose.virtual import ConcentrationBand, LevelPrediction

METRICS = (
    ("cmax_ug_per_ml", "Highest", "µg/mL"),
    ("ctrough_ug_per_ml", "Before next dose", "µg/mL"),
    ("auc_tau_ug_day_per_ml", "AUC, one interval", "µg·day/mL"),
    ("auc_0_21_ug_day_per_ml", "AUC, days 0–21", "µg·day/mL"),
)
_PANELS = (
    ("cmax_ug_per_ml", "Highest concentration", "µg/mL"),
    ("auc_tau_ug_day_per_ml", "AUC over one interval", "µg·day/mL"),
)


def exposure(study: Study, results: Results) -> tuple[Block, ...]:
    """Bands over dose and over time, and the numbers."""
    return (
        Heading("exposure", "Exposure by dose"),
        Text(
            prose(
                f"Exposure to the conjugate, the antibody that still carries {study.molecule.payload.name}, is "
                "computed exactly from a two-compartment model. Body weight and parameters vary between the "
                f"{counted(results.prediction.patients, 'virtual patient')} as in ",
                Reference("pk-parameters"),
                ". ",
                Reference("exposure-by-dose"),
                " shows the exposures that toxicity is usually related to, ",
                Reference("exposure-over-time"),
                " their course, and ",
                Reference("exposure-table"),
                " the numbers.",
            )
        ),
        _by_dose(study, results),
        _over_time(study, results),
        _table(study, results),
        parameters(study.molecule.pharmacokinetics),
    )


def _by_dose(study: Study, results: Results) -> Figure:
    grid, levels = study.protocol.grid, results.prediction.levels
    title = f"Dose, {grid.units} {schedule_words(study.protocol.schedule)}"
    ends = [
        f"the median {name} rises from {significant(levels[0].exposure[metric].median)} to "
        f"{significant(levels[-1].exposure[metric].median)} {unit}"
        for metric, name, unit in _PANELS
    ]
    return Figure(
        "exposure-by-dose",
        "Highest concentration in the first 21 days, and area under the curve (AUC) over one dosing interval at steady "
        "state: median (line) and 5th to 95th percentile between patients (band).",
        f"Two charts of exposure over dose: {ends[0]}, {ends[1]}.",
        tuple(
            Panel(band_over_dose(grid.doses, [one.exposure[metric] for one in levels], title, f"{name}, {unit}"), name)
            for metric, name, unit in _PANELS
        ),
        illustrative=results.prediction.illustrative,
    )


def _over_time(study: Study, results: Results) -> Figure:
    grid, shown = study.protocol.grid, _some(results.concentrations)
    names = ", ".join(f"{band.dose:g}" for band in shown)
    return Figure(
        "exposure-over-time",
        f"Concentration of the conjugate over the first {counted(shown[0].days.max(), 'day')} at {names} {grid.units} "
        f"{schedule_words(study.protocol.schedule)}: median (line) and 5th to 95th percentile between patients (band).",
        f"Concentration over time at {names} {grid.units}: it peaks at the end of each infusion and falls until the "
        "next.",
        (Panel(over_time(shown, grid.units, "Day", "Concentration, µg/mL")),),
        illustrative=results.prediction.illustrative,
    )


def _some(bands: tuple[ConcentrationBand, ...]) -> tuple[ConcentrationBand, ...]:
    """Three at most, so that they can be told apart: the highest dose, and every second one below it."""
    return bands if len(bands) <= 3 else bands[-1::-2][:3][::-1]


def _table(study: Study, results: Results) -> Table:
    grid = study.protocol.grid
    return Table(
        "exposure-table",
        f"Exposure to the conjugate, {schedule_words(study.protocol.schedule)}: median between patients (5th to 95th "
        "percentile).",
        (
            Column("Level", align="left"),
            Column("Dose", grid.units),
            *(Column(name, unit) for _, name, unit in METRICS),
            Column("Accumulation", "ratio"),
        ),
        tuple(_row(level, dose) for level, dose in zip(results.prediction.levels, doses(grid.doses), strict=True)),
        note="Highest and before next dose: within the first 21 days. One interval: at steady state. "
        "Accumulation: median of the AUC of an interval at steady state over that of the first.",
    )


def _row(level: LevelPrediction, dose: str) -> tuple[str, ...]:
    bands = [_band(level.exposure[metric]) for metric, _, _ in METRICS]
    return (f"{level.level + 1}", dose, *bands, fixed(level.exposure["accumulation_ratio"].median, 2))


def _band(band: Band) -> str:
    return f"{significant(band.median)} ({significant(band.p05)}–{significant(band.p95)})"
