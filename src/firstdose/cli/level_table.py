"""What a design knows of each level, as a table for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from firstdose.cli import show

if TYPE_CHECKING:
    from firstdose.design import LevelNumbers, Recommendation

    Cell = Callable[[LevelNumbers], str | None]


def _three(name: str) -> Cell:
    """A number with three decimals."""

    def cell(level: LevelNumbers) -> str | None:
        value = getattr(level, name)
        return None if value is None else f"{value:.3f}"

    return cell


def _interval(level: LevelNumbers) -> str | None:
    low, high = level.p_dlt_q025, level.p_dlt_q975
    return None if low is None or high is None else f"{low:.3f}–{high:.3f}"


def _intervals(level: LevelNumbers) -> str | None:
    return None if level.p_intervals is None else " ".join(f"{p:.3f}" for p in level.p_intervals)


_COLUMNS: dict[str, Cell] = {
    "doses": lambda level: None if level.combination is None else " + ".join(f"{dose:g}" for dose in level.combination),
    "responses": lambda level: None if level.response is None else str(level.response),
    "estimate": _three("p_dlt_mean"),
    "plug-in": _three("p_dlt_plugin"),
    "SD": _three("p_dlt_sd"),
    "median": _three("p_dlt_q50"),
    "95 % interval": _interval,
    "P(under)": _three("p_under"),
    "P(target)": _three("p_target"),
    "P(over)": _three("p_over"),
    "P(intervals)": _intervals,
    "P(response)": _three("p_response_mean"),
    "utility": lambda level: None if level.utility is None else f"{level.utility:.1f}",
}


def level_table(answer: Recommendation, units: str) -> None:
    """A row a level, with a column for each number that the design has."""
    known = {head: cell for head, cell in _COLUMNS.items() if any(cell(level) is not None for level in answer.levels)}
    dose = any(level.dose is not None for level in answer.levels)
    heads = ("level", *[f"dose {units}".strip()] * dose, "n", "DLTs", *known, "open")
    show.table(heads, [_row(level, known, dose) for level in answer.levels])


def _row(level: LevelNumbers, known: dict[str, Cell], dose: bool) -> tuple[str, ...]:
    numbers = (cell(level) or "" for cell in known.values())
    open_ = "yes" if level.admissible else "no"
    first = (str(level.level + 1), *([f"{level.dose:g}"] if dose else []), str(level.n), str(level.dlt))
    return (*first, *numbers, open_)
