"""A study's trial in scenarios that others made: fixed sets, and random families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from firstdose.design import Design
from firstdose.errors import StudyError
from firstdose.study import Study
from firstdose.virtual.arrivals import PoissonSites
from firstdose.virtual.compare import Comparison, compare, part_of
from firstdose.virtual.family import FamilyComparison, over_scenarios
from firstdose.virtual.onset import Onset
from firstdose.virtual.plan import Plan
from firstdose.virtual.scenario_sets import ScenarioAnswers, ScenarioSet
from firstdose.virtual.scenarios import random_scenarios
from firstdose.virtual.setting import Progress, target_of
from firstdose.virtual.study_runs import setting_of


def compare_in_scenarios(
    study: Study,
    designs: Mapping[str, Design],
    scenarios: ScenarioSet,
    *,
    trials: int = 10_000,
    seed: int | None = None,
    target: float | None = None,
    onset: Onset | None = None,
    progress: Progress | None = None,
) -> ScenarioAnswers:
    """Designs, by name, in the study's trial and in each scenario of a set instead of the study's truth.

    Parameters
    ----------
    designs : e.g. of ``designs_of``.
    trials : of each design in each scenario, all on the same virtual patients.
    target : DLT probability that tells overdosing and the correct level; that of the study's design, else 0.33.
    onset : when in the DLT window DLTs come; at any time in it alike unless given.
    """
    if scenarios.n_levels != len(study.protocol.grid):
        raise StudyError(
            f'Scenarios "{scenarios.name}" have {scenarios.n_levels} levels and the study '
            f"{len(study.protocol.grid)}. Choose others, or give --true-dlt."
        )
    aim, window = target_of(study.design, target), study.protocol.dlt.window_days
    told: dict[str, Comparison] = {}
    for number, one in enumerate(scenarios.scenarios):
        correct = None if one.correct_level is None else one.correct_level - 1
        setting = replace(setting_of(study, trials, seed, one.truth(window, onset)), correct_level=correct)
        told[one.name] = compare(designs, setting, aim, part_of(progress, number, len(scenarios.scenarios)))
    return ScenarioAnswers(scenarios, told)


def compare_in_family(
    study: Study,
    designs: Mapping[str, Design],
    kind: str,
    n: int,
    *,
    trials_each: int = 10,
    seed: int | None = None,
    target: float | None = None,
    onset: Onset | None = None,
    progress: Progress | None = None,
) -> FamilyComparison:
    """Designs, by name, in the study's trial and on average over ``n`` random scenarios of a kind.

    Parameters
    ----------
    kind : of ``random_scenarios``.
    n : number of scenarios, in each of which every level is the MTD with the same probability.
    trials_each : trials of each design in each scenario.
    """
    protocol, aim, seed = study.protocol, target_of(study.design, target), study.seed if seed is None else seed
    sites = PoissonSites(study.accrual.opening_days, study.accrual.per_month)
    plan = Plan(protocol.cohort_size, protocol.max_patients, protocol.start_level, arrivals=sites)
    return over_scenarios(
        designs,
        random_scenarios(kind, len(protocol.grid), aim, n, seed),
        aim,
        trials_each=trials_each,
        seed=seed,
        plan=plan,
        window_days=protocol.dlt.window_days,
        onset=onset,
        progress=progress,
    )
