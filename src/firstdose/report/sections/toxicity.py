"""How toxicity is expected to rise with dose, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

from firstdose.molecule import PublishedLevel
from firstdose.pkpd import Band
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Reference, Table, Text, prose
from firstdose.report.digits import between, counted, doses, listed, percent
from firstdose.report.figures.bands import Observed, band_over_dose, with_observed, with_target
from firstdose.report.results import Results
from firstdose.report.sections.windows import windows
from firstdose.report.words import cited, every, hazard_words, schedule_words, short
from firstdose.study import MechanismTruth, Study
from firstdose.virtual import LevelPrediction
from firstdose.virtual.prediction import TOO_TOXIC


def toxicity(study: Study, results: Results) -> tuple[Block, ...]:
    """DLT probability by dose, and the exposure window that it follows."""
    return (
        Heading("toxicity", "Toxicity by dose"),
        Text(
            prose(
                *_basis(study, results),
                Reference("dlt-by-dose"),
                " shows the probability of a DLT within "
                f"{counted(study.protocol.dlt.window_days, 'day')} of the first dose. Its band is not the spread "
                "between patients: it is how uncertain the probability itself is, because the data are few"
                f"{_and(study)}.",
            )
        ),
        _figure(study, results),
        _table(study, results),
        *windows(study, results),
    )


def _basis(study: Study, results: Results) -> tuple[str | Reference, ...]:
    """What DLT probabilities come from."""
    if isinstance(study.truth, MechanismTruth):
        said = f"DLTs follow from the mechanism, fitted to published results of {short(results.tested)} ("
        return said, Reference("mechanism"), "). "
    trials = [f"{every(trial.every_days)} ({cited(trial.citation)})" for trial in study.molecule.trials]
    return (
        "The hazard of a DLT follows exposure and is fitted to the published dose escalations of "
        f"{short(results.tested)}: {listed(trials)}. ",
    )


def _and(study: Study) -> str:
    return " and another molecule’s" if study.molecule.illustrative else ""


def _figure(study: Study, results: Results) -> Figure:
    grid, target = study.protocol.grid, results.central.comparison.optimal.target
    bands = [level.p_dlt for level in results.prediction.levels]
    title = f"Dose, {grid.units} {schedule_words(study.protocol.schedule)}"
    chart = band_over_dose(grid.doses, bands, title, "DLT probability", share=True)
    chart = with_target(chart, target, f"target {percent(target)} %")
    seen = _observed(study, dict(zip(grid.doses, bands, strict=True)))
    ends = [
        f"{percent(band.median)} % ({percent(band.p05)} to {percent(band.p95)} %) at {dose:g} {grid.units}"
        for dose, band in ((grid.doses[0], bands[0]), (grid.doses[-1], bands[-1]))
    ]
    return Figure(
        "dlt-by-dose",
        "Predicted probability of a DLT: median (line) and 5th to 95th percentile of what the data leave open (band)"
        + ("; published DLTs over patients (diamonds)" if seen else "")
        + "; the probability aimed at (dashed).",
        f"DLT probability over dose: from {ends[0]} to {ends[1]}, median and 5th to 95th percentile.",
        (Panel(with_observed(chart, seen) if seen else chart),),
        illustrative=results.prediction.illustrative,
    )


def _observed(study: Study, bands: Mapping[float, Band]) -> list[Observed]:
    """Published rates of the study's own molecule and schedule, at the study's doses."""
    trials = () if study.molecule.illustrative else study.molecule.trials
    return [
        _seen(level, bands[level.dose])
        for trial in trials
        if trial.every_days == study.protocol.schedule.every_days
        for level in trial.levels
        if level.dose in bands
    ]


def _seen(level: PublishedLevel, band: Band) -> Observed:
    dlt = between(str(level.dlt), str(level.dlt if level.dlt_high is None else level.dlt_high))
    return Observed(level.dose, level.dlt / level.n, f"{dlt}/{level.n}", max(level.dlt / level.n, band.p95))


def _table(study: Study, results: Results) -> Table:
    grid = study.protocol.grid
    return Table(
        "dlt-table",
        f"Predicted probability of a DLT by dose, and how probable it is that it exceeds {percent(TOO_TOXIC)} %.",
        (
            Column("Level", align="left"),
            Column("Dose", grid.units),
            Column("Median", "%"),
            Column("5th percentile", "%"),
            Column("95th percentile", "%"),
            Column(f"Above {percent(TOO_TOXIC)} %", "probability, %"),
        ),
        tuple(
            (f"{one.level + 1}", dose, *map(_percent, _shares(one)))
            for one, dose in zip(results.prediction.levels, doses(grid.doses), strict=True)
        ),
        note=hazard_words(study, results.prediction),
        illustrative=results.prediction.illustrative,
    )


def _shares(level: LevelPrediction) -> tuple[float, ...]:
    return (level.p_dlt.median, level.p_dlt.p05, level.p_dlt.p95, level.p_too_toxic)


def _percent(share: float) -> str:
    return percent(share, 1)
