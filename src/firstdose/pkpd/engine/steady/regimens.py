"""Doses that have come at an interval since ever, as records with SS tell them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from firstdose.pkpd.engine.dosing.doses import Doses, dose_breaks
from firstdose.pkpd.engine.dosing.records import Records
from firstdose.pkpd.engine.dosing.timeline import Timeline, assembled
from firstdose.types import F64, I64, Bool

_NO_RESETS = (np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True, eq=False)
class Regimens:
    """Doses at steady state, and the interval at which each has come since ever."""

    doses: Doses  # (J,) each record's own
    number: I64  # (J,) of the record in the frame
    task: I64  # (J,) the steady state that it is a part of
    time: F64  # (J,) of the record
    interval: F64  # (J,) 0: a constant infusion
    tops_up: Bool  # (J,) SS 2: on top of what is there

    def __getitem__(self, which: I64 | Bool) -> Regimens:
        return Regimens(*(getattr(self, each.name)[which] for each in fields(self)))

    @property
    def phase(self) -> F64:
        """(J,) from the record to the first dose that then enters the state."""
        return np.where(self.interval > 0, np.fmod(self.doses.lag, np.where(self.interval > 0, self.interval, 1)), 0.0)

    def running(self) -> tuple[I64, F64]:
        """Infusions that run at the time of the record: which regimen each is of, and how long it still runs."""
        first = self.interval - self.phase  # time since the last infusion began
        safe = np.where(self.interval > 0, self.interval, 1.0)
        count = np.ceil(np.maximum(self.doses.duration - first, 0.0) / safe).astype(int)
        which = np.repeat(np.arange(len(count)), count)
        older = np.arange(len(which)) - np.searchsorted(which, which)
        left = self.doses.duration[which] - first[which] - older * self.interval[which]
        constant = np.flatnonzero((self.interval == 0) & (self.doses.rate > 0))
        return np.append(which, constant), np.append(left, np.full(len(constant), np.inf))

    def pending(self) -> tuple[I64, F64]:
        """Doses given before the record whose lag ends after it, but for the record's own."""
        count = np.where(self.interval > 0, self.doses.lag // np.where(self.interval > 0, self.interval, 1.0), 0)
        which = np.repeat(np.arange(len(count)), count.astype(int))
        later = np.arange(len(which)) - np.searchsorted(which, which)
        return which, self.phase[which] + later * self.interval[which]

    @property
    def begins(self) -> Bool:
        """(J,) the first regimen of each steady state that replaces what was there."""
        _, first = np.unique(self.task, return_index=True)
        return np.isin(np.arange(len(self.task)), first) & ~self.tops_up

    def apart(self) -> Regimens:
        """Each regimen a task of its own."""
        return replace(self, task=np.arange(len(self.task)))

    def period(self) -> Timeline:
        """What one interval does, each task as a patient of its own: what still runs, and what enters."""
        doses = replace(self.doses, patient=self.task, lag=np.zeros(len(self.task)))
        running, left = self.running()
        zero = np.zeros(len(running))
        comes = self.interval > 0
        parts = [
            *dose_breaks(doses[running].at(zero, left), _NO_RESETS),
            *dose_breaks(doses[comes].at(self.phase[comes], doses.duration[comes]), _NO_RESETS),
        ]
        return assembled(parts, int(self.task.max()) + 1)


def regimens(records: Records, doses: Doses) -> Regimens:
    """The doses of records with SS; those with SS 1 of one patient and time are one steady state."""
    own = doses[(records.steady[doses.record] > 0) & (doses.repeat == 0)]
    time, tops_up = records.time[own.record], records.steady[own.record] == 2
    each = np.where(tops_up, own.record, -1)
    _, task = np.unique(np.column_stack([own.patient, time, each]), axis=0, return_inverse=True)
    return Regimens(own, records.number[own.record], task.ravel(), time, records.interval[own.record], tops_up)
