"""Picking a level's numbers, and the checks that designs share."""

import numpy as np
import pytest

from firstdose.design.levels import at, check_count, check_levels, check_share, highest_tried
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
