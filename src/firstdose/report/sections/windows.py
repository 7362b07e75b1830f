"""Which exposure explains both published schedules."""

from __future__ import annotations

from firstdose.pkpd import WindowSupport
from firstdose.report.blocks import Block, Column, Heading, Table, Text
from firstdose.report.digits import capitalised, fixed, percent, significant
from firstdose.report.results import Results
from firstdose.report.words import every, short, window_words
from firstdose.study import ExposureTruth, Study


def windows(study: Study, results: Results) -> tuple[Block, ...]:
    """Candidate windows of exposure, and what the published trials say of each."""
    trials, found = study.molecule.trials, results.windows
    if len(trials) < 2:
        return ()
    best = max(found, key=lambda one: one.probability)
    return (
        Heading("toxicity-window", "Which exposure explains both schedules?", level=3),
        Text(
            f"{short(results.tested)} was escalated {' and '.join(every(trial.every_days) for trial in trials)}. An "
            "exposure that limits the dose should be alike at the MTDs of both. @window-table compares the highest "
            "concentration with the highest AUC over windows that move along the time axis. The published DLTs favour "
            f"**{window_words(best.window_days)}**, with a probability of {percent(best.probability)} % had all been "
            f"equally likely before. {_chosen(study)}"
        ),
        _table(study, found, best),
    )


def _table(study: Study, found: tuple[WindowSupport, ...], best: WindowSupport) -> Table:
    trials = study.molecule.trials
    return Table(
        "window-table",
        "The median patient's exposure at the published MTDs, and how well each window explains the published DLTs.",
        (
            Column("DLTs follow", align="left"),
            *(Column(f"At {trial.mtd} {every(trial.every_days)}") for trial in trials),
            Column("Ratio", "second to first"),
            Column("Log evidence", "less the best's"),
            Column("Probability", "%"),
        ),
        tuple(_row(one, best, [trial.name for trial in trials]) for one in found),
        marked=frozenset(n for n, one in enumerate(found) if one.window_days == _window(study)),
        note="Log evidence: of the published counts, averaged over the prior; a difference of 1.1 is a factor of 3, "
        "hardly worth a mention (Kass and Raftery 1995). Shaded: what this study's truth follows.",
    )


def _window(study: Study) -> float | None:
    return study.truth.window_days if isinstance(study.truth, ExposureTruth) else None


def _chosen(study: Study) -> str:
    days = _window(study)
    if days is None:
        return "This study assumes its DLT probabilities."
    return f"This study's truth follows {window_words(days)}."


def _row(one: WindowSupport, best: WindowSupport, trials: list[str]) -> tuple[str, ...]:
    at_mtd = [one.at_mtd[name] for name in trials]
    return (
        f"{capitalised(window_words(one.window_days))} ({'µg·day/mL' if one.window_days else 'µg/mL'})",
        *map(significant, at_mtd),
        fixed(at_mtd[1] / at_mtd[0], 2),
        fixed(one.log_evidence - best.log_evidence, 1),
        percent(one.probability),
    )
