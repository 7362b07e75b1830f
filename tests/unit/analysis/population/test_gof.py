"""Predictions and residuals of a line, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from tests import line, population

from firstdose.analysis.population import Fit, Records
from firstdose.analysis.population.gof import Gof, gof, smooth
from firstdose.analysis.population.values import Packing


def told(y: Any) -> Fit:
    spec = line.straight()
    values = Packing(spec).initial
    ids = tuple(range(1, len(y) + 1))
    return Fit(spec, "focei", values, 0.0, ids, ("A", "B"), line.means(values, y), y.size, np.zeros(y.size))


def test_conditional_residuals_of_a_linear_model_are_those_of_the_marginal_distribution() -> None:
    y = line.heights(3)
    fit = told(y)
    found = gof(fit, line.table(y)).frame
    values = fit.population
    variance = line.DESIGN @ values.omega @ line.DESIGN.T + np.eye(5)
    eigen, vectors = np.linalg.eigh(variance)
    root = vectors @ np.diag(eigen**-0.5) @ vectors.T
    expected = (y - line.DESIGN @ values.theta) @ root
    np.testing.assert_allclose(found["CWRES"].to_numpy().reshape(3, 5), expected, rtol=1e-6)
    np.testing.assert_allclose(found["PRED"].to_numpy().reshape(3, 5), np.tile(line.DESIGN @ values.theta, (3, 1)))
    individual = (values.theta + fit.eta) @ line.DESIGN.T
    np.testing.assert_allclose(found["IPRED"].to_numpy().reshape(3, 5), individual)
    np.testing.assert_allclose(found["IWRES"].to_numpy().reshape(3, 5), y - individual, atol=1e-9)


def test_subjects_who_were_not_fitted_have_no_effects() -> None:
    y = line.heights(3)
    found = gof(told(y[:2]), line.table(y)).frame.filter(pl.col("ID") == 3)
    np.testing.assert_allclose(found["IPRED"], found["PRED"])


def test_what_is_below_the_limit_has_no_residual() -> None:
    spec = population.spec(error={"CP": {"log": 0.2}})
    frame = population.data(spec, population.doses(3)).with_columns(LLOQ=pl.lit(60.0))
    records = Records.of(spec, frame)
    fit = Fit(spec, "focei", Packing(spec).initial, 0.0, records.id, spec.between, np.zeros((3, 3)), 18, np.zeros(18))
    found = gof(fit, frame).frame
    censored = found.filter(pl.col("CENS") == 1)
    assert 0 < len(censored) < len(found)
    assert censored["CWRES"].is_null().all()
    assert censored["IWRES"].is_null().all()
    assert found.filter(pl.col("CENS") == 0)["CWRES"].is_finite().all()


def test_a_smooth_line_follows_what_is_straight_and_bends_with_what_is_not() -> None:
    x = np.linspace(0, 10, 50)
    at, line_ = smooth(x, 3 - 2 * x)
    np.testing.assert_allclose(line_, 3 - 2 * at, atol=1e-9)
    at, line_ = smooth(x, np.sin(x / 2), share=0.2)
    np.testing.assert_allclose(line_, np.sin(at / 2), atol=0.06)


@pytest.mark.parametrize("x", [np.arange(4.0), np.zeros(9)])
def test_of_few_points_there_is_no_line(x: Any) -> None:
    assert len(smooth(x, x)[0]) == 0
    frame = pl.DataFrame({"CENS": [0] * len(x), "TIME": x, "CWRES": x})
    assert len(Gof(frame, "focei").trend("TIME", "CWRES")) == 0
