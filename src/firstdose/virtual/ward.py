"""The patients of many running trials, and the day of each trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.errors import DesignError
from firstdose.trial import ADJUDICATED, DltDefinition, Doses, Events, Outcomes, observe
from firstdose.types import F64, I8, I16, I64, Bool
from firstdose.virtual.arrivals import Arrivals
from firstdose.virtual.truth import Patients, Truth


@dataclass(eq=False)
class Ward:
    """The changing state of T trials with up to P patients each; the only thing that changes in a run."""

    patients: Patients  # (T, P) all that may come
    trials: I64  # (T,) trial numbers
    level: I8  # (T, P) given; -1: not enrolled
    cohort: I16  # (T, P)
    first_day: F64  # (T, P) day of the first dose; inf: not enrolled
    onset: F64  # (T, P) days from first dose to the dose-limiting event; inf: none
    n: I64  # (T,) patients enrolled
    cohorts: I16  # (T,) cohorts enrolled
    day: F64  # (T,) today
    live: Bool  # (T,) going on
    mtd: I8  # (T,) selected at the end; -1: none

    @classmethod
    def empty(cls, patients: Patients, trials: range, first_day: float) -> Ward:
        """Before anybody is enrolled, on the day when the first site opens."""
        shape = patients.tolerance.shape
        return cls(
            patients=patients,
            trials=np.asarray(trials, np.int64),
            level=np.full(shape, -1, np.int8),
            cohort=np.zeros(shape, np.int16),
            first_day=np.full(shape, np.inf),
            onset=np.full(shape, np.inf),
            n=np.zeros(shape[0], np.int64),
            cohorts=np.zeros(shape[0], np.int16),
            day=np.full(shape[0], first_day),
            live=np.ones(shape[0], np.bool_),
            mtd=np.full(shape[0], -1, np.int8),
        )

    def observe(self, rows: I64, dlt: DltDefinition) -> Outcomes:
        """What is known today of the trials ``rows``."""
        filled = int(self.n[rows].max(initial=0))
        first_day, onset = self.first_day[rows, :filled], self.onset[rows, :filled]
        trial, patient = np.nonzero(np.isfinite(onset))
        doses = Doses(
            self.level[rows, :filled], self.cohort[rows, :filled], first_day, np.full(first_day.shape, np.inf)
        )
        events = Events(
            trial=trial,
            patient=patient,
            day=first_day[trial, patient] + onset[trial, patient],
            term=np.zeros(len(trial), np.int64),
            grade=np.zeros(len(trial), np.int8),
            terms=(ADJUDICATED,),
        )
        return observe(doses, events, dlt, self.day[rows])

    def treat(self, rows: I64, level: I8, size: int, truth: Truth, arrivals: Arrivals, seed: int) -> None:
        """Enrol the next ``size`` patients of each row at its level; the day becomes the last one's first dose."""
        place = rows[:, None], self.n[rows, None] + np.arange(size)
        given = np.repeat(level[:, None], size, axis=1)
        self.level[place], self.cohort[place] = given, self.cohorts[rows, None]
        self.first_day[place] = arrivals.next(seed, self.trials[rows], self.n[rows], size, self.day[rows])
        self.onset[place] = truth.onset(self.patients[place], given)
        self.day[rows] = self.first_day[place].max(axis=1)
        self.n[rows] += size
        self.cohorts[rows] += 1

    def wait(self, rows: I64, dlt: DltDefinition) -> None:
        """Let time pass until the next DLT window ends."""
        ends = self.first_day[rows] + dlt.window_days
        next_end = np.where(ends > self.day[rows, None], ends, np.inf).min(axis=1)
        if not np.isfinite(next_end).all():
            raise DesignError("The design waits although every DLT window has ended. It must treat or stop then.")
        self.day[rows] = next_end

    def close(self, rows: I64, mtd: I8) -> None:
        """End trials."""
        self.live[rows], self.mtd[rows] = False, mtd
