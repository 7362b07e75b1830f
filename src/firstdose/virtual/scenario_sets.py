"""Fixed scenarios by name: those of papers, so that results can be set beside theirs, and a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from firstdose.design import Design
from firstdose.errors import StudyError
from firstdose.resources import find, names
from firstdose.sourced import Provenance
from firstdose.tables import noun, read_toml
from firstdose.virtual.compare import Comparison, compare, part_of
from firstdose.virtual.onset import Onset, Uniform
from firstdose.virtual.plan import WINDOW_DAYS, Plan, judge
from firstdose.virtual.setting import Progress, Setting, checked_target
from firstdose.virtual.truth import AssumedCurve

_FOLDER = "virtual/library"


@dataclass(frozen=True)
class Scenario:
    """One assumed truth."""

    name: str
    p_dlt: tuple[float, ...]  # (K,)
    p_response: tuple[float, ...] | None = None  # (K,)
    correct_level: int | None = None  # counted from 1; None: as ``Setting`` has it

    def truth(self, window_days: float = WINDOW_DAYS, onset: Onset | None = None) -> AssumedCurve:
        """The scenario as the truth of simulated trials."""
        return AssumedCurve(self.p_dlt, window_days, onset or Uniform(), self.p_response)


@dataclass(frozen=True)
class ScenarioSet:
    """Scenarios that belong together, and where they come from."""

    name: str
    title: str
    source: str
    provenance: Provenance
    target: float
    scenarios: tuple[Scenario, ...]

    def __post_init__(self) -> None:
        checked_target(self.target)
        if not self.scenarios:
            raise StudyError(f"{self.name}: there is no scenario. Give at least one table [[scenarios]].")
        called = [scenario.name for scenario in self.scenarios]
        for scenario in self.scenarios:
            if len(scenario.p_dlt) != self.n_levels or called.count(scenario.name) > 1:
                raise StudyError(
                    f'{self.name}: scenario "{scenario.name}" has {len(scenario.p_dlt)} levels and stands '
                    f"{called.count(scenario.name)} times. Give each once, all with as many levels as the first."
                )
            scenario.truth()  # which refuses what cannot be

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return len(self.scenarios[0].p_dlt)


def scenario_set(name: str | Path) -> ScenarioSet:
    """The scenarios of a packaged name, or of a TOML file of the user's own.

    Examples
    --------
    >>> known = scenario_set("tite-boin-2018")
    >>> known.n_levels, known.target, len(known.scenarios)
    (7, 0.2, 8)
    """
    file = find(_FOLDER, name, "set of scenarios", StudyError)
    return noun(ScenarioSet, read_toml(file, StudyError), str(file), StudyError)


def scenario_set_names() -> tuple[str, ...]:
    """The names of the sets that come with firstdose."""
    return names(_FOLDER)


@dataclass(frozen=True)
class ScenarioAnswers:
    """What several designs make of each scenario of a set."""

    set: ScenarioSet
    comparisons: Mapping[str, Comparison]  # by scenario

    def to_dict(self) -> dict[str, Any]:
        """As JSON, levels counted from 1."""
        told = asdict(self.set)
        told["scenarios"] = [
            {"name": one.name, "p_dlt": one.p_dlt, "p_response": one.p_response} | self.comparisons[one.name].to_dict()
            for one in self.set.scenarios
        ]
        return told


def simulate_scenarios(
    designs: Mapping[str, Design],
    scenarios: ScenarioSet,
    *,
    target: float | None = None,
    trials: int = 10_000,
    seed: int = 1,
    plan: Plan | None = None,
    window_days: float = WINDOW_DAYS,
    onset: Onset | None = None,
    progress: Progress | None = None,
) -> ScenarioAnswers:
    """Compare designs in each of some fixed scenarios, on the same virtual patients.

    Parameters
    ----------
    designs : by name, all of as many levels as the scenarios.
    scenarios : e.g. ``scenario_set("tite-boin-2018")``.
    target : DLT probability that tells overdosing and the correct level; the set's own unless given.
    trials, seed : of each scenario.
    plan : cohorts, maximum of patients and arrival; the defaults of ``Plan`` unless given.
    window_days, onset : the DLT window, and when in it DLTs come.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> told = simulate_scenarios({"boin": Boin(0.3, 5)}, scenario_set("five-levels"), trials=200)
    >>> {name: one.designs[0].correct_level + 1 for name, one in told.comparisons.items()}["highest"]
    5
    """
    plan, aim = Plan() if plan is None else plan, checked_target(scenarios.target if target is None else target)
    ruled = {name: plan.ruled(design) for name, design in designs.items()}
    done = {}
    for number, scenario in enumerate(scenarios.scenarios):
        setting = Setting(
            truth=scenario.truth(window_days, onset),
            arrivals=plan.comes(designs.values(), window_days),
            dlt=judge(window_days),
            max_patients=plan.max_patients,
            seed=seed,
            trials=trials,
            correct_level=None if scenario.correct_level is None else scenario.correct_level - 1,
        )
        told = part_of(progress, number, len(scenarios.scenarios))
        done[scenario.name] = compare(ruled, setting, aim, told)
    return ScenarioAnswers(scenarios, done)
