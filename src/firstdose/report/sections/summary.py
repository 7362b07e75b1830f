"""The report in four answers."""

from __future__ import annotations

from firstdose.report.blocks import Answer, Answers, Badge, Block, Heading, Reference, Text, prose
from firstdose.report.digits import between, capitalised, counted, fixed, listed, percent, rounded
from firstdose.report.results import Results
from firstdose.report.words import design_name, level_words, schedule_words
from firstdose.study import AssumedTruth, Study
from firstdose.virtual import Comparison, OperatingCharacteristics


def summary(study: Study, results: Results) -> tuple[Block, ...]:
    """What the committee asks, answered in a few words each."""
    answers = (_dose(study, results), _design(study, results), *_expansion(study), _population(study, results))
    shaky = sum(one.provenance in ("assumed", "recalled") for one in results.assumptions)
    return (
        Heading("summary", "Summary"),
        Answers(answers),
        Text(
            prose(
                f"These answers rest on {counted(len(results.assumptions), 'entry', 'entries')} not read in a "
                f"publication, {shaky} of them assumed or recalled (",
                Reference("assumptions"),
                "). The run can be repeated from ",
                Reference("manifest"),
                ".",
            )
        ),
    )


def _badge(results: Results) -> Badge | None:
    return Badge("Illustrative", "illustrative") if results.prediction.illustrative else None


def _dose(study: Study, results: Results) -> Answer:
    grid, optimal = study.protocol.grid, results.central.comparison.optimal
    correct = optimal.correct_level
    p_dlt = results.prediction.levels[correct].p_dlt
    return Answer(
        "Which planned dose is expected to be the correct MTD?",
        f"{grid.doses[correct]:g} {grid.units} {schedule_words(study.protocol.schedule)}",
        prose(
            f"{capitalised(level_words(grid, correct))} comes nearest the target of {percent(optimal.target)} %: its "
            f"DLT probability is {_assumed(study, correct)}predicted to be {percent(p_dlt.median)} %, but anything "
            f"from {percent(p_dlt.p05)} to {percent(p_dlt.p95)} % is open (",
            Reference("toxicity"),
            f").{_above(study, correct)}{_published(study)}",
        ),
        _badge(results),
    )


def _assumed(study: Study, level: int) -> str:
    """What the study assumes itself, before what the published trials predict."""
    if isinstance(study.truth, AssumedTruth):
        return f"assumed to be {percent(study.truth.p_dlt[level])} % by this study, and "
    return ""


def _above(study: Study, correct: int) -> str:
    top = correct == len(study.protocol.grid) - 1
    return " It is the highest planned level: the MTD may lie above it." if top else ""


def _published(study: Study) -> str:
    """The published MTD of the molecule's own trial on this schedule."""
    own = () if study.molecule.illustrative else study.molecule.trials
    mtds = [str(trial.mtd) for trial in own if trial.every_days == study.protocol.schedule.every_days]
    return f" The published MTD is {listed(mtds)}." if mtds else ""


def _design(study: Study, results: Results) -> Answer:
    comparison = results.central.comparison
    own, in_doubt = (_own(study, one.comparison) for one in (results.central, results.scenarios[-1]))
    others = [
        f"{design_name(run.design)} {percent(run.correct_share)} %"
        for run in comparison.designs
        if run.design != own.design
    ]
    return Answer(
        "How would the design behave?",
        f"{design_name(own.design)} selects the correct MTD in {percent(own.correct_share)} % of trials",
        prose(
            f"{listed(others)}; the benchmark that no design can be expected to beat reaches "
            f"{percent(comparison.optimal.correct_share)} %. {design_name(own.design)} treats "
            f"{fixed(own.patients_mean, 1)} patients in {fixed(own.duration_months_mean, 1)} months on average, "
            f"{fixed(own.overdosed_patients_mean, 1)} of them above the target; "
            f"{fixed(in_doubt.overdosed_patients_mean, 1)} if toxicity is as high as the data allow (",
            Reference("designs"),
            ").",
        ),
        _badge(results),
    )


def _own(study: Study, comparison: Comparison) -> OperatingCharacteristics:
    return next(run for run in comparison.designs if run.design == study.design_name)


def _expansion(study: Study) -> tuple[Answer, ...]:
    if not study.expansion:
        return ()
    sizes = sorted(cohort.simon.n for cohort in study.expansion)
    worth = sorted(cohort.simon.p_go(cohort.target) for cohort in study.expansion)
    false = sorted(cohort.simon.p_go(cohort.null) for cohort in study.expansion)
    words = [f"{cohort.name} ({percent(cohort.target)} v {percent(cohort.null)} %)" for cohort in study.expansion]
    return (
        Answer(
            "What can the expansion cohorts show?",
            f"Power of {_range(worth)} % at the target response",
            prose(
                f"A response of no interest goes forward with {_range(false)} %. {counted(len(sizes), 'cohort')} of up "
                f"to {between(str(sizes[0]), str(sizes[-1]))} patients, telling apart {listed(words)} (",
                Reference("expansion"),
                ").",
            ),
        ),
    )


def _range(shares: list[float]) -> str:
    return between(percent(shares[0]), percent(shares[-1]))


def _population(study: Study, results: Results) -> Answer:
    found = results.addressable
    return Answer(
        "How many patients could benefit?",
        f"About {rounded(found.patients)} a year",
        prose(
            f"{found.population}: new patients whose tumour strongly expresses {study.molecule.antibody.target.name}, "
            f"{between(rounded(found.patients_low), rounded(found.patients_high))} as the published ranges allow (",
            Reference("population"),
            ").",
        ),
    )
