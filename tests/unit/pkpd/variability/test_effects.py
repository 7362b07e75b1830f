"""Covariates move typical values."""

import math
from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.variability import Categorical, Effect, Exponential, Linear, Power

HERE = np.array([35.0, 70.0, np.nan])


@pytest.mark.parametrize(
    ("effect", "factor"),
    [
        (Power("CL", "weight", 70.0, 0.75), [0.5**0.75, 1.0, 1.0]),
        (Exponential("CL", "weight", 70.0, 0.01), [math.exp(-0.35), 1.0, 1.0]),
        (Linear("CL", "weight", 70.0, 0.01), [0.65, 1.0, 1.0]),
    ],
)
def test_a_factor_is_1_at_the_reference_and_where_nothing_is_known(effect: Effect, factor: list[float]) -> None:
    assert effect.factor(HERE) == pytest.approx(factor)


def test_categories_have_factors_of_their_own() -> None:
    effect = Categorical("CL", "sex", {"F": 0.8, "X": 1.1})
    assert effect.factor(["F", "M", "X", ""]) == pytest.approx([0.8, 1.0, 1.1, 1.0])
    assert Categorical("CL", "stage", {3: 0.5}).factor(np.array([1.0, 3.0, np.nan])).tolist() == [1.0, 0.5, 1.0]


@pytest.mark.parametrize(
    ("effect", "values", "told"),
    [
        (Power("CL", "weight", 70.0, 0.75), [0.0], "weight on CL: a power needs covariates and a reference above 0"),
        (Power("CL", "weight", 0.0, 0.75), [70.0], "a power needs covariates and a reference above 0"),
        (Linear("CL", "age", 60.0, -0.02), [50.0, 120.0], "a linear effect makes CL 0 or less at 120"),
        (Categorical("CL", "sex", {"F": 0.0}), ["F"], "sex F on CL: factor 0. Give one above 0"),
    ],
)
def test_what_makes_no_parameter_is_refused(effect: Effect, values: Any, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        effect.factor(values)
