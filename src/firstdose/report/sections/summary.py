"""The report in four answers."""

from __future__ import annotations

from firstdose.report.blocks import Answer, Answers, Badge, Block, Heading, Prose, Reference, Text, prose
from firstdose.report.digits import between, capitalised, counted, fixed, listed, percent, rounded
from firstdose.report.nearest import is_near, nearest_level
from firstdose.report.results import Results
from firstdose.report.sections.window_doses import other_windows
from firstdose.report.words import design_name, dose_or_beyond, level_words, schedule_words
from firstdose.study import AssumedTruth, MechanismTruth, Study
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
    grid, target = study.protocol.grid, results.central.comparison.optimal.target
    level = nearest_level([one.p_dlt.median for one in results.prediction.levels], target)
    p_dlt = results.prediction.levels[level].p_dlt
    near = is_near(p_dlt.median, target)
    dose = f"{grid.doses[level]:g} {grid.units} {schedule_words(study.protocol.schedule)}"
    return Answer(
        "Which planned dose is expected to be the correct MTD?",
        dose if near else f"{dose}, but not near the target",
        prose(
            "" if near else "No planned dose is near the target. ",
            f"{capitalised(level_words(grid, level))} comes nearest the target of {percent(target)} %: its "
            f"DLT probability is {_assumed(study, level)}predicted to be {percent(p_dlt.median)} %, but anything "
            f"from {percent(p_dlt.p05)} to {percent(p_dlt.p95)} % is open (",
            Reference("toxicity"),
            "). ",
            _by_window(study, results, level),
            _by_mechanism(study, results),
            f"{_simulated(study, results, level)}{_above(study, level)}{_published(study)}",
        ),
        _badge(results),
    )


def _by_window(study: Study, results: Results, level: int) -> Prose:
    """Which dose it would be, had exposure counted over another time."""
    grid, found = study.protocol.grid, other_windows(study, results)
    span = " to ".join(f"{dose:g}" for dose in dict.fromkeys(found[:1] + found[-1:]))
    same = found in ((), (grid.doses[level],))
    which = "the same dose" if same else f"{span} {grid.units}"
    by_mechanism = isinstance(study.truth, MechanismTruth)
    had = "Had DLTs followed exposure," if by_mechanism else "With another exposure window"
    return prose(f"{had} it would be {which} (", Reference("window-dlt-table"), ").")


def _by_mechanism(study: Study, results: Results) -> str | Prose:
    """The second opinion, where DLTs do not follow the mechanism and the molecule has one."""
    found = results.mechanistic
    if found is None or isinstance(study.truth, MechanismTruth):
        return ""
    mtd = found.mtd
    median, p05, p95 = (dose_or_beyond(dose, mtd.lowest, mtd.highest) for dose in vars(mtd.band).values())
    said = f" The mechanism puts the MTD at {median} mg/kg, anywhere from {p05} to {p95} ("
    return prose(said, Reference("mechanism"), ").")


def _simulated(study: Study, results: Results, level: int) -> str:
    """Why another level counts as correct where the designs are tried."""
    optimal = results.central.comparison.optimal
    if optimal.correct_level == level:
        return ""
    one = "one vector of parameters" if isinstance(study.truth, MechanismTruth) else "one hazard"
    why = (
        "this study assumes its DLT probabilities"
        if isinstance(study.truth, AssumedTruth)
        else f"{one} comes near to the predicted medians at all levels, without meeting each"
    )
    return (
        f" Where the designs are tried, {why}: there {level_words(study.protocol.grid, optimal.correct_level)} counts "
        f"as correct, with {percent(optimal.levels[optimal.correct_level].true_dlt)} %."
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
    own = _own(study, comparison)
    others = [
        f"{design_name(run.design)} {percent(run.correct_share)} %"
        for run in comparison.designs
        if run.design != own.design
    ]
    return Answer(
        "How would the design behave?",
        f"{design_name(own.design)} selects the correct MTD in {percent(own.correct_share)} % of trials",
        prose(
            f"{listed(others)}; the benchmark, which knows every patient’s outcome at every dose, reaches "
            f"{percent(comparison.optimal.correct_share)} %{_beaten(comparison)}. {design_name(own.design)} treats "
            f"{fixed(own.patients_mean, 1)} patients in {fixed(own.duration_months_mean, 1)} months on average, "
            f"{fixed(own.overdosed_patients_mean, 1)} of them at a dose whose DLT probability exceeds the target (",
            Reference("designs"),
            ").",
        ),
        _badge(results),
    )


def _beaten(comparison: Comparison) -> str:
    best = max(run.correct_share for run in comparison.designs)
    return (
        " (a design can beat it by chance or by luck of its rules)" if best > comparison.optimal.correct_share else ""
    )


def _own(study: Study, comparison: Comparison) -> OperatingCharacteristics:
    return next(run for run in comparison.designs if run.design == study.design_name)


def _expansion(study: Study) -> tuple[Answer, ...]:
    if not study.expansion:
        return ()
    sizes = sorted(one.patients for one in study.outlooks)
    worth = sorted(one.p_go((one.cohort.target,))[0] for one in study.outlooks)
    false = sorted(one.p_go((one.cohort.null,))[0] for one in study.outlooks)
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
