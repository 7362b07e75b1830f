"""Calibration of a design's constants by simulation to a stated goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from itertools import product
from math import hypot, prod
from typing import Any

from firstdose.design import Design, Ruled
from firstdose.design.curve.skeleton import get_prior_skeleton
from firstdose.design.options import FROM_GRID, in_use
from firstdose.errors import StudyError
from firstdose.virtual.characteristics import OperatingCharacteristics
from firstdose.virtual.compare import Comparison, compare, part_of
from firstdose.virtual.measures import Estimate, Goal, Requirement, measured
from firstdose.virtual.setting import Progress, Setting, target_of

MOST = 100  # points of a grid
HALFWIDTH = "halfwidth"  # of the indifference interval that makes a CRM's skeleton


@dataclass(frozen=True)
class CalibrationPoint:
    """A design with one choice of its constants; estimates are means over the scenarios."""

    options: Mapping[str, float]
    estimates: Mapping[str, Estimate]  # of the goal and of what is required, by measure
    worst: Mapping[str, Estimate]  # of what is required, in the scenario where it is nearest to failing
    runs: Mapping[str, OperatingCharacteristics]  # by scenario
    kept: bool  # every requirement holds in every scenario
    behind: Estimate | None  # of the goal, behind the best point's, paired where it can be; None where not kept

    @property
    def best(self) -> bool:
        """None that is kept does better."""
        return self.behind == (0.0, 0.0)

    @property
    def as_good(self) -> bool:
        """Behind the best by at most one standard error of the difference."""
        return self.behind is not None and self.behind.value <= self.behind.se

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        estimates = {name: each._asdict() for name, each in self.estimates.items()}
        worst = {name: each._asdict() for name, each in self.worst.items()}
        verdict = {"kept": self.kept, "best": self.best, "within_one_se": self.as_good}
        behind = None if self.behind is None else self.behind._asdict()
        told = {"options": dict(self.options), "estimates": estimates, "worst": worst, "behind_best": behind}
        return told | verdict


@dataclass(frozen=True)
class Calibration:
    """What each point of the grid does."""

    goal: Goal
    requirements: tuple[Requirement, ...]
    scenarios: tuple[str, ...]
    trials: int  # of each point in each scenario
    target: float
    points: tuple[CalibrationPoint, ...]

    @property
    def best(self) -> CalibrationPoint | None:
        """The first of the best; None: the requirements hold nowhere."""
        return next((point for point in self.points if point.best), None)

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose calibrate-design --json`` prints it."""
        return {
            "goal": f"{self.goal.measure} {self.goal.sense}",
            "subject_to": [str(one) for one in self.requirements],
            "scenarios": list(self.scenarios),
            "trials": self.trials,
            "target": self.target,
            "points": [point.to_dict() for point in self.points],
            "best": None if self.best is None else dict(self.best.options),
        }


def calibrate(
    design: Design,
    vary: Mapping[str, Sequence[float]],
    settings: Mapping[str, Setting],
    goal: Goal,
    requirements: Sequence[Requirement] = (),
    target: float | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """How ``design`` behaves at every point of a grid of its own constants, and which point serves the goal best.

    Parameters
    ----------
    design : within its rules.
    vary : values of each numeric option; several options are crossed. ``halfwidth`` makes a CRM's skeleton anew, the
        MTD guessed where the skeleton has its target, else at the middle level.
    settings : scenarios by name. All points meet the same virtual patients in each.
    goal, requirements : the goal is a mean over the scenarios, a requirement holds in each of them.
    target : DLT probability that tells overdosing and the correct level; the design's own, else 0.33.

    Notes
    -----
    Scenarios of one seed would be correlated, so each after the first has a seed of its own, and the error of a mean is
    that of independent runs. The difference from the best point is paired by trial where the goal is ``correct``;
    otherwise its error is that of two independent runs, which is on the safe side. The best of many points is too good
    to be true by some part of its Monte Carlo error: run the chosen one again with another seed.

    Examples
    --------
    >>> from firstdose.design import Boin, Cohorts, MaxPatients, Ruled
    >>> from firstdose.trial import DltDefinition
    >>> from firstdose.virtual.arrivals import AtOnce
    >>> from firstdose.virtual.truth import AssumedCurve
    >>> truth, window = AssumedCurve((0.1, 0.3, 0.5)), DltDefinition(28, ())
    >>> setting = Setting(truth, AtOnce(), window, max_patients=12, seed=1, trials=200)
    >>> design = Ruled(Boin(0.3, 3), stopping=MaxPatients(12), size=Cohorts(3, 12))
    >>> found = calibrate(design, {"cutoff": (0.8, 0.95)}, {"one": setting}, Goal.parse("correct max"))
    >>> [point.options["cutoff"] for point in found.points]
    [0.8, 0.95]
    """
    points = [dict(zip(vary, values, strict=True)) for values in _grid(vary)]
    aim = target_of(design, target)
    designs = {str(number): _with(design, options) for number, options in enumerate(points)}
    told = {
        name: compare(designs, _seeded(setting, number), aim, part_of(progress, number, len(settings)))
        for number, (name, setting) in enumerate(settings.items())
    }
    runs = [{name: found.designs[number] for name, found in told.items()} for number in range(len(points))]
    worst = [{one.measure: _worst(each, one) for one in requirements} for each in runs]
    kept = [all(one.holds(each[one.measure].value) for one in requirements) for each in worst]
    measures = dict.fromkeys((goal.measure, *(one.measure for one in requirements)))
    means = [{name: _mean([measured(run, name) for run in each.values()]) for name in measures} for each in runs]
    best = _best(goal, means, kept)
    behind = [
        _behind(goal, means, told.values(), best, number) if kept[number] and best is not None else None
        for number in range(len(points))
    ]
    rows = zip(points, means, worst, runs, kept, behind, strict=True)
    trials = next(iter(settings.values())).trials
    found = tuple(CalibrationPoint(*row) for row in rows)
    return Calibration(goal, tuple(requirements), tuple(settings), trials, aim, found)


def _grid(vary: Mapping[str, Sequence[float]]) -> list[tuple[float, ...]]:
    size = prod(map(len, vary.values()))
    if not vary or not size:
        raise StudyError('Nothing varies. Give an option and its values, e.g. "cutoff=0.8:0.95:0.05".')
    if size > MOST:
        raise StudyError(f"The grid has {size} points: at most {MOST} are simulated. Give fewer values.")
    return list(product(*vary.values()))


def _with(design: Design, options: Mapping[str, float]) -> Design:
    """The design with other constants, its rules as they are."""
    if isinstance(design, Ruled):
        return replace(design, design=_with(design.design, options))
    changed: Any = design
    for name, value in options.items():
        changed = _skeleton_of(changed, value) if name == HALFWIDTH else _set(changed, name, value)
    made: Design = changed
    return made


def _set(design: Any, name: str, value: float) -> Any:
    used = in_use(design)
    numeric = [key for key, now in used.items() if isinstance(now, int | float) and not isinstance(now, bool)]
    known = [each.name for each in fields(design)] if is_dataclass(design) else []
    if name not in known or name in FROM_GRID or name not in numeric:
        close = get_close_matches(name, numeric, n=1)
        also = [HALFWIDTH] if "skeleton" in used else []
        meant = f'Did you mean "{close[0]}"? ' if close else ""
        raise StudyError(
            f'"{name}" is not a number that this design can be calibrated by. {meant}'
            f"Give one of {', '.join([*numeric, *also]) or 'another design: this one has none'}."
        )
    return replace(design, **{name: round(value) if _whole(used[name]) and value == round(value) else value})


def _whole(value: Any) -> bool:
    return isinstance(value, int)


def _skeleton_of(design: Any, halfwidth: float) -> Any:
    used = in_use(design)
    if "skeleton" not in used:
        raise StudyError("halfwidth makes the skeleton of a CRM; this design has none. Vary another option.")
    guess = [k for k, p in enumerate(used["skeleton"], start=1) if round(p, 9) == round(used["target"], 9)]
    nu = guess[0] if guess else design.n_levels // 2 + 1
    model = {name: used[name] for name in ("model", "intercept") if name in used}
    return replace(design, skeleton=get_prior_skeleton(halfwidth, used["target"], nu, design.n_levels, **model))


def _seeded(setting: Setting, number: int) -> Setting:
    return replace(setting, seed=setting.seed + number)


def _worst(runs: Mapping[str, OperatingCharacteristics], required: Requirement) -> Estimate:
    """The estimate of the scenario in which a requirement is nearest to failing."""
    found = [measured(run, required.measure) for run in runs.values()]
    return max(found, key=lambda one: one.value if required.is_ceiling else -one.value)


def _mean(estimates: Sequence[Estimate]) -> Estimate:
    return Estimate(
        sum(one.value for one in estimates) / len(estimates), hypot(*(one.se for one in estimates)) / len(estimates)
    )


def _best(goal: Goal, means: Sequence[Mapping[str, Estimate]], kept: Sequence[bool]) -> int | None:
    """The number of the point that serves the goal best, the first of equals."""
    open_points = [number for number, holds in enumerate(kept) if holds]
    return max(open_points, key=lambda number: goal.better(means[number][goal.measure].value), default=None)


def _behind(goal: Goal, means: Sequence[Mapping[str, Estimate]], told: Any, best: int, number: int) -> Estimate:
    """By how much the goal is missed, against the best point."""
    one, other = means[best][goal.measure], means[number][goal.measure]
    value = goal.better(one.value) - goal.better(other.value)
    if number == best:
        return Estimate(0.0, 0.0)
    if goal.measure == "correct":
        return Estimate(value, _mean([Estimate(0.0, _paired(found, best, number)) for found in told]).se)
    return Estimate(value, hypot(one.se, other.se))


def _paired(found: Comparison, one: int, other: int) -> float:
    names = {str(one), str(other)}
    return next(each.correct_diff_se for each in found.differences if {each.a, each.b} == names)
