"""How levels, designs, schedules and truths are called in every section."""

from __future__ import annotations

from firstdose.design import Recommendation
from firstdose.design.protocol.titles import title_of
from firstdose.molecule import Adc
from firstdose.report.blocks import Badge
from firstdose.report.digits import counted, doses, percent, significant
from firstdose.sourced import Provenance
from firstdose.study import ExposureTruth, MechanismTruth, Study
from firstdose.trial import DoseGrid, Schedule
from firstdose.virtual import Comparison, OperatingCharacteristics, Prediction
from firstdose.virtual.pool import doses_mg_per_kg

BENCHMARK = "Benchmark"
PROVENANCE: dict[Provenance, str] = {
    "assumed": "chosen here, because nothing is published",
    "recalled": "widely stated, not read in a publication",
    "derived": "computed from other entries",
    "transcription": "read in somebody else’s copy of the publication",
    "source": "read in the publication itself",
}
PLANS = {  # of expansion cohorts
    "simon-optimal": "Simon, optimal",
    "simon-minimax": "Simon, minimax",
    "a-hern": "A’Hern",
    "predictive-probability": "Predictive probability",
    "bop2": "BOP2",
    "exnex": "EXNEX",
}
_ABBREVIATIONS = ("alt", "ast", "ecd", "egfr", "her2")


def design_name(name: str) -> str:
    """A design as print calls it.

    Examples
    --------
    >>> design_name("boin"), design_name("my-own")
    ('BOIN', 'my-own')
    """
    return title_of(name).short


def provenance(word: Provenance) -> Badge:
    """The badge of a provenance."""
    return Badge(word, word)


def schedule_words(schedule: Schedule) -> str:
    """When doses are given, as people say it.

    Examples
    --------
    >>> schedule_words(Schedule(every_days=7, infusion_hours=1.5, cycle_days=21))
    'weekly'
    """
    return every(schedule.every_days)


def every(days: float) -> str:
    """``daily``, ``weekly``, ``every 3 weeks`` or ``every 10 days``."""
    if days in (1, 7):
        return "daily" if days == 1 else "weekly"
    return f"every {days / 7:g} weeks" if days % 7 == 0 else f"every {days:g} days"


def level_words(grid: DoseGrid, level: int | None) -> str:
    """A level, 0-based, as the designs call it in their reasons.

    Examples
    --------
    >>> level_words(DoseGrid((1.2, 1.6), "mg/kg"), 1)
    'level 2 (1.6 mg/kg)'
    """
    return "no dose" if level is None else f"level {level + 1} ({grid.doses[level]:g} {grid.units})"


def said_words(grid: DoseGrid, said: Recommendation) -> str:
    """A decision in a cell of a table."""
    match said.action:
        case "treat":
            return f"treat {counted(said.size, 'patient')} at {level_words(grid, said.level)}"
        case "wait":
            return "wait"
        case _:
            return f"stop: {level_words(grid, said.mtd)} is the MTD"


def axis_labels(grid: DoseGrid, run: OperatingCharacteristics) -> tuple[str, ...]:
    """Level, dose and true DLT probability in % of every level, in three lines of an axis label."""
    return tuple(
        f"{one.level + 1}|{dose}|{percent(one.true_dlt)}"
        for one, dose in zip(run.levels, doses(grid.doses), strict=True)
    )


def runs(comparison: Comparison) -> tuple[OperatingCharacteristics, ...]:
    """Every design, and the benchmark last."""
    return (*comparison.designs, comparison.optimal)


def dose_or_beyond(dose: float, lowest: float, highest: float) -> str:
    """A dose among those looked at, or that it lies beyond them.

    Examples
    --------
    >>> dose_or_beyond(2.413, 0.3, 8.64), dose_or_beyond(8.64, 0.3, 8.64)
    ('2.4', 'above 8.6')
    """
    if dose >= highest:
        return f"above {significant(highest, 2)}"
    return significant(dose, 2) if dose > lowest else f"at most {significant(lowest, 2)}"


def window_words(days: float) -> str:
    """The exposure that counts over so many days.

    Examples
    --------
    >>> window_words(0), window_words(7)
    ('the highest concentration', 'the highest AUC over any 7 days')
    """
    return "the highest concentration" if days == 0 else f"the highest AUC over any {counted(days, 'day')}"


def truth_words(study: Study) -> str:
    """The study's own truth in a sentence."""
    if isinstance(study.truth, ExposureTruth):
        return f"DLTs follow {window_words(study.truth.window_days)}, as fitted to the published trials."
    if isinstance(study.truth, MechanismTruth):
        return (
            "DLTs follow from platelets, liver enzymes, skin and eye of each virtual patient; the conjugate acts on "
            f"platelets in {study.truth.site}."
        )
    return "DLT probabilities as the study file assumes them."


def short(adc: Adc) -> str:
    """A molecule's name without its synonyms."""
    return adc.title.partition(" (")[0]


def cited(citation: str) -> str:
    """A citation without its trial numbers.

    Examples
    --------
    >>> cited("Beeram 2012, Cancer 118:5733 (TDM3569g weekly)")
    'Beeram 2012, Cancer 118:5733'
    """
    return citation.partition(" (")[0]


def covariate_words(name: str) -> str:
    """A covariate as print calls it.

    Examples
    --------
    >>> covariate_words("body_weight"), covariate_words("her2_ecd")
    ('body weight', 'HER2 ECD')
    """
    return " ".join(word.upper() if word in _ABBREVIATIONS else word for word in name.split("_"))


def below_validity(study: Study) -> tuple[bool, ...]:
    """For each dose level, whether the published linear pharmacokinetic model was not shown to hold there."""
    limit = study.molecule.pharmacokinetics.valid_from.to("mg/kg")
    return tuple(round(dose, 9) < limit for dose in doses_mg_per_kg(study))


def validity_words(study: Study) -> str:
    """What that means for exposure by that model, in a sentence; nothing where no level is so low."""
    limit = study.molecule.pharmacokinetics.valid_from
    if not any(below_validity(study)):
        return ""
    return (
        f"Below {limit} the linear model was not shown to hold, and exposure is probably overestimated: {limit.source}."
    )


def hazard_words(study: Study, prediction: Prediction) -> str:
    """Whose exposure the DLT probability follows, where it is not the exposure shown; nothing where it is."""
    if prediction.mechanism is None or isinstance(study.truth, MechanismTruth):
        return ""
    said = "follows the exposure of the published linear model, to which its hazard was fitted"
    return " ".join(filter(None, (f"The DLT probability {said}.", validity_words(study))))
