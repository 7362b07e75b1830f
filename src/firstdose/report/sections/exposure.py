"""How much conjugate patients would see at each dose."""

from __future__ import annotations

from firstdose.pkpd import Band
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Reference, Table, Text, prose
from firstdose.report.digits import capitalised, counted, doses, fixed, listed, significant
from firstdose.report.figures.bands import band_over_dose
from firstdose.report.figures.curves import over_time
from firstdose.report.results import Results
from firstdose.report.sections.pharmacokinetics import parameters
from firstdose.report.words import below_validity, covariate_words, schedule_words, validity_words
from firstdose.study import Study
from firstdose.virtual import ConcentrationBand, LevelPrediction

DAGGER = "†"
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
                f"{_model(study, results)}. {_varying(study)} between the "
                f"{counted(results.prediction.patients, 'virtual patient')} (",
                Reference("pk-parameters"),
                f"){_held(study)}. ",
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
        *_analytes(study, results),
        parameters(study.molecule, linear=_linear(results), illustrative=results.prediction.illustrative),
    )


def _linear(results: Results) -> bool:
    """Whether exposure is that of the published linear model, rather than of the patient model."""
    return results.prediction.mechanism is None


def _model(study: Study, results: Results) -> str:
    if not _linear(results):
        target = study.molecule.antibody.target.name
        return f"simulated by the patient model, in which binding to {target} removes a part of it"
    return "computed exactly from a two-compartment model"


def _varying(study: Study) -> str:
    return f"{capitalised(listed(['parameters', *map(covariate_words, _spread(study))]))} vary"


def _held(study: Study) -> str:
    effects = study.molecule.pharmacokinetics.covariates
    held = dict.fromkeys(one.covariate for one in effects if one.covariate not in _spread(study))
    words = listed([covariate_words(name) for name in held])
    return f"; {words} {'is' if len(held) == 1 else 'are'} held at a fixed reference value" if held else ""


def _spread(study: Study) -> dict[str, None]:
    """Covariates that differ between the study's patients."""
    groups = (study.population.covariates(one.name).each for one in study.indications)
    return dict.fromkeys(one.name for group in groups for one in group if one.log_sd.value > 0)


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
        f"state: median (line) and 5th to 95th percentile between patients (band).{_limit(study, results)}",
        f"Two charts of exposure over dose: {ends[0]}, {ends[1]}.",
        tuple(
            Panel(band_over_dose(grid.doses, [one.exposure[metric] for one in levels], title, f"{name}, {unit}"), name)
            for metric, name, unit in _PANELS
        ),
        illustrative=results.prediction.illustrative,
    )


def _limit(study: Study, results: Results) -> str:
    limit = study.molecule.pharmacokinetics.valid_from
    return f" Below {limit} the linear model was not shown to hold." if any(_below(study, results)) else ""


def _below(study: Study, results: Results) -> tuple[bool, ...]:
    """For each level, whether it is too low for the model that exposure comes from."""
    return tuple(_linear(results) and below for below in below_validity(study))


def _over_time(study: Study, results: Results) -> Figure:
    grid, shown = study.protocol.grid, _some(results.concentrations)
    names = ", ".join(f"{band.dose:g}" for band in shown)
    return Figure(
        "exposure-over-time",
        f"Concentration of the conjugate over the first {counted(shown[0].days.max(), 'day')} at {names} {grid.units} "
        f"{schedule_words(study.protocol.schedule)}: median (line) and 5th to 95th percentile between patients (band)."
        f"{_limit(study, results)}",
        f"Concentration over time at {names} {grid.units}: it peaks at the end of each infusion and falls until the "
        "next.",
        (Panel(over_time({f"{band.dose:g} {grid.units}": band for band in shown}, "Day", "Concentration, µg/mL")),),
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
        tuple(map(_row, results.prediction.levels, doses(grid.doses), _below(study, results))),
        note="Highest and before next dose: within the first 21 days. One interval: at steady state. "
        "Accumulation: median of the AUC of an interval at steady state over that of the first."
        + (f" {DAGGER} {validity_words(study)}" if any(_below(study, results)) else ""),
        illustrative=results.prediction.illustrative,
    )


def _analytes(study: Study, results: Results) -> tuple[Block, ...]:
    """Total antibody and payload, where the mechanism has them."""
    grid, levels = study.protocol.grid, results.prediction.levels
    if not levels[0].analytes:
        return ()
    payload = study.molecule.payload.name
    table = Table(
        "analyte-table",
        f"Total antibody and free {payload}, {schedule_words(study.protocol.schedule)}: median "
        "between patients (5th to 95th percentile).",
        (
            Column("Level", align="left"),
            Column("Dose", grid.units),
            *(Column(*head) for _, _, head in _analyte_columns(payload)),
        ),
        tuple(
            (
                f"{level.level + 1}",
                dose,
                *(_band(level.analytes[name][metric]) for name, metric, _ in _analyte_columns("")),
            )
            for level, dose in zip(levels, doses(grid.doses), strict=True)
        ),
        note="Highest and area: of the first 21 days. Before next dose: at the end of the last interval within them.",
        illustrative=results.prediction.illustrative,
    )
    return (table,)


def _analyte_columns(payload: str) -> tuple[tuple[str, str, tuple[str, str]], ...]:
    """Analyte, metric, and the column's head and unit."""
    return (
        ("total_antibody", "cmax_ug_per_ml", ("Antibody, highest", "µg/mL")),
        ("total_antibody", "ctrough_ug_per_ml", ("Antibody, before next dose", "µg/mL")),
        ("total_antibody", "auc_0_21_ug_day_per_ml", ("Antibody, AUC days 0–21", "µg·day/mL")),
        ("payload", "cmax_ng_per_ml", (f"{payload}, highest", "ng/mL")),
        ("payload", "auc_0_21_ng_day_per_ml", (f"{payload}, AUC days 0–21", "ng·day/mL")),
    )


def _row(level: LevelPrediction, dose: str, below: bool) -> tuple[str, ...]:
    bands = [_band(level.exposure[metric]) for metric, _, _ in METRICS]
    return (
        f"{level.level + 1}{f' {DAGGER}' * below}",
        dose,
        *bands,
        fixed(level.exposure["accumulation_ratio"].median, 2),
    )


def _band(band: Band) -> str:
    return f"{significant(band.median)} ({significant(band.p05)}–{significant(band.p95)})"
