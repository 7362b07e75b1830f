"""Which exposure explains the published schedules."""

from __future__ import annotations

from firstdose.pkpd import WindowSupport
from firstdose.report.blocks import Block, Column, Heading, Reference, Strong, Table, Text, prose
from firstdose.report.digits import capitalised, fixed, listed, percent, significant
from firstdose.report.results import Results
from firstdose.report.sections.window_doses import window_dlt_table
from firstdose.report.words import every, short, window_words
from firstdose.study import ExposureTruth, MechanismTruth, Study

HARDLY = 1.1  # difference of log evidence, a factor of 3, that is hardly worth a mention (Kass and Raftery 1995)


def windows(study: Study, results: Results) -> tuple[Block, ...]:
    """Candidate windows of exposure, and what the published trials say of each."""
    schedules, found = [every(trial.every_days) for trial in study.molecule.trials], results.windows
    best = max(found, key=lambda one: one.probability)
    weak = _is_weak(found, best)
    return (
        Heading("toxicity-window", "Which exposure do DLTs follow?", level=3),
        Text(
            prose(
                f"{short(results.tested)} was escalated {listed(list(dict.fromkeys(schedules)))}. "
                f"{_telling(schedules)} ",
                Reference("window-table"),
                " compares the highest concentration with the highest AUC over windows that move along the time axis. "
                f"The published DLTs are {'somewhat ' * weak}better explained by ",
                Strong(window_words(best.window_days)),
                f", with a probability of {percent(best.probability)} % had all been equally likely before"
                f"{'; this is hardly evidence' * weak}. {_chosen(study)} ",
                Reference("window-dlt-table"),
                " shows what each dose would do under every one of them.",
            )
        ),
        _table(study, found, best),
        window_dlt_table(study, results),
    )


def _is_weak(found: tuple[WindowSupport, ...], best: WindowSupport) -> bool:
    """Whether another window explains the published DLTs hardly worse."""
    return any(best.log_evidence - one.log_evidence < HARDLY for one in found if one is not best)


def _telling(schedules: list[str]) -> str:
    if len(set(schedules)) == 1:
        return "One schedule tells little about the window: every candidate rises in proportion to the dose."
    return "An exposure that limits the dose should be alike at the MTDs of all schedules."


def _table(study: Study, found: tuple[WindowSupport, ...], best: WindowSupport) -> Table:
    trials = study.molecule.trials
    several = len(trials) > 1
    return Table(
        "window-table",
        "The median patient’s exposure at the published MTDs by the published linear model, and how well each window "
        "explains the published DLTs.",
        (
            Column("DLTs follow", align="left"),
            *(Column(f"At {trial.mtd} {every(trial.every_days)}") for trial in trials),
            *[Column("Ratio", "highest to lowest")] * several,
            Column("Log evidence", "less the best’s"),
            Column("Probability", "%"),
        ),
        tuple(
            (
                f"{capitalised(window_words(one.window_days))} ({'µg·day/mL' if one.window_days else 'µg/mL'})",
                *(significant(one.at_mtd[trial.name]) for trial in trials),
                *[fixed(one.ratio, 2)] * several,
                fixed(one.log_evidence - best.log_evidence, 1),
                percent(one.probability),
            )
            for one in found
        ),
        marked=frozenset(n for n, one in enumerate(found) if one.window_days == _window(study)),
        note="Log evidence: of the published counts, averaged over the prior; a difference of 1.1 is a factor of 3, "
        "hardly worth a mention (Kass and Raftery 1995)."
        + " Shaded: what this study’s truth follows."
        * any(one.window_days == _window(study) for one in found),
    )


def _window(study: Study) -> float | None:
    return study.truth.window_days if isinstance(study.truth, ExposureTruth) else None


def _chosen(study: Study) -> str:
    days = _window(study)
    if isinstance(study.truth, MechanismTruth):
        return "This study’s truth follows the mechanism."
    if days is None:
        return "This study assumes its DLT probabilities."
    return f"This study’s truth follows {window_words(days)}."
