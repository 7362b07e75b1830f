"""What is true of a simulated trial and hidden from its design."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.errors import StudyError
from firstdose.rng import uniforms
from firstdose.types import F64, I8, I64


@dataclass(frozen=True, eq=False)
class Patients:
    """Virtual patients, drawn before any dose is chosen, so that every design meets the same ones."""

    tolerance: F64  # (T, P) uniform: a patient has a DLT where its probability exceeds this
    profile: I64  # (T, P) index into the truth's own pool of individuals; 0 where it has none

    def __getitem__(self, place: tuple[I64, I64]) -> "Patients":
        """Patients picked by row and column."""
        return Patients(self.tolerance[place], self.profile[place])


class Truth(Protocol):
    """How DLTs arise. Nobody judges here: events go through ``trial.observe``."""

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """The first ``n`` patients of each trial."""
        ...

    def onset(self, patients: Patients, level: I8) -> F64:
        """Days from first dose to the first dose-limiting event, of any shape of patients; inf: none in the window."""
        ...

    def p_dlt(self) -> F64:
        """(K,) probability of a DLT within the window at each level."""
        ...


@dataclass(frozen=True)
class AssumedCurve:
    """DLT probabilities taken as given, one a level; they need not rise with the dose.

    Notes
    -----
    A patient of tolerance u has a DLT at level k if u < p[k], at the share u / p[k] of the window: uniform over it, and
    sooner in the less tolerant.

    Examples
    --------
    >>> truth = AssumedCurve((0.1, 0.3), window_days=21)
    >>> truth.onset(Patients(np.array([0.2]), np.array([0])), np.array([1], np.int8))
    array([14.])
    """

    p: tuple[float, ...]
    window_days: float = 28.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", tuple(float(p) for p in self.p))
        if not self.p:
            raise StudyError("true DLT probabilities: none is given. Give one for each dose level, e.g. 0.05,0.1,0.2.")
        for level, p in enumerate(self.p, start=1):
            if not 0 <= p <= 1:
                raise StudyError(f"true DLT probability {p:g} at level {level}: a probability from 0 to 1 is needed.")

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """The first ``n`` patients of each trial."""
        tolerance = uniforms(seed, "tolerance", trials, n)
        return Patients(tolerance, np.zeros(tolerance.shape, np.int64))

    def onset(self, patients: Patients, level: I8) -> F64:
        """Days from first dose to the DLT; inf: none."""
        p = np.array(self.p)[level]
        with np.errstate(divide="ignore"):
            return np.where(patients.tolerance < p, patients.tolerance / p * self.window_days, np.inf)

    def p_dlt(self) -> F64:
        """(K,) the probabilities themselves."""
        return np.array(self.p)
