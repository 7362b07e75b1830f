"""The tables of a study file that make the protocol and its design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstdose.errors import StudyError
from firstdose.study.stated_table import Stated, check_address
from firstdose.trial import Criterion, DltDefinition, DoseGrid, Schedule
from firstdose.units import convert


@dataclass(frozen=True, kw_only=True)
class DosesTable(Stated):
    """[doses]"""

    values: tuple[float, ...]
    unit: str
    start_level: int = 1

    def _check(self) -> None:
        self.made()

    def made(self) -> DoseGrid:
        """The noun, in mg/kg."""
        factor = convert(1.0, self.unit, "mg/kg", "[doses] unit")
        return DoseGrid(tuple(value if factor == 1 else value * factor for value in self.values), "mg/kg")


@dataclass(frozen=True, kw_only=True)
class ScheduleTable(Stated):
    """[schedule]"""

    every_days: float
    infusion_hours: float
    cycle_days: int

    def _check(self) -> None:
        self.made()

    def made(self) -> Schedule:
        """The noun."""
        return Schedule(self.every_days, self.infusion_hours, self.cycle_days)


@dataclass(frozen=True, kw_only=True)
class DltTable(Stated):
    """[dlt]"""

    window_days: int
    criteria: tuple[str, ...]

    def _check(self) -> None:
        if not self.criteria:
            raise StudyError(
                '[dlt] criteria is empty: say what is dose-limiting, e.g. ["platelet count decreased >= G4"].'
            )
        self.made()

    def made(self) -> DltDefinition:
        """The noun."""
        return DltDefinition(self.window_days, tuple(map(Criterion.parse, self.criteria)))


@dataclass(frozen=True, kw_only=True)
class EscalationTable(Stated):
    """[escalation], with [escalation.design] and [[escalation.rules]]"""

    design: dict[str, Any]
    cohort_size: int = 3
    max_patients: int = 36
    rules: tuple[dict[str, Any], ...] = ()

    def _check(self) -> None:
        tables = [("[escalation.design]", self.design)]
        tables += [(f"[[escalation.rules]] {number}", rule) for number, rule in enumerate(self.rules, start=1)]
        for where, table in tables:
            check_address(table, where)
