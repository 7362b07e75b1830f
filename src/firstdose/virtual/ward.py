"""Many running trials: who is enrolled where, and the day of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.errors import DesignError
from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import F64, I8, I16, I64, Bool
from firstdose.virtual.arrivals import Arrivals
from firstdose.virtual.chart import Chart
from firstdose.virtual.followed import Followed
from firstdose.virtual.patients import Patients, Place
from firstdose.virtual.truth import Truth

BACKFILL = -1  # the cohort of patients beside the escalation
_MORE = 12  # columns added when a trial's patients fill all there are
_MOST = 1000  # patients of a trial


@dataclass(frozen=True, eq=False)
class Intake:
    """Who comes to which trials, and when."""

    truth: Truth
    arrivals: Arrivals
    seed: int
    trials: range

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return len(self.truth.p_dlt())

    def patients(self, n: int) -> Patients:
        """The first ``n`` patients of each trial."""
        return self.truth.patients(self.seed, self.trials, n)

    def waits(self, n: int) -> F64:
        """(T, n) what is drawn of when they come."""
        return self.arrivals.draw(self.seed, "arrival", self.trials, n)


@dataclass(eq=False)
class Ward:
    """The changing state of T trials; with its chart the only thing that changes in a run."""

    intake: Intake
    max_patients: int  # of a trial, in cohorts
    chart: Chart
    patients: Patients  # (T, P) all that may come
    waits: F64  # (T, P) what is drawn of when they come
    n: I64  # (T,) patients enrolled
    escalated: I64  # (T,) of them in cohorts
    cohorts: I16  # (T,) cohorts enrolled
    day: F64  # (T,) today
    live: Bool  # (T,) going on
    mtd: I8  # (T,) selected at the end; -1: none

    @classmethod
    def empty(cls, intake: Intake, dlt: DltDefinition, response_days: float, max_patients: int) -> Ward:
        """Before anybody is enrolled, on the day when the first site opens."""
        trials = len(intake.trials)
        return cls(
            intake=intake,
            max_patients=max_patients,
            chart=Chart.empty(trials, max_patients, intake.n_levels, dlt, response_days),
            patients=intake.patients(max_patients),
            waits=intake.waits(max_patients),
            n=np.zeros(trials, np.int64),
            escalated=np.zeros(trials, np.int64),
            cohorts=np.zeros(trials, np.int16),
            day=np.full(trials, intake.arrivals.first_day),
            live=np.ones(trials, np.bool_),
            mtd=np.full(trials, -1, np.int8),
        )

    def observe(self, rows: I64) -> Outcomes:
        """What is known today of the trials ``rows``; of one that has ended, what was in the end."""
        self.chart.judge(np.where(self.live, self.day, np.inf))
        return self.chart.seen(rows, int(self.n[rows].max(initial=0)))

    def ended(self) -> Outcomes:
        """What is known of all trials once everybody has been followed to the end."""
        self.chart.judge(np.full(len(self.day), np.inf))
        return self.chart.seen(np.arange(len(self.day)), int(self.n.max(initial=0)))

    @property
    def rows(self) -> I64:
        """Trials to look at: those that go on, and the few others too while they are few: all together are faster."""
        return np.arange(len(self.live)) if 4 * self.live.sum() > 3 * len(self.live) else np.flatnonzero(self.live)

    @property
    def progress(self) -> float:
        """Share of the patients that all trials may have who are enrolled, or are not needed any more."""
        return float(np.where(self.live, np.minimum(self.escalated / self.max_patients, 1), 1).mean())

    def comes(self, rows: I64, size: int, after: int = 0) -> F64:
        """(R, size) days on which the next patients come; ``after``: how many of them are here already."""
        self._make_room(rows, size + after)
        place = self._place(rows, size, after)
        return self.intake.arrivals.next(self.waits[place], self.day[rows])

    def wants(self, rows: I64) -> Bool:
        """(R,) the escalation has room for another patient."""
        return np.asarray(self.escalated[rows] < self.max_patients, np.bool_)

    def call_next(self, rows: I64) -> None:
        """The day becomes that on which the next patient comes or, where none is wanted, all have been followed."""
        wanted = self.wants(rows)
        self.day[rows[wanted]] = self.comes(rows[wanted], 1)[:, 0]
        if not wanted.all():
            self.day[rows[~wanted]] = self.chart.last_end(self.day)[rows[~wanted]]

    def treat(self, rows: I64, level: I8, first_day: F64) -> None:
        """Enrol the next patients of each row, (R, size), as a cohort; the day becomes the last one's first dose."""
        self._enrol(rows, level, self.cohorts[rows], first_day)
        self.cohorts[rows] += 1
        self.escalated[rows] += first_day.shape[1]

    def backfill(self, rows: I64, level: I8, first_day: F64) -> None:
        """Enrol one patient in each row beside the escalation."""
        self._enrol(rows, level, np.full(len(rows), BACKFILL, np.int16), first_day[:, None])

    def wait(self, rows: I64) -> None:
        """Let time pass until the next window ends of a patient of whom something is not known yet."""
        if not rows.size:
            return
        next_end = self.chart.next_end(self.day)[rows]
        if not np.isfinite(next_end).all():
            raise DesignError("The design waits although every DLT window has ended. It must treat or stop then.")
        self.day[rows] = next_end

    def close(self, rows: I64, mtd: I8) -> None:
        """End trials."""
        self.live[rows], self.mtd[rows] = False, mtd

    def _enrol(self, rows: I64, level: I8, cohort: I16, first_day: F64) -> None:
        size = first_day.shape[1]
        self._make_room(rows, size)
        given = np.repeat(level[:, None], size, axis=1)
        fate = self.intake.truth.treat(self.patients[self._place(rows, size)], given)
        self.chart.enrol(
            Followed(
                row=np.repeat(rows, size),
                column=(self.n[rows, None] + np.arange(size)).ravel(),
                level=given.ravel(),
                cohort=np.repeat(cohort, size),
                first_day=first_day.ravel(),
                onset=fate.onset.ravel(),
                grade=fate.grade.ravel(),
                reply=fate.response.ravel(),
            )
        )
        self.n[rows] += size
        self.day[rows] = first_day[:, -1]

    def _place(self, rows: I64, size: int, after: int = 0) -> Place:
        """Where the next ``size`` patients of each row stand, ``after`` others; slices where trials are in step."""
        first = self.n[rows] + after
        if len(first) and (first == first[0]).all():
            return slice(None) if len(rows) == len(self.n) else rows, slice(int(first[0]), int(first[0]) + size)
        return rows[:, None], first[:, None] + np.arange(size)

    def _make_room(self, rows: I64, size: int) -> None:
        needed = int(self.n[rows].max(initial=0)) + size
        if needed > _MOST:
            raise DesignError(
                f"A simulated trial would have more than {_MOST:,} patients. Lower its maximum, or limit backfill."
            )
        if needed > self.chart.room:
            self.chart.widen(needed + _MORE)
            self.patients = self.intake.patients(needed + _MORE)
            self.waits = self.intake.waits(needed + _MORE)
