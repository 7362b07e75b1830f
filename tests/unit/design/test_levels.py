"""Picking a level's numbers, and the checks that designs share."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from firstdose.design.levels import (
    as_floats,
    at,
    check_count,
    check_index,
    check_levels,
    check_numbers,
    check_share,
    check_size,
    check_switches,
    highest_tried,
)
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


def test_each_trial_at_its_own_level() -> None:
    values = np.array([[1, 2, 3], [4, 5, 6]])
    assert at(values, np.array([2, 0])).tolist() == [3, 4]


def test_the_highest_level_anybody_was_treated_at() -> None:
    seen = Outcomes.of(level=[[0, 2, 1], [-1, -1, -1]], dlt=False)
    assert highest_tried(seen).tolist() == [2, -1]
    assert highest_tried(Outcomes.parse("")).tolist() == [-1]


@pytest.mark.parametrize("value", [1, 36])
def test_a_number_of_patients(value: int) -> None:
    check_count("n", value)
    check_levels(value)


@pytest.mark.parametrize("value", [0.0, 1.0, -0.2, 1.2, float("nan")])
def test_no_probability(value: float) -> None:
    with pytest.raises(DesignError) as refused:
        check_share("ewoc", value)
    assert str(refused.value) == f"ewoc = {value:g}: a probability between 0 and 1 is needed."


def test_no_patients() -> None:
    with pytest.raises(DesignError) as refused:
        check_count("max-patients: n", 0)
    assert str(refused.value) == "max-patients: n = 0: a whole number of patients is needed, at least 1."


TEXT: Any = "3"
NOTHING: Any = None


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda: check_count("n", TEXT), "n = '3': a whole number of patients is needed, at least 1."),
        (lambda: check_count("n", True), "n = True: a whole number of patients is needed, at least 1."),
        (lambda: check_levels(TEXT), "n_levels = '3': a design needs at least one dose level."),
        (lambda: check_levels(3.0), "n_levels = 3: a design needs at least one dose level."),  # type: ignore[arg-type]
        (lambda: check_share("target", TEXT), "target = '3': a probability between 0 and 1 is needed."),
        (lambda: check_share("target", NOTHING), "target = None: a probability between 0 and 1 is needed."),
        (lambda: check_numbers(eps1=TEXT), "eps1 = '3': a number is needed."),
        (lambda: as_floats("p", TEXT), "p = '3': a list of numbers is needed."),
        (lambda: as_floats("p", [0.1, True]), "p = True: a number is needed."),
        (lambda: check_index(1.5), "level = 1.5: a whole number is needed, 0 for the lowest level."),  # type: ignore[arg-type]
        (lambda: check_switches(top_up=TEXT), "top_up = '3': True or False is needed."),
        (lambda: check_size("cohort_size", 128), "cohort_size = 128: a cohort has at most 127 patients, e.g. 3."),
    ],
)
def test_what_is_no_number_is_told_so(check: Callable[[], None], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        check()
    assert str(refused.value).startswith(message)


def test_numbers_of_numpy_are_numbers() -> None:
    three: Any = np.int64(3)
    third: Any = np.float32(0.3)
    on: Any = np.bool_(True)
    check_count("n", three)
    check_levels(three)
    check_share("target", third)
    check_switches(top_up=on)
    assert as_floats("p", [three, 0.5]) == (3.0, 0.5)
