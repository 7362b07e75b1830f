"""Standard errors: of a line, which are known exactly, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from tests import line, population

from firstdose.analysis.population import Predictor, Records
from firstdose.analysis.population.conditional import Conditional, log_normal_density
from firstdose.analysis.population.information import information
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.saem import saem
from firstdose.analysis.population.values import Packing
from firstdose.errors import ModelError


def test_the_information_of_a_line_is_exact() -> None:
    spec, y = line.straight(), line.heights(7)
    records = Records.of(spec, line.table(y))
    values = Packing(spec).initial
    model = Conditional(Predictor(spec, records), Likelihood(spec, records))
    found = information(spec, model, values, np.zeros((7, 2)))
    variance = line.DESIGN @ values.omega @ line.DESIGN.T + np.eye(5)
    inverse = np.linalg.inv(variance)
    np.testing.assert_allclose(found.matrix[:2, :2], 7 * line.DESIGN.T @ inverse @ line.DESIGN, rtol=1e-6)
    assert found.matrix[-1, -1] == pytest.approx(7 * 0.5 * 4 * np.trace(inverse @ inverse), rel=1e-6)
    assert found.covariance is not None
    np.testing.assert_allclose(found.covariance @ found.matrix, np.eye(6), atol=1e-8)
    assert found.condition >= 1
    np.testing.assert_allclose(model.spread(values, np.zeros((7, 2)))[0], _posterior(), rtol=1e-6)


def _posterior() -> np.ndarray[tuple[int, int]]:
    omega = Packing(line.straight()).initial.omega
    return np.asarray(np.linalg.inv(line.DESIGN.T @ line.DESIGN + np.linalg.inv(omega)))


def test_data_that_tell_nothing_of_a_theta_give_no_errors_and_the_reason() -> None:
    import polars as pl

    spec = population.spec(omega={"CL": 0.1})
    frame = population.data(spec, population.doses(3)).with_columns(
        DV=pl.when(pl.col("DV").is_not_null()).then(0.0), AMT=pl.col("AMT") * 1e-300
    )
    records = Records.of(spec, frame)
    model = Conditional(Predictor(spec, records), Likelihood(spec, records))
    found = information(spec, model, Packing(spec).initial, np.zeros((3, 1)))
    assert found.covariance is None
    assert "No standard errors" in found.warnings[0]
    assert np.isnan(found.condition)


def test_the_density_of_etas_is_scipys() -> None:
    from scipy.stats import multivariate_normal

    omega, eta = np.array([[1.0, 0.3], [0.3, 0.5]]), np.array([[[0.2, -1.0], [0.0, 0.0]]])
    expected = multivariate_normal(cov=omega).logpdf(eta) + np.log(2 * np.pi)
    np.testing.assert_allclose(log_normal_density(eta, omega)[0], expected)


def test_fixed_thetas_leave_the_errors_of_the_others() -> None:
    fixed = {name: {"initial": value, "fixed": True} for name, value in population.ORAL["theta"].items()}
    spec = population.spec(theta=fixed)
    records = Records.of(spec, population.data(spec, population.doses(6)))
    model, k = Conditional(Predictor(spec, records), Likelihood(spec, records)), len(spec.between)
    assert information(spec, model, Packing(spec).initial, np.zeros((6, k))).covariance is not None


def test_saem_with_nothing_to_estimate_is_refused() -> None:
    fixed = {name: {"initial": value, "fixed": True} for name, value in population.ORAL["theta"].items()}
    tables = {"omega": {"CL": {"variance": 0.1, "fixed": True}}, "error": {"CP": {"additive": 1.0, "fixed": True}}}
    spec = population.spec(theta=fixed, **tables)
    with pytest.raises(ModelError, match="nothing to estimate"):
        saem(spec, Records.of(spec, population.data(spec, population.doses(3))))
