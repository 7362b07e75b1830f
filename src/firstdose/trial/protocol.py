"""The plan of a dose escalation."""

from dataclasses import dataclass

from firstdose.errors import ProtocolError
from firstdose.trial.dlt import DltDefinition
from firstdose.trial.grid import DoseGrid
from firstdose.trial.schedule import Schedule


@dataclass(frozen=True)
class Protocol:
    """Doses, schedule, DLT definition and size of a dose escalation."""

    grid: DoseGrid
    schedule: Schedule
    dlt: DltDefinition
    cohort_size: int
    start_level: int  # 0-based
    max_patients: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_level < len(self.grid):
            raise ProtocolError(
                f"[doses] start_level = {self.start_level + 1}: the trial has levels 1 to {len(self.grid)}. "
                "Give the level of the first cohort."
            )
        if not 1 <= self.cohort_size <= self.max_patients:
            raise ProtocolError(
                f"[escalation] cohort_size = {self.cohort_size} and max_patients = {self.max_patients}: "
                "a cohort has at least one patient and at most as many as the trial. Give e.g. 3 and 36."
            )
