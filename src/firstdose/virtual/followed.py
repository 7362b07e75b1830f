"""Patients of whom something is not known yet."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from firstdose.trial import ADJUDICATED, DltDefinition, Doses, Events, Findings, Outcomes, observe
from firstdose.types import F64, I8, I16, I64, Bool


@dataclass(frozen=True, eq=False)
class Followed:
    """N patients of any trials: what they were given, and what becomes of them."""

    row: I64  # (N,) trial
    column: I64  # (N,) patient
    level: I8  # (N,) dose level
    cohort: I16  # (N,)
    first_day: F64  # (N,) of the first dose
    onset: F64  # (N,) days from first dose to the dose-limiting event; inf: none
    grade: I8  # (N,) worst in the window; -1: not modelled
    reply: I8  # (N,) 1 response, 0 none; -1: not modelled

    @classmethod
    def nobody(cls) -> Followed:
        """Before anybody is enrolled."""
        none = np.zeros(0)
        row, level = none.astype(np.int64), none.astype(np.int8)
        return cls(row, row, level, none.astype(np.int16), none, none, level, level)

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, which: Bool) -> Followed:
        """Some of them."""
        return Followed(*(getattr(self, field.name)[which] for field in fields(self)))

    def __add__(self, others: Followed) -> Followed:
        if not len(self):
            return others
        names = [field.name for field in fields(self)]
        return Followed(*(np.concatenate([getattr(self, name), getattr(others, name)]) for name in names))

    def judged(self, dlt: DltDefinition, response_days: float, day: F64) -> Outcomes:
        """What is known of each, (N, 1), by the day of its trial, (N,): the judge does not mind who shares a trial."""
        first_day, toxic = self.first_day[:, None], np.flatnonzero(np.isfinite(self.onset))
        zero = np.zeros_like(toxic)
        when, grade = self.first_day[toxic] + self.onset[toxic], np.maximum(self.grade[toxic], 0)
        events = Events(trial=toxic, patient=zero, day=when, term=zero, grade=grade, terms=(ADJUDICATED,))
        doses = Doses(self.level[:, None], self.cohort[:, None], first_day, np.broadcast_to(np.inf, first_day.shape))
        found = None
        if np.any(self.reply >= 0) or np.any(self.grade >= 0):
            found = Findings(self.reply[:, None], first_day + response_days, self.grade[:, None])
        return observe(doses, events, dlt, day, found)

    def ends(self, dlt: DltDefinition, response_days: float) -> tuple[I64, F64]:
        """Trials, and the days on which the windows of their patients end, of DLT and, where modelled, of response."""
        asked = self.reply >= 0
        days = [self.first_day + dlt.window_days, self.first_day[asked] + response_days]
        return np.concatenate([self.row, self.row[asked]]), np.concatenate(days)
