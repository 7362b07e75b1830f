"""Virtual patients as they are before any dose, and what becomes of them at one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from firstdose.types import F64, I8, I64

Place: TypeAlias = tuple[I64 | slice, I64 | slice]  # rows and columns


@dataclass(frozen=True, eq=False)
class Patients:
    """Virtual patients, drawn before any dose is chosen, so that every design meets the same ones."""

    tolerance: F64  # (T, P) uniform: a patient has a DLT where its probability exceeds this
    profile: I64 | None = None  # (T, P) index into the truth's own pool of individuals; None: it has none
    resistance: F64 | None = None  # (T, P) uniform: a patient responds where the probability exceeds this
    traits: F64 | None = None  # (T, P, Q) standard normal: what makes patients differ where a mechanism is simulated

    def __getitem__(self, place: Place) -> Patients:
        """Patients picked by row and column."""
        return Patients(
            self.tolerance[place],
            None if self.profile is None else self.profile[place],
            None if self.resistance is None else self.resistance[place],
            None if self.traits is None else self.traits[place],
        )


@dataclass(frozen=True, eq=False)
class Fate:
    """What becomes of patients treated at a dose level; arrays of the patients' shape."""

    onset: F64  # days from the first dose to the first DLT; inf: none within the window
    grade: I8  # worst CTCAE grade in the window, 0 none; -1: not modelled
    response: I8  # 1 response, 0 none; -1: not modelled

    @classmethod
    def of(cls, onset: F64, grade: I8 | None = None, response: I8 | None = None) -> Fate:
        """Only what is modelled need be given."""
        unknown = np.broadcast_to(np.int8(-1), onset.shape)
        return cls(onset, unknown if grade is None else grade, unknown if response is None else response)
