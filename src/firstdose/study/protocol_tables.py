"""The tables of a study file that make the protocol and its design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstdose.errors import StudyError
from firstdose.study.stated_table import Stated, check_address
from firstdose.trial import Criterion, DltDefinition, DoseGrid, Schedule
from firstdose.units import convert

MOST_LEVELS = 50
MOST_PATIENTS = 1000  # of a dose escalation
LONGEST_DAYS = 730  # of a DLT window, and of a cycle
SHORTEST_HOURS = 6  # between doses
MOST_DOSES = 100  # within a DLT window, and within a cycle


@dataclass(frozen=True, kw_only=True)
class DosesTable(Stated):
    """[doses]"""

    values: tuple[float, ...]
    unit: str
    start_level: int = 1

    def _check(self) -> None:
        if len(self.values) > MOST_LEVELS:
            raise StudyError(f"[doses] values has {len(self.values)} levels: a trial has at most {MOST_LEVELS}.")
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
        if 24 * self.every_days < SHORTEST_HOURS:
            raise StudyError(
                f"[schedule] every_days = {self.every_days:g}: doses are at least {SHORTEST_HOURS} hours apart. "
                "Give days, e.g. 7."
            )
        if self.cycle_days > LONGEST_DAYS:
            raise StudyError(
                f"[schedule] cycle_days = {self.cycle_days}: a cycle has at most {LONGEST_DAYS} days, e.g. 21."
            )

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
        if self.window_days > LONGEST_DAYS:
            raise StudyError(
                f"[dlt] window_days = {self.window_days}: a DLT window has at most {LONGEST_DAYS} days, e.g. 21."
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
        if self.max_patients > MOST_PATIENTS:
            raise StudyError(
                f"[escalation] max_patients = {self.max_patients}: a dose escalation treats at most {MOST_PATIENTS} "
                "patients, e.g. 36."
            )
        tables = [("[escalation.design]", self.design)]
        tables += [(f"[[escalation.rules]] {number}", rule) for number, rule in enumerate(self.rules, start=1)]
        for where, table in tables:
            check_address(table, where)


def check_doses(schedule: ScheduleTable, dlt: DltTable) -> None:
    """Refuse more doses than a DLT window or a cycle has."""
    for key, days in (("[dlt] window_days", dlt.window_days), ("[schedule] cycle_days", schedule.cycle_days)):
        if days > MOST_DOSES * schedule.every_days:
            raise StudyError(
                f"{key} = {days} with a dose every {schedule.every_days:g} days is more than {MOST_DOSES} doses. "
                "Correct one of them."
            )
