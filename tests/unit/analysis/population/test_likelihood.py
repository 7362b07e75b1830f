"""Densities of observations, against scipy's."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.stats import lognorm, norm
from tests.population import spec

from firstdose.analysis.population import PopulationModel, Records
from firstdose.analysis.population.likelihood import Likelihood

Y, F = np.array([4.0, 7.0, 8.0]), np.array([[5.0, 6.5, 8.2]])
LOG_2PI = np.log(2 * np.pi)


def likelihood(model: PopulationModel, below: float | None = None) -> Likelihood:
    frame = pl.DataFrame({"ID": [1] * 4, "TIME": range(4), "AMT": [9, 0, 0, 0], "DV": [None, *Y]})
    return Likelihood(model, Records.of(model, frame.with_columns(LLOQ=pl.lit(below, pl.Float64))))


def test_combined_errors_add_their_variances() -> None:
    found = likelihood(spec()).terms(F, np.array([[1.0, 0.1]]))
    expected = -2 * norm.logpdf(Y, F, np.hypot(1.0, 0.1 * F)) - LOG_2PI
    np.testing.assert_allclose(found.value, expected, rtol=1e-12)
    variance = 1 + (0.1 * F) ** 2
    np.testing.assert_allclose(found.information, 1 / variance + (2 * 0.01 * F / variance) ** 2 / 2, rtol=1e-12)


def test_the_density_with_a_log_error_is_that_of_the_observation_itself() -> None:
    found = likelihood(spec(error={"CP": {"log": 0.3}})).terms(F, np.array([[0.3]]))
    np.testing.assert_allclose(found.value, -2 * lognorm.logpdf(Y, 0.3, scale=F) - LOG_2PI, rtol=1e-12)


def test_below_the_limit_counts_the_probability_of_being_there() -> None:
    found = likelihood(spec(), below=5.5).terms(F, np.array([[1.0, 0.1]]))
    assert found.value[0, 0] == pytest.approx(-2 * norm.logcdf(5.5, F[0, 0], np.hypot(1.0, 0.5)), rel=1e-12)
    assert found.value[0, 1] == pytest.approx(-2 * norm.logpdf(Y[1], F[0, 1], np.hypot(1.0, 0.65)) - LOG_2PI)


@pytest.mark.parametrize("far", [30.0, -30.0])
def test_below_the_limit_stays_finite_far_from_it(far: float) -> None:
    found = likelihood(spec(), below=5.5).terms(F + far * 10, np.array([[1.0, 0.1]]))
    for each in (found.value, found.slope, found.information):
        assert np.isfinite(each).all()


@pytest.mark.parametrize("error", [{"additive": 1.0, "proportional": 0.1}, {"log": 0.3}])
def test_slopes_are_those_of_differences(error: dict[str, float]) -> None:
    found, sigma, step = likelihood(spec(error={"CP": error}), below=5.5), np.array([list(error.values())]), 1e-6
    up, down = (found.terms(F + side * step, sigma).value for side in (1, -1))
    np.testing.assert_allclose(found.terms(F, sigma).slope, (up - down) / (2 * step), rtol=1e-6)
    wider, narrower = (sigma * np.exp(side * step) for side in (1, -1))
    total = found.derivatives(F, sigma).value_by_sigma.sum(axis=2)
    differences = (found.terms(F, wider).value - found.terms(F, narrower).value) / (2 * step)
    np.testing.assert_allclose(total, differences, rtol=1e-6)


def test_weighted_residuals_leave_out_what_was_not_measured() -> None:
    found = likelihood(spec(), below=5.5).weighted_residuals(F, np.array([[1.0, 0.1]]))
    assert np.isnan(found[0, 0])
    assert found[0, 1] == pytest.approx((7.0 - 6.5) / np.hypot(1.0, 0.65))
