"""From a course of measurements to adverse events, as a site would report them; nobody judges here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from firstdose.trial import Events
from firstdose.types import F64, I8


def graded_events(grades: Mapping[str, I8], days: F64) -> Events:
    """An event on the first day of each grade.

    Parameters
    ----------
    grades : by term, (N, M) CTCAE grade of each patient on each day; -1: not measured.
    days : (M,) days from the first dose, rising.

    Returns
    -------
    Events of N trials of one patient each; days count from the first dose.

    Examples
    --------
    >>> found = graded_events({"anemia": np.array([[0, 1, 3, 2]], np.int8)}, np.array([0.0, 7.0, 14.0, 21.0]))
    >>> found.day.tolist(), found.grade.tolist()
    ([7.0, 14.0, 14.0], [1, 2, 3])
    """
    return together(
        single_events(term, np.where(worst[:, -1] >= each, days[np.argmax(worst >= each, axis=1)], np.inf), each)
        for term, worst in ((term, np.maximum.accumulate(grade, axis=1)) for term, grade in grades.items())
        for each in range(1, 1 + int(worst.max(initial=0)))
    )


def single_events(term: str, day: F64, grade: int) -> Events:
    """One event each for those whose ``day``, (N,), is finite."""
    trial = np.flatnonzero(np.isfinite(day))
    none = np.zeros_like(trial)
    return Events(trial, none, day[trial], none, np.full(len(trial), grade, np.int8), (term,))


def together(parts: Iterable[Events]) -> Events:
    """Events of the same patients in one list."""
    none = np.zeros(0, np.int64)
    found = [Events(none, none, np.zeros(0), none, np.zeros(0, np.int8), ()), *parts]
    before = np.cumsum([0, *(len(part.terms) for part in found)])
    return Events(
        trial=np.concatenate([part.trial for part in found]),
        patient=np.concatenate([part.patient for part in found]),
        day=np.concatenate([part.day for part in found]),
        term=np.concatenate([part.term + start for part, start in zip(found, before, strict=False)]),
        grade=np.concatenate([part.grade for part in found]),
        terms=tuple(term for part in found for term in part.terms),
    )
