"""The trial of a study, simulated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from firstdose.design import Cohorts, Design, published
from firstdose.study import AssumedTruth, MechanismTruth, Study
from firstdose.virtual.arrivals import PoissonSites
from firstdose.virtual.characteristics import OperatingCharacteristics
from firstdose.virtual.compare import Comparison, compare
from firstdose.virtual.exposure_truth import exposure_truth
from firstdose.virtual.mechanism_prediction import mechanism_at
from firstdose.virtual.mechanism_truth import Mechanism
from firstdose.virtual.own_choice import weighs_responses
from firstdose.virtual.pool import seeded
from firstdose.virtual.setting import Progress, Setting, target_of
from firstdose.virtual.truth import AssumedCurve, Truth


def truth_of(study: Study, designs: Iterable[Design] = ()) -> Truth:
    """The truth that the study's ``[truth]`` table asks for.

    Parameters
    ----------
    designs : beside the study's own; where one weighs responses, a mechanism follows tumours too.
    """
    if isinstance(study.truth, MechanismTruth):
        return mechanism_at(study, responses=any(map(weighs_responses, (study.design, *designs))))
    if isinstance(study.truth, AssumedTruth):
        return AssumedCurve(study.truth.p_dlt, study.protocol.dlt.window_days)
    return exposure_truth(study)


def simulate_study(
    study: Study,
    *,
    trials: int = 10_000,
    seed: int | None = None,
    target: float | None = None,
    truth: Truth | None = None,
    design: Design | None = None,
    progress: Progress | None = None,
) -> OperatingCharacteristics:
    """How the study's design, or another, behaves in the study's trial.

    Parameters
    ----------
    trials : number of trials.
    seed : of the trials; the study's own unless given.
    target : DLT probability that tells overdosing and the correct level; the design's own, else 0.33.
    truth : how DLTs arise; the study's own unless given.
    """
    chosen = design or study.design
    truth = truth_of(study, [chosen]) if truth is None else truth
    return setting_of(study, trials, seed, truth).simulate(chosen, target, progress)


def compare_designs(
    study: Study,
    designs: Mapping[str, Design],
    *,
    trials: int = 10_000,
    seed: int | None = None,
    target: float | None = None,
    truth: Truth | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Several designs, by name, in the study's trial on the same virtual patients; parameters as above."""
    truth = truth_of(study, designs.values()) if truth is None else truth
    return compare(designs, setting_of(study, trials, seed, truth), target_of(study.design, target), progress)


def designs_of(study: Study, names: Sequence[str], target: float | None = None) -> dict[str, Design]:
    """Designs by name within the study's rules.

    The study's own design keeps its options; any other takes the target, and has the defaults of its class.
    """
    aim = target_of(study.design, target)
    return {name: study.design if name == study.design_name else _in_rules(study, name, aim) for name in names}


def _in_rules(study: Study, name: str, target: float) -> Design:
    grid, protocol = study.protocol.grid, study.protocol
    design = published(name, len(grid), grid.doses, target)
    return replace(study.design, design=design, size=Cohorts.of(design, protocol.cohort_size, protocol.max_patients))


def setting_of(study: Study, trials: int, seed: int | None = None, truth: Truth | None = None) -> Setting:
    """The study's trial without its design."""
    study = seeded(study, seed)
    truth = truth_of(study) if truth is None else truth
    return Setting(
        truth=truth,
        arrivals=PoissonSites(study.accrual.opening_days, study.accrual.per_month),
        dlt=study.protocol.dlt,
        max_patients=study.protocol.max_patients,
        seed=study.seed,
        trials=trials,
        doses=study.protocol.grid.doses,
        response_days=truth.response_days if isinstance(truth, Mechanism) else None,
    )
