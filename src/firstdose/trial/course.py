"""What happens to patients, before anybody judges it: doses given and events seen."""

from dataclasses import dataclass

from firstdose.types import F64, I8, I16, I64


@dataclass(frozen=True, eq=False)
class Doses:
    """Who was started on which dose level, and when. Days count from the opening of the trial."""

    level: I8  # (T, P) dose level, 0-based; -1: nobody in this column
    cohort: I16  # (T, P) cohort; -1: backfill
    first_day: F64  # (T, P) day of the first dose; inf: not dosed
    last_day: F64  # (T, P) followed until this day; inf: throughout


@dataclass(frozen=True, eq=False)
class Events:
    """Adverse events of all trials, one entry an event."""

    trial: I64  # (E,) row of the trial
    patient: I64  # (E,) column of the patient
    day: F64  # (E,) onset, in days from the opening of the trial
    term: I64  # (E,) index into terms
    grade: I8  # (E,) CTCAE grade 1 to 5; 0: adjudicated, grade not given
    terms: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Findings:
    """What is found of patients without any event being reported; each is known from its day on."""

    response: I8  # (T, P) 1 response, 0 none; -1: never assessed
    response_day: F64  # (T, P) days from the opening of the trial
    grade: I8  # (T, P) worst CTCAE grade in the DLT window, 0 none, known at its end; -1: what the events say
