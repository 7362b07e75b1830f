"""``firstdose decide``: given these outcomes, what is the next dose, and why?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Json
from firstdose.errors import DesignError

if TYPE_CHECKING:
    from firstdose.cli.question import Given, Question
    from firstdose.design import LevelNumbers, Recommendation
    from firstdose.trial import DoseGrid

Outcomes = Annotated[
    str,
    typer.Argument(
        metavar="OUTCOMES",
        help="Cohorts in order, a level and a letter for each patient, such as '1NNN 2NNT': N no DLT, T DLT, "
        "E response without DLT, B both, P pending. None: the first dose.",
        show_default=False,
    ),
]
DesignOption = Annotated[
    str,
    typer.Option(
        "--design", metavar="DESIGN", help="3+3, boin, blrm, a study's name, or a TOML file with [escalation.design]."
    ),
]
Target = Annotated[
    float | None, typer.Option(metavar="P", show_default="the file's, else 0.3", help="DLT probability aimed at.")
]
Levels = Annotated[int | None, typer.Option(min=1, max=99, metavar="N", help="Number of dose levels.")]
Doses = Annotated[
    str | None, typer.Option(metavar="D,D,...", help="Doses of the levels, such as 1.2,1.6,2.0; blrm needs them.")
]
Unit = Annotated[str | None, typer.Option(metavar="UNIT", show_default="mg/kg", help="Unit of the doses.")]

_NUMBERS = {"p_dlt_mean": "estimate", "p_under": "P(under)", "p_target": "P(target)", "p_over": "P(over)"}


def decide(
    design: DesignOption,
    outcomes: Outcomes = "",
    target: Target = None,
    levels: Levels = None,
    doses: Doses = None,
    unit: Unit = None,
    as_json: Json = False,
) -> None:
    """Say what comes next after these outcomes, and why.

    Treat a cohort, at which level and how many; or wait; or stop, and which level is the MTD.
    """
    from firstdose.cli.question import Given
    from firstdose.trial import Outcomes as Seen

    question = _question(design, Given(target, levels, doses, unit))
    decision, grid = question.design.decide(Seen.parse(outcomes)), question.grid
    answer = (decision.at(grid.doses, grid.units) if grid else decision).one()
    if as_json:
        show.as_json(answer.to_dict())
    else:
        _print(answer, grid)
    for line in (*_told(question.assumed), *question.notes):
        show.say(line, err=as_json)


def _question(design: str, given: Given) -> Question:
    """By name, or from the file of this path or name."""
    from firstdose.cli.design_file import in_file
    from firstdose.cli.question import by_name
    from firstdose.design.catalogue import DESIGNS
    from firstdose.resources import find
    from firstdose.study import names

    if design.lower() in DESIGNS:
        return by_name(design.lower(), given)
    if design.replace("-", "").isalnum() and design not in names():
        close = get_close_matches(design, (*DESIGNS, *names()), n=1)
        meant = f'Did you mean "{close[0]}"? ' if close else ""
        raise DesignError(
            f'--design "{design}": there is no such design. {meant}Give one of {", ".join(DESIGNS)}, '
            f"a study that comes with firstdose ({', '.join(names())}), "
            "or the path of a TOML file with a table [escalation.design]."
        )
    return in_file(find("studies", design, "study", DesignError), given)


def _told(assumed: tuple[str, ...]) -> list[str]:
    return [f"Assumed, because not given: {'; '.join(assumed)}."] if assumed else []


def _print(answer: Recommendation, grid: DoseGrid | None) -> None:
    show.say(_headline(answer, grid), answer.reason)
    known = [name for name in _NUMBERS if any(getattr(level, name) is not None for level in answer.levels)]
    dose = [f"dose {grid.units}".strip()] if grid else []
    columns = ("level", *dose, "n", "DLTs", *(_NUMBERS[name] for name in known), "open")
    show.table(columns, [_row(level, known) for level in answer.levels])


def _headline(answer: Recommendation, grid: DoseGrid | None) -> str:
    match answer.action:
        case "treat":
            return f"Treat {answer.size} patient{'s' * (answer.size != 1)} at {_level(answer.level, grid)}."
        case "wait":
            return "Wait."
        case _:
            return f"Stop: {_level(answer.mtd, grid)} is the MTD."


def _level(level: int | None, grid: DoseGrid | None) -> str:
    if level is None:
        return "no dose"
    return f"level {level + 1}" + (f" ({grid.doses[level]:g} {grid.units})" if grid else "")


def _row(level: LevelNumbers, known: list[str]) -> tuple[str, ...]:
    dose = [] if level.dose is None else [f"{level.dose:g}"]
    numbers = (getattr(level, name) for name in known)
    probabilities = ("" if number is None else f"{number:.3f}" for number in numbers)
    open_ = "yes" if level.admissible else "no"
    return (str(level.level + 1), *dose, str(level.n), str(level.dlt), *probabilities, open_)
