"""The design and the dose levels that a command is asked about, as given on the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import isclose
from typing import Any

from firstdose.cli.assumed import defaults
from firstdose.cli.lists import numbers
from firstdose.design import Design, named
from firstdose.design.catalogue import aims, name_of, needs_doses
from firstdose.errors import FirstDoseError, ProtocolError
from firstdose.study import Study
from firstdose.study.decision_rows import with_rows
from firstdose.trial import DoseGrid
from firstdose.units import check_known

TARGET, UNIT = 0.3, "mg/kg"  # where nobody gives one; told as assumed


@dataclass(frozen=True)
class Question:
    """A design on its dose levels, and what was assumed to make it."""

    design: Design
    grid: DoseGrid | None  # None: doses are not known
    assumed: tuple[str, ...]  # values in use that nobody gave
    notes: tuple[str, ...] = ()
    plan: Study | None = None  # where the design is a whole study's


@dataclass(frozen=True)
class Given:
    """What the command line tells of a trial; None where left out."""

    target: float | None
    levels: int | None
    doses: str | None
    unit: str | None
    options: Mapping[str, Any] = field(default_factory=dict)  # of the design's own
    levels_else: int | None = None  # where nobody says how many; told as assumed

    @property
    def grid(self) -> DoseGrid | None:
        """The dose levels of ``--doses``, as many as ``--levels`` says."""
        if self.doses is None:
            return None
        if self.unit is not None:
            check_known(self.unit, "--unit")
        try:
            grid = DoseGrid(numbers(self.doses, "--doses", "1.2,1.6,2.0"), self.unit or UNIT)
        except ProtocolError as error:
            raise FirstDoseError(f'--doses "{self.doses}": {str(error).removeprefix("[doses] ")}') from error
        if self.levels not in (None, len(grid)):
            raise FirstDoseError(
                f'--doses "{self.doses}" has {len(grid)} doses and --levels says {self.levels}. '
                "Give a dose for each level, or leave --levels out."
            )
        return grid

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        grid = self.grid
        if grid is None and self.unit is not None:
            raise FirstDoseError(f'--unit "{self.unit}" is that of --doses, which are not given. Give them too.')
        n = (self.levels or self.levels_else) if grid is None else len(grid)
        if n is None:
            raise FirstDoseError("How many dose levels are there? Give --levels 5, or the doses: --doses 1.2,1.6,2.0.")
        return n

    def aim(self, name: str, options: Collection[str]) -> dict[str, float]:
        """The option ``target``, where the design of this name has one and its own options lack it."""
        wanted = aims(name) and "target" not in options
        return {"target": TARGET if self.target is None else self.target} if wanted else {}

    def notes(self, design: Design) -> tuple[str, ...]:
        """What was given without effect."""
        idle = self.target is not None and not aims(name_of(design))
        return (f"The design has no target: --target {self.target:g} has no effect.",) if idle else ()

    def unsaid(self) -> list[str]:
        """The unit, where doses came without, or the number of levels."""
        if self.doses is None:
            return [f"levels = {self.levels_else}"] if self.levels is None and self.levels_else else []
        return [f"unit = {UNIT}"] if self.unit is None else []

    def added(self, file: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a file's design, and those given that it leaves open."""
        for key in sorted(self.options.keys() & options.keys()):
            if self.options[key] != options[key]:
                raise contradiction("--option", f"{key}={self.options[key]}", file, f"{key} = {options[key]}")
        return dict(options) | dict(self.options)

    def agrees(self, file: str, grid: DoseGrid | None, target: float | None) -> None:
        """Refuse options that contradict a file with these dose levels and this target, where it has them."""
        if grid is not None:
            self._agrees_on_levels(file, grid)
        if self.target is not None and target is not None and not isclose(self.target, target):
            raise contradiction("--target", f"{self.target:g}", file, f"target = {target:g}")

    def _agrees_on_levels(self, file: str, grid: DoseGrid) -> None:
        own, stated = self.grid, f"doses {', '.join(f'{dose:g}' for dose in grid.doses)} {grid.units}"
        if self.levels not in (None, len(grid)):
            raise contradiction("--levels", f"{self.levels}", file, f"{len(grid)} dose levels")
        if own and not (len(own) == len(grid) and all(map(isclose, own.doses, grid.doses))):
            raise contradiction("--doses", str(self.doses), file, stated)
        if self.unit not in (None, grid.units):
            raise contradiction("--unit", str(self.unit), file, stated)


def contradiction(option: str, given: str, file: str, stated: str) -> FirstDoseError:
    """An option against a file."""
    return FirstDoseError(f"{option} {given} contradicts {file}, which has {stated}. Leave {option} out, or change it.")


def by_name(name: str, given: Given) -> Question:
    """A design by its name, with the defaults of its class where no option says otherwise."""
    grid, options = given.grid, dict(given.options)
    if needs_doses(name) and grid is None:
        raise FirstDoseError(f"{name.upper()} is a model of dose. Give the doses of the levels: --doses 1.2,1.6,2.0.")
    table = with_rows({"name": name} | options | given.aim(name, options), None)
    design = named(table, given.n_levels, grid.doses if grid else None)
    stated = (*options, *(() if given.target is None else ("target",)))
    return Question(design, grid, (*defaults(design, stated), *given.unsaid()), given.notes(design))
