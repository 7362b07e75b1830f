"""What is planned, and what is known: functions on arrays, no files, no clock."""

from firstdose.trial.completions import completions
from firstdose.trial.counts import Counts
from firstdose.trial.course import Doses, Events, Findings
from firstdose.trial.ctcae import Criteria, GradeRow, Term, ctcae, grade
from firstdose.trial.dlt import ADJUDICATED, Criterion, DltDefinition
from firstdose.trial.grid import CombinationGrid, DoseGrid
from firstdose.trial.observe import observe
from firstdose.trial.outcomes import Outcomes
from firstdose.trial.protocol import Protocol
from firstdose.trial.schedule import Schedule

__all__ = [
    "ADJUDICATED",
    "CombinationGrid",
    "Counts",
    "Criteria",
    "Criterion",
    "DltDefinition",
    "DoseGrid",
    "Doses",
    "Events",
    "Findings",
    "GradeRow",
    "Outcomes",
    "Protocol",
    "Schedule",
    "Term",
    "completions",
    "ctcae",
    "grade",
    "observe",
]
