"""What is true of a simulated trial and hidden from its design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.special import ndtr, ndtri

from firstdose.design.levels import as_floats
from firstdose.errors import StudyError
from firstdose.rng import uniforms
from firstdose.types import F64, I8
from firstdose.virtual.onset import Onset, Uniform, onset_days
from firstdose.virtual.patients import Fate, Patients

_HIGHEST_GRADE = 5
_GOLDEN = (5**0.5 - 1) / 2


class Truth(Protocol):
    """How DLTs and responses arise. Nobody judges here: events go through ``trial.observe``."""

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """The first ``n`` patients of each trial."""
        ...

    def treat(self, patients: Patients, level: I8) -> Fate:
        """What becomes of patients, of any shape, each treated at a level; nothing does at level -1."""
        ...

    def p_dlt(self) -> F64:
        """(K,) probability of a DLT within the window at each level."""
        ...

    def true_response(self) -> F64 | None:
        """(K,) probability of a response at each level; None: responses are not modelled."""
        return None


@dataclass(frozen=True)
class AssumedCurve(Truth):
    """Probabilities taken as given, one a level; they need not rise with the dose.

    Parameters
    ----------
    p : DLT probability of each level.
    window_days : length of the DLT window.
    onset : when in the window DLTs come; uniform unless given.
    p_response : response probability of each level; None: responses are not modelled.
    correlation : between DLT and response, -1 to 1: of the two normal variables behind them.
    p_grade : probabilities of the worst CTCAE grade in the window, 0 to 5, one row a level; None: not modelled.
    dlt_grade : lowest grade that is a DLT, where grades are modelled.

    Notes
    -----
    A patient of tolerance u has a DLT at level k if u < p[k], at the quantile u / p[k] of the onset distribution:
    uniform over the window, and sooner in the less tolerant. The grade is the highest g with u < P(grade >= g).

    A patient responds at level k if v < p_response[k], v = Phi(c z + sqrt(1 - c^2) e), with z = Phi^-1(u) and e
    standard normal: c is the tetrachoric correlation of DLT and response at every level, and both keep their
    probabilities.

    Examples
    --------
    >>> truth = AssumedCurve((0.1, 0.3), window_days=21)
    >>> truth.treat(Patients(np.array([0.2])), np.array([1], np.int8)).onset
    array([14.])
    """

    p: tuple[float, ...]
    window_days: float = 28.0
    onset: Onset = field(default_factory=Uniform)
    p_response: tuple[float, ...] | None = None
    correlation: float = 0.0
    p_grade: tuple[tuple[float, ...], ...] | None = None
    dlt_grade: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", probabilities(self.p, "DLT"))
        if self.p_response is not None:
            object.__setattr__(self, "p_response", probabilities(self.p_response, "response"))
        if self.p_grade is not None:
            object.__setattr__(self, "p_grade", tuple(tuple(float(p) for p in row) for row in self.p_grade))
        for name, given in (("response", self.p_response), ("grade", self.p_grade)):
            if given is not None and len(given) != len(self.p):
                raise StudyError(
                    f"true {name} probabilities of {len(given)} levels and DLT probabilities of {len(self.p)}: "
                    "give both for each level."
                )
        if not -1 <= self.correlation <= 1:
            raise StudyError(
                f"correlation = {self.correlation:g} of DLT and response: a number from -1 to 1 is needed, e.g. 0.2."
            )
        if not 0 < self.window_days < float("inf"):
            raise StudyError(f"window_days = {self.window_days:g}: a DLT window has a positive length, e.g. 28.")
        self._check_grades()

    @classmethod
    def of_grades(
        cls, p_grade: Sequence[Sequence[float]], dlt_grade: int = 3, window_days: float = 28.0
    ) -> AssumedCurve:
        """Grades alone: the DLT probability is that of ``dlt_grade`` or above.

        Examples
        --------
        >>> AssumedCurve.of_grades([(0.5, 0.2, 0.1, 0.1, 0.1, 0.0)]).p
        (0.2,)
        """
        return cls(
            tuple(round(sum(row[dlt_grade:]), 12) for row in p_grade),
            window_days,
            p_grade=tuple(map(tuple, p_grade)),
            dlt_grade=dlt_grade,
        )

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """The first ``n`` patients of each trial."""
        tolerance = uniforms(seed, "tolerance", trials, n)
        if self.p_response is None:
            return Patients(tolerance)
        return Patients(tolerance, resistance=self._resistance(tolerance, uniforms(seed, "resistance", trials, n)))

    def even(self, n: int) -> Patients:
        """``n`` patients who lie evenly in all that makes patients differ here, with no chance in it."""
        tolerance = (np.arange(n) + 0.5) / n
        # steps by the golden section spread evenly beside those of the tolerance
        return Patients(tolerance, resistance=self._resistance(tolerance, np.mod(np.arange(n) * _GOLDEN + 0.5, 1.0)))

    def treat(self, patients: Patients, level: I8) -> Fate:
        """When the DLT comes, the worst grade, and whether there is a response."""
        p = np.where(level >= 0, np.array(self.p)[level], 0.0)
        onset = onset_days(patients.tolerance, p, self.onset, self.window_days)
        return Fate.of(onset, self._grade(patients, level), self._response(patients, level))

    def p_dlt(self) -> F64:
        """(K,) the probabilities themselves."""
        return np.array(self.p)

    def true_response(self) -> F64 | None:
        """(K,) the probabilities themselves."""
        return None if self.p_response is None else np.array(self.p_response)

    def _resistance(self, tolerance: F64, own: F64) -> F64:
        """Uniform, and correlated with tolerance; ``own``: uniform and independent of it."""
        if not self.correlation:
            return own
        apart = np.sqrt(1 - self.correlation**2)
        return np.asarray(ndtr(self.correlation * ndtri(tolerance) + apart * ndtri(own)), np.float64)

    def _grade(self, patients: Patients, level: I8) -> I8 | None:
        if self.p_grade is None:
            return None
        # (K, 5) probability of at least grade 1, 2, ..., 5; that of a DLT is the same to the last bit
        at_least = np.cumsum(np.array(self.p_grade)[:, :0:-1], axis=1)[:, ::-1]
        dlt = np.array(self.p)[:, None]
        at_least[:, : self.dlt_grade] = np.maximum(at_least[:, : self.dlt_grade], dlt)
        at_least[:, self.dlt_grade - 1 :] = np.minimum(at_least[:, self.dlt_grade - 1 :], dlt)
        worse = patients.tolerance[..., None] < at_least[level]
        return np.asarray(np.where(level >= 0, worse.sum(axis=-1), 0), np.int8)

    def _response(self, patients: Patients, level: I8) -> I8 | None:
        if self.p_response is None or patients.resistance is None:
            return None
        p = np.where(level >= 0, np.array(self.p_response)[level], 0.0)
        return np.asarray(patients.resistance < p, np.int8)

    def _check_grades(self) -> None:
        if not 1 <= self.dlt_grade <= _HIGHEST_GRADE:
            raise StudyError(
                f"dlt_grade = {self.dlt_grade}: a CTCAE grade from 1 to {_HIGHEST_GRADE} is needed, e.g. 3."
            )
        for level, (row, p) in enumerate(zip(self.p_grade or (), self.p, strict=False), start=1):
            if len(row) != _HIGHEST_GRADE + 1 or not all(0 <= p <= 1 for p in row) or abs(sum(row) - 1) > 1e-6:
                raise StudyError(
                    f"true grade probabilities {row} at level {level}: six probabilities that add up to 1 are needed, "
                    f"of grades 0 to {_HIGHEST_GRADE}."
                )
            if abs(sum(row[self.dlt_grade :]) - p) > 1e-6:
                raise StudyError(
                    f"level {level}: grade {self.dlt_grade} or above has probability {sum(row[self.dlt_grade :]):g}, "
                    f"and a DLT {p:g}. They must agree; AssumedCurve.of_grades takes the grades alone."
                )


def probabilities(values: Sequence[float], what: str) -> tuple[float, ...]:
    """Probabilities, one a level, refused where they are none."""
    given = as_floats(f"true {what} probabilities", values)
    if not given:
        raise StudyError(f"true {what} probabilities: none is given. Give one for each dose level, e.g. 0.05,0.1,0.2.")
    for level, p in enumerate(given, start=1):
        if not 0 <= p <= 1:
            raise StudyError(f"true {what} probability {p:g} at level {level}: a probability from 0 to 1 is needed.")
    return given
