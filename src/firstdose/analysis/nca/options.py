"""How an analysis is asked for: rules of areas, of the terminal phase, of what cannot be quantified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from firstdose.errors import DataError

AreaRule: TypeAlias = Literal["lin-up-log-down", "linear", "lin-log"]
TerminalRule: TypeAlias = Literal["pknca", "winnonlin"]
Route: TypeAlias = Literal["EXTRAVASCULAR", "INTRAVENOUS"]
Points: TypeAlias = "tuple[float, float] | Sequence[float]"  # from and to, or three and more times


@dataclass(frozen=True)
class Terminal:
    """How the points of LAMZ are chosen; see `terminal.py`.

    Parameters
    ----------
    rule : ``pknca`` or ``winnonlin``.
    min_points : fewest points of a fit, at least 3.
    tolerance : adjusted r² that a longer fit may lose.
    allow_tmax : whether the point at TMAX may be used.
    chosen : points of a subject by hand, under its USUBJID: two times are a span, more are the points themselves.
    """

    rule: TerminalRule = "pknca"
    min_points: int = 3
    tolerance: float = 1e-4
    allow_tmax: bool = False
    chosen: Mapping[str, Points] = field(default_factory=dict)

    def __post_init__(self) -> None:
        one_of(self.rule, get_args(TerminalRule), "rule of LAMZ")
        if self.min_points < 3:
            raise DataError(f"min_points = {self.min_points}: an adjusted r² needs 3 points. Give 3 or more.")
        if not 0 <= self.tolerance < 1:
            raise DataError(f"tolerance = {self.tolerance:g} of the adjusted r² is not from 0 to below 1. Give 0.0001.")
        for subject, points in self.chosen.items():
            if len(points) < 2:
                raise DataError(
                    f"{subject}: {len(points)} points cannot be a slope. Give two times, or three and more."
                )


@dataclass(frozen=True)
class Units:
    """Units of the columns; without them parameters have none."""

    time: str | None = None
    conc: str | None = None
    dose: str | None = None


def one_of(given: str, known: Sequence[str], what: str) -> None:
    """Refuse a name that is not among those known."""
    if given not in known:
        raise DataError(f'{what}: "{given}" is not known. Give one of {", ".join(known)}.')
