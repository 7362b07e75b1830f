"""What is known of the patients of many trials."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import F64, I64
from firstdose.virtual.followed import Followed

COUNTED = ("n", "dlt", "response")


@dataclass(eq=False)
class Chart:
    """T trials with up to P patients each.

    Notes
    -----
    Only patients of whom something can still become known are judged again; the counts of the others are kept. Arrays
    lie column by column, as trials fill them.
    """

    dlt: DltDefinition
    response_days: float  # from the first dose to the day on which it is known who responds
    n_levels: int
    known: Outcomes  # (T, P) by the day on which they were last judged
    followed: Followed  # of whom something is not known yet
    settled: dict[str, I64]  # (T, K) each: counts of the others
    counts: dict[str, I64]  # (T, K) each: of all

    @classmethod
    def empty(cls, trials: int, patients: int, n_levels: int, dlt: DltDefinition, response_days: float) -> Chart:
        """Before anybody is enrolled."""
        none = np.zeros((trials, n_levels), np.int64)
        settled = dict.fromkeys(COUNTED, none)
        known = _nobody(trials, patients)
        return cls(dlt, response_days, n_levels, known, Followed.nobody(), settled, settled | {"pending": none})

    @property
    def room(self) -> int:
        """Patients that a trial can have."""
        return int(self.known.level.shape[1])

    def widen(self, patients: int) -> None:
        """Make room for more."""
        wider = _nobody(len(self.known), patients)
        for field in fields(Outcomes):
            getattr(wider, field.name)[:, : self.room] = getattr(self.known, field.name)
        self.known = wider

    def enrol(self, patients: Followed) -> None:
        """Follow more patients."""
        self.followed = self.followed + patients

    def judge(self, day: F64) -> None:
        """What becomes known by each trial's ``day``, (T,)."""
        followed, (trials, k) = self.followed, (len(self.known), self.n_levels)
        if not len(followed):
            return
        judged = followed.judged(self.dlt, self.response_days, day[followed.row])
        place = followed.column * trials + followed.row
        for field in fields(Outcomes):
            getattr(self.known, field.name).reshape(-1, order="F")[place] = getattr(judged, field.name)[:, 0]
        pending, treated = judged.pending[:, 0], judged.treated[:, 0]
        settled = treated & ~pending & ((followed.reply < 0) | (judged.response[:, 0] >= 0))
        cell = followed.row * k + followed.level
        flags = {"n": treated, "dlt": judged.dlt[:, 0], "response": judged.response[:, 0] == 1}
        for name, flag in flags.items():
            self.settled[name] = self.settled[name] + _added(cell[flag & settled], trials, k)
        self.counts = dict(self.settled)
        self.counts["pending"] = _added(cell[pending], trials, k)
        if not settled.all():
            for name, flag in flags.items():
                self.counts[name] = self.counts[name] + _added(cell[flag & ~settled], trials, k)
        self.followed = followed[~settled]

    def next_end(self, day: F64) -> F64:
        """(T,) the first day after each trial's ``day`` on which a window ends; inf: none does."""
        row, end = self.followed.ends(self.dlt, self.response_days)
        soon, later = np.full(len(day), np.inf), end > day[row]
        np.minimum.at(soon, row[later], end[later])
        return soon

    def last_end(self, day: F64) -> F64:
        """(T,) the day on which the last window ends; ``day``, where all have."""
        row, end = self.followed.ends(self.dlt, self.response_days)
        last = day.copy()
        np.maximum.at(last, row, end)
        return last

    def seen(self, rows: I64, filled: int) -> Outcomes:
        """What is known of the first ``filled`` columns of some trials; a view, for the moment, where it is of all."""
        which = slice(None) if len(rows) == len(self.known) else rows
        known = Outcomes(**{field.name: getattr(self.known, field.name)[which, :filled] for field in fields(Outcomes)})
        return known.remember(self.n_levels, {name: counts[which] for name, counts in self.counts.items()})


def _nobody(trials: int, patients: int) -> Outcomes:
    empty = {"level": -1, "response": -1, "severity": -1}
    kinds = {"dlt": np.bool_, "follow_up": np.float64, "cohort": np.int16}
    shape, names = (trials, patients), [field.name for field in fields(Outcomes)]
    return Outcomes(**{name: np.full(shape, empty.get(name, 0), kinds.get(name, np.int8), order="F") for name in names})


def _added(cells: I64, trials: int, n_levels: int) -> I64:
    """(T, K) how many ``cells`` are of each trial and level."""
    return np.bincount(cells, minlength=trials * n_levels).reshape(trials, n_levels)
