"""Which thetas are means of random effects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests import population

from firstdose.analysis.population import Records
from firstdose.analysis.population.saem.directions import Directions, occasions_seen, placed


def of(given: Any = None, **tables: Any) -> Directions:
    model = population.spec(**tables)
    return Directions.of(model, Records.of(model, population.data(model, given if given is not None else _three())))


def _three() -> Any:
    return population.doses(3, WT=[35.0, 70.0, 140.0])


def weight(effect: str, coefficient: str = "W") -> dict[str, Any]:
    told = {"parameter": "CL", "covariate": "WT", "effect": effect, "reference": 70, "coefficient": coefficient}
    return {"covariates": [told], "theta": {"KA": 1.2, "CL": 0.5, "V": 3.0, "W": 0.001}}


def test_typical_values_with_a_random_effect_are() -> None:
    found = of()
    assert (found.closed, found.numeric) == ((0, 1, 2), ())
    np.testing.assert_allclose(found.by_subject, np.tile(np.eye(3), (3, 1, 1)))
    np.testing.assert_allclose(found.shift(np.array([1.0, 2.0, 3.0])), np.tile([1.0, 2.0, 3.0], (3, 1)))


def test_one_without_a_random_effect_is_not() -> None:
    found = of(omega={"CL": 0.1})
    assert (found.closed, found.numeric) == ((1,), (0, 2))


def test_one_that_is_fixed_is_neither() -> None:
    found = of(theta={"KA": {"initial": 1.2, "fixed": True}, "CL": 0.5, "V": 3.0})
    assert (found.closed, found.numeric) == ((1, 2), ())


@pytest.mark.parametrize(
    ("effect", "slopes"), [("power", np.log([0.5, 1.0, 2.0])), ("exponential", np.array([-35.0, 0.0, 70.0]))]
)
def test_a_coefficient_that_adds_to_the_logarithm_is(effect: str, slopes: Any) -> None:
    found = of(**weight(effect))
    assert found.closed == (0, 1, 2, 3)
    np.testing.assert_allclose(found.by_subject[:, 1, 3], slopes, atol=1e-8)


def test_a_coefficient_that_does_not_is_not() -> None:
    found = of(**weight("linear"))
    assert (found.closed, found.numeric) == ((0, 1, 2), (3,))


def test_a_coefficient_of_a_covariate_that_changes_within_a_subject_is_not() -> None:
    """Its effect is no mean of a random effect of the subject."""
    import polars as pl

    model = population.spec(**weight("power"))
    frame = population.data(model, _three())
    frame = frame.with_columns(WT=pl.when(pl.col("TIME") > 3).then(99.0).otherwise(pl.col("WT")))
    assert Directions.of(model, Records.of(model, frame)).numeric == (3,)


def test_a_factor_of_a_category_is() -> None:
    effect = {"parameter": "V", "covariate": "SEX", "effect": "categorical", "coefficients": {"m": "F"}}
    found = of(covariates=[effect], theta={"KA": 1.2, "CL": 0.5, "V": 3.0, "F": 1.5})
    assert found.closed == (0, 1, 2, 3)
    np.testing.assert_allclose(found.by_subject[:, 2, 3], [0.0, 1.0, 0.0], atol=1e-8)


def test_one_that_varies_between_occasions_alone_moves_each_of_them() -> None:
    found = of(population.occasions(_three(), 12.0), omega={"CL": 0.1}, iov={"V": 0.1})
    assert (found.closed, found.numeric) == ((1, 2), (0,))
    np.testing.assert_allclose(found.by_subject[0], [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])


def test_etas_of_occasions_that_a_subject_never_had_are_not_seen() -> None:
    model = population.spec(omega={"CL": 0.1}, iov={"V": 0.1})
    frame = population.data(model, population.occasions(_three(), 12.0))
    records = Records.of(model, frame.filter((frame["ID"] > 1) | (frame["OCC"] == 1)))
    np.testing.assert_array_equal(occasions_seen(model, records), [[1, 1, 0], [1, 1, 1], [1, 1, 1]])
    np.testing.assert_array_equal(placed(model, 2)[1].at, [[1], [2]])
