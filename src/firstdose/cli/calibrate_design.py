"""``firstdose calibrate-design``: which values of a design's constants serve a stated goal best?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Aim, DesignOrNone, Doses, Json, Levels, Options, Seed, StudyOrNone, Unit
from firstdose.cli.progress import bar
from firstdose.cli.scenarios import Scenarios
from firstdose.cli.truth import Late, TrueResponse, check_looked_at
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.cli.question import Question
    from firstdose.virtual.calibrate import Calibration, CalibrationPoint

Vary = Annotated[
    list[str],
    typer.Option(
        metavar="KEY=VALUES",
        show_default=False,
        help="An option of the design, and its values: from:to:step, such as cutoff=0.8:0.95:0.05, or a list, such as "
        "ewoc=0.2,0.25,0.3; repeat it to cross options. halfwidth makes a CRM's skeleton anew.",
    ),
]
GoalOption = Annotated[
    str,
    typer.Option(
        "--goal",
        metavar="MEASURE",
        help="What to make as large or small as can be: correct, too-high, none, overdose, dlt, patients or months, "
        "with max or min.",
    ),
]
SubjectTo = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIMIT",
        show_default=False,
        help="What must hold in every scenario, such as 'overdose<0.2'; repeatable.",
    ),
]
TrueDlt = Annotated[
    list[str] | None,
    typer.Option(
        metavar="P,P,...",
        show_default="the study's truth",
        help="A scenario: true DLT probabilities, one a level; repeat it for several scenarios.",
    ),
]
Trials = Annotated[int, typer.Option(min=1, metavar="N", help="Virtual trials of each point in each scenario.")]
CohortSize = Annotated[
    int | None, typer.Option(min=1, metavar="N", show_default="the study's, else 3", help="Patients of a cohort.")
]
MaxPatients = Annotated[
    int | None, typer.Option(min=1, metavar="N", show_default="the study's, else 36", help="Patients of a trial.")
]

_SHOWN = 8  # scenarios named
_MANY = 10_000  # steps from one end of a range to the other: more are a slip


def calibrate_design(
    vary: Vary,
    study: StudyOrNone = None,
    design: DesignOrNone = None,
    goal: GoalOption = "correct max",
    subject_to: SubjectTo = None,
    true_dlt: TrueDlt = None,
    true_response: TrueResponse = None,
    late: Late = None,
    scenarios: Scenarios = None,
    trials: Trials = 2000,
    seed: Seed = None,
    target: Aim = None,
    levels: Levels = None,
    doses: Doses = None,
    unit: Unit = None,
    option: Options = None,
    cohort_size: CohortSize = None,
    max_patients: MaxPatients = None,
    as_json: Json = False,
) -> None:
    """Calibrate constants of a design by simulation.

    Every point of a grid meets the same virtual patients; the best for the goal, among those that keep
    what must hold, is marked with those that are within one Monte Carlo error of it.
    """
    from firstdose.cli.asked import asked, either, told
    from firstdose.cli.situation import Situation
    from firstdose.virtual.calibrate import calibrate
    from firstdose.virtual.measures import Goal, Requirement

    aim, limits = Goal.parse(goal), [Requirement.parse(each) for each in subject_to or ()]
    grid = _grid(vary)
    question = asked(either(study, design), target=target, levels=levels, doses=doses, unit=unit, option=option)
    told_of = Situation(trials, seed, true_dlt or (), true_response, late, cohort_size, max_patients, scenarios)
    ruled, settings = told_of.made(question)
    for setting in settings.values():
        check_looked_at({"This design": ruled}, setting.truth)
    with bar("calibrating") as progress:
        found = calibrate(ruled, grid, settings, aim, limits, None, progress)
    if as_json:
        show.as_json(found.to_dict())
    else:
        _print(found)
    show.say(*told(_without(question, grid)), err=as_json)


def _without(question: Question, varied: Collection[str]) -> Question:
    """What was assumed, apart from what varies."""
    from firstdose.virtual.calibrate import HALFWIDTH

    made = ("skeleton",) if HALFWIDTH in varied else ()
    starts = tuple(f"{name} = " for name in (*varied, *made))
    return replace(question, assumed=tuple(each for each in question.assumed if not each.startswith(starts)))


def _grid(vary: Sequence[str]) -> dict[str, tuple[float, ...]]:
    grid: dict[str, tuple[float, ...]] = {}
    for text in vary:
        name, values = values_of(text)
        if name in grid:
            raise FirstDoseError(f'--vary "{text}": {name} is given twice. Give all its values at once.')
        grid[name] = values
    return grid


def values_of(text: str) -> tuple[str, tuple[float, ...]]:
    """An option and its values.

    Examples
    --------
    >>> values_of("cutoff=0.8:0.9:0.05"), values_of("ewoc=0.2,0.25")
    (('cutoff', (0.8, 0.85, 0.9)), ('ewoc', (0.2, 0.25)))
    """
    name, sign, said = (part.strip() for part in text.partition("="))
    try:
        if not (name and sign):
            raise ValueError
        return name, _range(said) if ":" in said else _finite(said.split(","))
    except ValueError:
        raise FirstDoseError(
            f'--vary "{text}": give an option and its values, e.g. cutoff=0.8:0.95:0.05 or cutoff=0.8,0.9,0.95.'
        ) from None


def _finite(said: Sequence[str]) -> tuple[float, ...]:
    values = tuple(map(float, said))
    if not all(map(isfinite, values)):
        raise ValueError
    return values


def _range(said: str) -> tuple[float, ...]:
    """Both ends belong to it, the last one where a step reaches it."""
    low, high, step = _finite(said.split(":"))
    if not (low <= high and step > 0 and high - low < _MANY * step):
        raise ValueError
    return tuple(round(low + number * step, 12) for number in range(round((high - low) / step + 1e-9 - 0.5) + 1))


def _print(found: Calibration) -> None:
    first = found.points[0]
    heads = (*first.options, found.goal.measure, *(f"{name}, worst" for name in first.worst), "behind the best", "")
    title = f"{found.goal.measure} {found.goal.sense}{_limits(found)}: {found.trials} trials a point and scenario"
    show.table(heads, [_row(point, found.best) for point in found.points], title=title, left=0)
    more = len(found.scenarios) - _SHOWN
    listed = "; ".join([*found.scenarios[:_SHOWN], *([f"{more} more"] if more > 0 else [])])
    show.say("", f"Scenarios: {listed}. After ±: Monte Carlo standard error.")
    show.say("The goal is a mean over the scenarios; what must hold is shown where it is nearest to failing.")
    show.say("** best; * behind it by no more than one standard error of the difference; - a requirement fails.")
    if found.best is None:
        show.say("No point keeps what must hold. Loosen a requirement, or vary another option.")


def _limits(found: Calibration) -> str:
    return f", subject to {' and '.join(map(str, found.requirements))}" if found.requirements else ""


def _row(point: CalibrationPoint, best: CalibrationPoint | None) -> Sequence[str]:
    from firstdose.report.digits import with_error

    values = (f"{value:g}" for value in point.options.values())
    goal = next(iter(point.estimates.values()))
    estimates = (with_error(each.value, each.se, 3) for each in (goal, *point.worst.values()))
    behind = "" if point.behind is None else with_error(point.behind.value, point.behind.se, 3)
    mark = "-" if not point.kept else "**" if point is best else "*" if point.as_good else ""
    return (*values, *estimates, behind, mark)
