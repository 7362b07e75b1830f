"""The report in four answers."""

from __future__ import annotations

from firstdose.report.blocks import Answer, Answers, Badge, Block, Heading, Text
from firstdose.report.digits import between, fixed, listed, percent, rounded
from firstdose.report.results import Results
from firstdose.report.words import design_name, months, right_level, schedule_words
from firstdose.study import Study
from firstdose.virtual import Comparison, OperatingCharacteristics


def summary(study: Study, results: Results) -> tuple[Block, ...]:
    """What the committee asks, answered in a few words each."""
    answers = (_dose(study, results), _design(study, results), *_expansion(study), _population(study, results))
    shaky = sum(one.provenance in ("assumed", "recalled") for one in results.assumptions)
    return (
        Heading("summary", "Summary"),
        Answers(answers),
        Text(
            f"These answers rest on {len(results.assumptions)} entries that were not read in a publication, {shaky} "
            "of them assumed or recalled (@assumptions). The run can be repeated from @manifest."
        ),
    )


def _badge(results: Results) -> Badge | None:
    return Badge("Illustrative", "illustrative") if results.prediction.illustrative else None


def _dose(study: Study, results: Results) -> Answer:
    grid, optimal = study.protocol.grid, results.central.comparison.optimal
    right = right_level(optimal)
    p_dlt = results.prediction.levels[right].p_dlt
    return Answer(
        "Which planned dose comes nearest the target toxicity?",
        f"{grid.doses[right]:g} {grid.units} {schedule_words(study.protocol.schedule)}",
        f"Against a target of {percent(optimal.target)} % its DLT probability is predicted to be "
        f"{percent(p_dlt.median)} %, but anything from {percent(p_dlt.p05)} to {percent(p_dlt.p95)} % is open "
        f"(@toxicity).{_above(study, right)}{_published(study)}",
        _badge(results),
    )


def _above(study: Study, right: int) -> str:
    top = right == len(study.protocol.grid) - 1
    return " It is the highest planned level: the MTD may lie above it." if top else ""


def _published(study: Study) -> str:
    """The published MTD of the molecule's own trial on this schedule."""
    own = () if study.molecule.illustrative else study.molecule.trials
    mtds = [str(trial.mtd) for trial in own if trial.every_days == study.protocol.schedule.every_days]
    return f" The published MTD is {listed(mtds)}." if mtds else ""


def _design(study: Study, results: Results) -> Answer:
    comparison = results.central.comparison
    right = right_level(comparison.optimal)
    own, in_doubt = (_own(study, one.comparison) for one in (results.central, results.scenarios[-1]))
    others = [
        f"{design_name(run.design)} {percent(run.levels[right].selected)} %"
        for run in comparison.designs
        if run.design != own.design
    ]
    best = percent(comparison.optimal.levels[right].selected)
    return Answer(
        "How would the design behave?",
        f"{design_name(own.design)} finds that dose in {percent(own.levels[right].selected)} % of trials",
        f"{listed(others)}; the benchmark that no design can be expected to beat reaches {best} %. "
        f"{design_name(own.design)} treats {fixed(own.patients_mean)} patients in "
        f"{fixed(months(own.duration_days_mean))} months, {fixed(own.overdosed_patients_mean, 1)} of them above the "
        f"target; {fixed(in_doubt.overdosed_patients_mean, 1)} if toxicity is as high as the data allow (@designs).",
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
            f"A response of no interest goes forward with {_range(false)} %. {len(sizes)} cohorts of up to "
            f"{between(str(sizes[0]), str(sizes[-1]))} patients, telling apart {listed(words)} (@expansion).",
        ),
    )


def _range(shares: list[float]) -> str:
    return between(percent(shares[0]), percent(shares[-1]))


def _population(study: Study, results: Results) -> Answer:
    found = results.addressable
    return Answer(
        "How many patients could benefit?",
        f"About {rounded(found.patients)} a year",
        f"{found.population}: new patients whose tumour strongly expresses {study.molecule.antibody.target.name}, "
        f"{between(rounded(found.patients_low), rounded(found.patients_high))} as the published ranges allow "
        "(@population).",
    )
