"""Numbers of one level a trial, picked from numbers of all levels, and the checks that designs share."""

from collections.abc import Iterable
from numbers import Integral, Real
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64

MOST_LEVELS = 127  # outcomes hold a level as an int8
LARGEST_COHORT = 127  # and decisions the size of a cohort
Scalar = TypeVar("Scalar", bound=np.generic)


def at(values: NDArray[Scalar], level: I64) -> NDArray[Scalar]:
    """(T,) the value of each trial, (T, K), at its level, (T,)."""
    return values[np.arange(len(values)), level]


def highest_tried(seen: Outcomes) -> I64:
    """(T,) the highest level that anybody was treated at; -1: nobody was."""
    return np.asarray(seen.level.max(axis=1, initial=-1), np.int64)


def check_count(name: str, value: int) -> None:
    """Refuse a number of patients that is none."""
    if not is_whole(value) or value < 1:
        raise DesignError(f"{name} = {_shown(value)}: a whole number of patients is needed, at least 1.")


def check_size(name: str, size: int) -> None:
    """Refuse a cohort that is none, or larger than a decision can hold."""
    check_count(name, size)
    if size > LARGEST_COHORT:
        raise DesignError(f"{name} = {size}: a cohort has at most {LARGEST_COHORT} patients, e.g. 3.")


def check_levels(n_levels: int) -> None:
    """Refuse a design without levels, and one with more than outcomes can name."""
    if not is_whole(n_levels) or not 1 <= n_levels <= MOST_LEVELS:
        raise DesignError(
            f"n_levels = {_shown(n_levels)}: a design needs at least one dose level. Give a whole number up to "
            f"{MOST_LEVELS}."
        )


def check_index(level: int) -> None:
    """Refuse a level that is no number of one."""
    if not is_whole(level):
        raise DesignError(f"level = {_shown(level)}: a whole number is needed, 0 for the lowest level.")


def check_each_level(name: str, given: int, n_levels: int) -> None:
    """Refuse values that are not one for each level."""
    if given != n_levels:
        raise DesignError(f"{name} has {given} values and the design {n_levels} levels: give one for each level.")


def check_share(name: str, value: float) -> None:
    """Refuse a probability that is none."""
    if not is_number(value) or not 0 < value < 1:
        raise DesignError(f"{name} = {_shown(value)}: a probability between 0 and 1 is needed.")


def check_numbers(**values: float) -> None:
    """Refuse options that are no numbers."""
    for name, value in values.items():
        if not is_number(value):
            raise DesignError(f"{name} = {_shown(value)}: a number is needed.")


def as_floats(name: str, values: Iterable[float]) -> tuple[float, ...]:
    """Any list of numbers as a tuple."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise DesignError(f"{name} = {_shown(values)}: a list of numbers is needed.")
    given = tuple(values)
    for value in given:
        check_numbers(**{name: value})
    return tuple(float(value) for value in given)


def check_switches(**values: bool) -> None:
    """Refuse options that are neither on nor off: of a text, "no" would count as on."""
    for name, value in values.items():
        if not isinstance(value, bool | np.bool_):
            raise DesignError(f"{name} = {_shown(value)}: True or False is needed.")


def is_number(value: object) -> bool:
    """A number, and not a truth value."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """A whole number, and not a truth value."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, Real) and not isinstance(value, bool | Integral) else repr(value)
