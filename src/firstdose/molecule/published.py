"""A published dose escalation, as far as it is known."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from firstdose.errors import LibraryError
from firstdose.sourced import Provenance, Sourced

_COHORT = re.compile(r"(\d+)([NT]+)")
_LONGEST_DAYS = 730  # of a DLT window
_MOST_DOSES = 100  # within a DLT window
_MOST_PATIENTS = 1000  # at one dose


@dataclass(frozen=True)
class PublishedLevel:
    """Patients and dose-limiting toxicities (DLTs) at one dose."""

    dose: float  # mg/kg
    n: int  # patients evaluable for DLT
    dlt: int  # of them with a DLT
    n_provenance: Provenance
    dlt_provenance: Provenance
    note: str = ""
    dlt_high: int | None = None  # where only bounds are known: `dlt` to `dlt_high` patients had a DLT

    @property
    def most(self) -> int:
        """The highest number of patients with a DLT that the source allows."""
        return self.dlt if self.dlt_high is None else self.dlt_high

    def __post_init__(self) -> None:
        if not 0 < self.dose < float("inf"):
            raise LibraryError(f"dose = {self.dose:g}: a dose is a positive number of mg/kg.")
        if self.n > _MOST_PATIENTS:
            raise LibraryError(
                f"dose {self.dose:g} mg/kg: n = {self.n}: no dose escalation treats more than {_MOST_PATIENTS} "
                "patients at one dose. Give the patients evaluable for DLT."
            )
        if not 0 <= self.dlt <= self.n:
            raise LibraryError(
                f"dose {self.dose:g} mg/kg: {self.dlt} DLTs among {self.n} patients cannot be. "
                "Give patients with a DLT, from 0 to the number evaluable."
            )
        if not self.dlt <= self.most <= self.n:
            raise LibraryError(
                f"dose {self.dose:g} mg/kg: dlt_high = {self.dlt_high} does not lie between dlt = {self.dlt} and "
                f"n = {self.n}. Give the highest number of patients with a DLT that the source allows."
            )


@dataclass(frozen=True)
class PublishedTrial:
    """What was given to how many patients, and what came of it."""

    name: str
    citation: str
    every_days: float
    infusion_hours: float
    dlt_window_days: float
    mtd: Sourced  # mg/kg
    levels: tuple[PublishedLevel, ...]  # lowest dose first
    cohorts: str  # in order of treatment, e.g. "1NNN 2NNT"; "" where the order cannot be known
    cohorts_source: str
    note: str = ""  # what else is taken to have been so
    note_provenance: Provenance | None = None  # of the note; needed with one

    def __post_init__(self) -> None:
        self.mtd.require("mg/kg", "mtd")
        if not self.levels:
            raise LibraryError(f"Trial {self.name} has no levels. Give at least one [[trials.levels]].")
        if any(high.dose <= low.dose for low, high in zip(self.levels, self.levels[1:], strict=False)):
            raise LibraryError(f"Trial {self.name}: put the levels in increasing order of dose, each once.")
        if bool(self.note.strip()) != (self.note_provenance is not None):
            raise LibraryError(
                f"Trial {self.name}: note and note_provenance go together: say where the note comes from, e.g. "
                'note_provenance = "recalled".'
            )
        self._check_days()
        self._check_cohorts()

    def _check_days(self) -> None:
        if not (0 < self.every_days < math.inf and 0 < self.dlt_window_days < math.inf):
            raise LibraryError(
                f"Trial {self.name}: every_days = {self.every_days:g} and dlt_window_days = {self.dlt_window_days:g}: "
                "both are positive numbers of days, e.g. 21."
            )
        if self.dlt_window_days > min(_LONGEST_DAYS, _MOST_DOSES * self.every_days):
            raise LibraryError(
                f"Trial {self.name}: dlt_window_days = {self.dlt_window_days:g} with a dose every {self.every_days:g} "
                f"days: no DLT window is longer than {_LONGEST_DAYS} days or has more than {_MOST_DOSES} doses. "
                "Correct one of them."
            )
        if not 0 <= self.infusion_hours < 24 * self.every_days:
            raise LibraryError(
                f"Trial {self.name}: infusion_hours = {self.infusion_hours:g}: an infusion lasts from 0 (a bolus) to "
                f"less than the {self.every_days:g} days between doses."
            )

    def _check_cohorts(self) -> None:
        """The order of treatment, where it is given, has the levels' patients and DLTs."""
        cohorts = [(int(number), letters) for number, letters in _COHORT.findall(self.cohorts)]
        levels = dict(enumerate(self.levels, start=1))
        as_read = " ".join(f"{number}{letters}" for number, letters in cohorts)
        if as_read != self.cohorts or any(number not in levels for number, _ in cohorts):
            raise LibraryError(
                f'Trial {self.name}: cohorts = "{self.cohorts}": write each cohort as its level, counting from 1 to '
                f"{len(levels)}, and a letter for each patient, N no DLT, T DLT: 1NNN 2NNT."
            )
        seen = Counter((number, letter) for number, letters in cohorts for letter in letters)
        for number, level in levels.items() if cohorts else ():
            n, dlt = seen[number, "N"] + seen[number, "T"], seen[number, "T"]
            if n != level.n or not level.dlt <= dlt <= level.most:
                raise LibraryError(
                    f'Trial {self.name}: cohorts = "{self.cohorts}" treats {n} patients at level {number}, {dlt} with '
                    f"a DLT, where levels has {level.n} and {level.dlt}. Correct one of them."
                )
