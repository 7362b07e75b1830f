"""Ranges in which parameters lie."""

import math

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.sensitivity import Range
from firstdose.sourced import Sourced


def test_the_range_of_a_number_is_its_sources_in_the_unit_asked_for() -> None:
    number = Sourced(1.0, "L/hour", "assumed for the test", "assumed", 0.5, 2.0)
    assert Range.of(number, "L/day") == Range(12.0, 24.0, 48.0, "log")
    through_zero = Sourced(0.0, "1", "assumed for the test", "assumed", -1.0, 1.0)
    assert Range.of(through_zero, "1").scale == "linear"


def test_quantiles_are_even_on_the_scale() -> None:
    assert Range(1, 2, 3).ppf(np.array([0.0, 0.25, 1.0])).tolist() == [1.0, 1.5, 3.0]
    assert Range(1, 2, 100, "log").ppf(np.array([0.5])) == pytest.approx([10.0])


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((2, 1, 3), "is no range"),
        ((1, 2, math.inf), "is no range"),
        ((1, 1, 1), "the ends of a range differ"),
    ],
)
def test_what_is_no_range_is_refused(ends: tuple[float, float, float], told: str) -> None:
    with pytest.raises(ModelError, match=told):
        Range(*ends)


def test_a_logarithm_needs_numbers_above_0() -> None:
    with pytest.raises(ModelError, match="logarithmic scale needs numbers above 0"):
        Range(0, 1, 2, "log")


def test_a_number_without_a_range_is_refused() -> None:
    with pytest.raises(ModelError, match="Leave out what is known exactly"):
        Range.of(Sourced(1.2, "L", "assumed for the test", "assumed"), "L")
