"""The arrays that outcomes are made from: a value that a column cannot hold is refused and never guessed at."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firstdose.errors import OutcomeError

_HIGHEST = np.iinfo(np.int8).max
_COLUMNS: dict[str, tuple[type, int, int, str]] = {  # what holds it, from, to, in words
    "dlt": (np.bool_, 0, 1, "give 1 for a patient with a DLT and 0 for one without"),
    "cohort": (np.int16, -1, np.iinfo(np.int16).max, "number the cohorts 0, 1, 2, ..., and give -1 for backfill"),
    "response": (np.int8, -1, 1, "give 1 for a response, 0 for none, and -1 where it is not known"),
    "severity": (np.int8, -1, 5, "give the worst CTCAE grade from 0 to 5, and -1 where it is not known"),
    "stratum": (np.int8, 0, _HIGHEST, "number the strata from 0 on"),
}


def levels_from(level: ArrayLike) -> NDArray[Any]:
    """(T, P) dose levels, 0-based; -1: no patient in this column."""
    levels = np.atleast_2d(_numbers("level", level))
    wrong = levels[~((levels >= -1) & (levels <= _HIGHEST) & (levels == np.round(levels)))]
    if wrong.size:
        raise OutcomeError(
            f"Dose level {wrong[0]:g}: levels are whole numbers from 0 to {_HIGHEST}, and -1 marks an empty column."
        )
    return levels


def column(name: str, values: ArrayLike, levels: NDArray[Any]) -> NDArray[Any]:
    """(T, P) whole numbers of one kind, as outcomes hold them."""
    kind, low, high, meaning = _COLUMNS[name]
    given = _like(levels, _numbers(name, values))
    whole = given if given.dtype != np.bool_ else given.astype(np.int8)
    wrong = whole[~((whole >= low) & (whole <= high) & (whole == np.round(whole)))]
    if wrong.size:
        raise OutcomeError(f"{name} = {wrong[0]:g}: {meaning}.")
    return given.astype(kind)


def shares_from(follow_up: ArrayLike, levels: NDArray[Any]) -> NDArray[Any]:
    """(T, P) shares of the DLT window."""
    shares = _like(levels, _numbers("follow_up", follow_up)).astype(np.float64)
    if not np.all((shares >= 0) & (shares <= 1)):
        raise OutcomeError("follow_up is the share of the DLT window seen: every value lies between 0 and 1.")
    return shares


def _numbers(name: str, values: ArrayLike) -> NDArray[Any]:
    try:
        given = np.asarray(values)
    except ValueError:  # rows of different lengths
        given = np.asarray(None)
    if given.dtype.kind not in "biuf":
        raise OutcomeError(f"{name} = {values!r:.60}: numbers are needed, as many in each trial.")
    return given


def _like(levels: NDArray[Any], given: NDArray[Any]) -> NDArray[Any]:
    try:
        return np.broadcast_to(given, levels.shape)
    except ValueError:
        raise OutcomeError(
            f"Outcomes need arrays of one shape (trials, patients): level has {levels.shape}, another {given.shape}."
        ) from None
