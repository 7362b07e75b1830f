"""The CRM's parameter by maximum likelihood."""

import numpy as np
import pytest

from firstdose.design.curve.crm_likelihood import most_likely
from firstdose.design.curve.one_parameter import OneParameter

POWER, LOGISTIC = OneParameter((0.05, 0.25, 0.5)), OneParameter((0.05, 0.25, 0.5), "logistic")
CURVES = pytest.mark.parametrize("curve", [POWER, LOGISTIC], ids=["power", "logistic"])


@CURVES
def test_one_level_is_fitted_exactly(curve: OneParameter) -> None:
    beta = most_likely(curve, np.array([[0, 10, 0]]), np.array([[0, 3, 0]]))
    assert curve.p(beta)[0, 1] == pytest.approx(0.3, abs=1e-12)


@CURVES
def test_no_other_beta_is_likelier(curve: OneParameter) -> None:
    n, dlt = np.array([[3, 6, 9]]), np.array([[0, 2, 4]])
    around = most_likely(curve, n, dlt) + np.array([-1e-3, 0, 1e-3])
    p = curve.p(around)
    log_likelihood = (dlt * np.log(p) + (n - dlt) * np.log(1 - p)).sum(axis=1)
    assert log_likelihood.argmax() == 1


@CURVES
def test_where_there_is_no_maximum_the_curve_ends(curve: OneParameter) -> None:
    n, dlt = np.array([[3, 0, 0], [3, 3, 0], [0, 0, 0]]), np.array([[0, 0, 0], [3, 3, 0], [0, 0, 0]])
    p = curve.p(most_likely(curve, n, dlt))
    assert p[0].tolist() == [0, 0, 0]
    np.testing.assert_allclose(p[1], 1 if curve.model == "power" else 1 / (1 + np.exp(-3)), rtol=1e-12)
    np.testing.assert_allclose(p[2], curve.skeleton, rtol=1e-12)


def test_a_row_does_not_depend_on_the_batch() -> None:
    random = np.random.default_rng(1)
    n = random.integers(0, 9, (40, 3))
    dlt = random.binomial(n, 0.3)
    together = most_likely(LOGISTIC, n, dlt)
    assert together.tolist() == [most_likely(LOGISTIC, n[row : row + 1], dlt[row : row + 1])[0] for row in range(40)]
