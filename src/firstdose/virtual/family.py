"""Many scenarios with a few trials each: what designs do on average over a family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.design import Design
from firstdose.errors import StudyError
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.characteristics import NONE, Mean
from firstdose.virtual.compare import Difference
from firstdose.virtual.family_tally import FamilyTally, means
from firstdose.virtual.onset import Onset, Uniform
from firstdose.virtual.optimal import benchmark
from firstdose.virtual.plan import WINDOW_DAYS, Plan, judge
from firstdose.virtual.scenario_family import ScenarioFamily
from firstdose.virtual.setting import Progress, Setting, checked_target
from firstdose.virtual.sums import Sums
from firstdose.virtual.tally import Aim


@dataclass(frozen=True)
class FamilyCharacteristics:
    """A design on average over scenarios. Means are a trial's, ``_se`` their Monte Carlo errors between scenarios."""

    design: str
    scenarios: int
    trials_each: int
    target: float
    correct_share: float  # select the level nearest the target in their scenario
    correct_se: float
    too_high_share: float  # a level above it
    too_high_se: float
    none_selected: float
    none_se: float
    patients_mean: float | None
    patients_se: float | None
    dlt_mean: float | None
    dlt_se: float | None
    overdosed_patients_mean: float | None  # treated at a level whose true DLT probability exceeds the target
    overdosed_patients_se: float | None
    duration_days_mean: float | None
    duration_days_se: float | None


@dataclass(frozen=True)
class FamilyComparison:
    """Designs on average over one family of scenarios, the optimal benchmark, and the differences between designs."""

    designs: tuple[FamilyCharacteristics, ...]
    optimal: FamilyCharacteristics
    differences: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "designs": [asdict(one) for one in self.designs],
            "optimal": asdict(self.optimal),
            "differences": [asdict(one) for one in self.differences],
        }


def over_scenarios(
    designs: Mapping[str, Design],
    scenarios: ArrayLike,
    target: float,
    *,
    trials_each: int = 10,
    seed: int = 1,
    plan: Plan | None = None,
    window_days: float = WINDOW_DAYS,
    onset: Onset | None = None,
    progress: Progress | None = None,
) -> FamilyComparison:
    """How often designs are right, on average over many scenarios, on the same virtual patients.

    Parameters
    ----------
    designs : by name, all of as many levels as the scenarios.
    scenarios : (S, K) true DLT probabilities, one row for each of two or more scenarios, e.g. of ``random_scenarios``.
    target : DLT probability that tells overdosing and, in each scenario, the correct level.
    trials_each : trials of each scenario; many scenarios of few trials tell more than few of many.
    plan : cohorts, maximum of patients and arrival; the defaults of ``Plan`` unless given.
    window_days, onset : the DLT window, and when in it DLTs come.

    Notes
    -----
    Scenarios are independent, trials of one scenario are not: errors are those of means over scenarios.

    Examples
    --------
    >>> from firstdose.design import Boin, ThreePlusThree
    >>> from firstdose.virtual import random_scenarios
    >>> family = random_scenarios("clertant-oquigley", n_levels=4, target=0.3, n=200)
    >>> told = over_scenarios({"boin": Boin(0.3, 4), "3+3": ThreePlusThree(4)}, family, 0.3, trials_each=2)
    >>> told.designs[0].correct_share > told.designs[1].correct_share
    True
    """
    plan, target = Plan() if plan is None else plan, checked_target(target)
    truth = ScenarioFamily(np.asarray(scenarios, np.float64), trials_each, window_days, onset or Uniform())
    if len(truth.p) < 2:
        raise StudyError(
            "One scenario is no family: errors are those between scenarios. Give at least two, or use simulate_design."
        )
    setting = Setting(
        truth=truth,
        arrivals=plan.comes(designs.values(), window_days),
        dlt=judge(window_days),
        max_patients=plan.max_patients,
        seed=seed,
        trials=len(truth.p) * trials_each,
        together=trials_each,
    )
    ruled = {name: plan.ruled(design) for name, design in designs.items()}
    counted = reduce(add, _chunks(ruled, setting, truth, target, progress))
    timed = not isinstance(setting.arrivals, AtOnce)
    return FamilyComparison(
        tuple(_told(name, sums, truth, target, timed) for name, sums in counted.designs.items()),
        _told("optimal", counted.optimal, truth, target, timed),
        tuple(_difference(*names, sums, truth) for names, sums in counted.pairs.items()),
    )


def _chunks(
    designs: Mapping[str, Design], setting: Setting, truth: ScenarioFamily, target: float, progress: Progress | None
) -> Iterator[FamilyTally]:
    for chunk, done in setting.runs(designs, progress):
        aim = Aim.of(truth.of(chunk), target)
        yield FamilyTally.of(done, benchmark(truth, aim, setting.max_patients, setting.seed, chunk), aim, truth.each)


def _told(name: str, sums: Sums, truth: ScenarioFamily, target: float, timed: bool) -> FamilyCharacteristics:
    correct, too_high, none, *treated = np.stack(means(sums, len(truth.p), truth.each), axis=1).tolist()
    patients, dlts, overdosed, days = [Mean(*pair) for pair in treated] or [NONE] * 4
    if not timed:
        days = NONE
    return FamilyCharacteristics(
        design=name,
        scenarios=len(truth.p),
        trials_each=truth.each,
        target=target,
        correct_share=correct[0],
        correct_se=correct[1],
        too_high_share=too_high[0],
        too_high_se=too_high[1],
        none_selected=none[0],
        none_se=none[1],
        patients_mean=patients.mean,
        patients_se=patients.se,
        dlt_mean=dlts.mean,
        dlt_se=dlts.se,
        overdosed_patients_mean=overdosed.mean,
        overdosed_patients_se=overdosed.se,
        duration_days_mean=days.mean,
        duration_days_se=days.se,
    )


def _difference(a: str, b: str, sums: Sums, truth: ScenarioFamily) -> Difference:
    mean, se = means(sums, len(truth.p), truth.each)
    return Difference(a, b, float(mean[0]), float(se[0]))
