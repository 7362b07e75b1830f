"""Numbers of one level a trial, picked from numbers of all levels, and the checks that designs share."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64

Scalar = TypeVar("Scalar", bound=np.generic)


def at(values: NDArray[Scalar], level: I64) -> NDArray[Scalar]:
    """(T,) the value of each trial, (T, K), at its level, (T,)."""
    return values[np.arange(len(values)), level]


def highest_tried(seen: Outcomes) -> I64:
    """(T,) the highest level that anybody was treated at; -1: nobody was."""
    return np.asarray(seen.level.max(axis=1, initial=-1), np.int64)


def check_count(name: str, value: int) -> None:
    """Refuse a number of patients that is none."""
    if value < 1 or value != int(value):
        raise DesignError(f"{name} = {value}: a whole number of patients is needed, at least 1.")


def check_levels(n_levels: int) -> None:
    """Refuse a design without levels."""
    if n_levels < 1:
        raise DesignError(f"n_levels = {n_levels}: a design needs at least one dose level.")


def check_share(name: str, value: float) -> None:
    """Refuse a probability that is none."""
    if not 0 < value < 1:
        raise DesignError(f"{name} = {value:g}: a probability between 0 and 1 is needed.")
