"""Exponentials of small matrices, against SciPy and by hand."""

import numpy as np
import pytest
from scipy.linalg import expm

from firstdose.pkpd.engine.linear.exponential import exponentials, flow


@pytest.mark.parametrize("size", [0.0, 1e-3, 1.0, 300.0])
def test_exponentials_agree_with_scipy(size: float) -> None:
    draws = np.random.default_rng(1).normal(size=(5, 4, 4))
    matrices = size * (draws - 4 * np.eye(4))  # that fade, as rates do
    expected = np.array([expm(matrix) for matrix in matrices])
    np.testing.assert_allclose(exponentials(matrices), expected, rtol=0, atol=1e-13)


def test_a_chain_of_equal_rates_has_its_known_solution() -> None:
    chain = np.array([[[-2.0, 0.0], [2.0, -2.0]]])
    moved, integral = flow(chain, np.array([1.5]))
    fading = np.exp(-3.0)
    np.testing.assert_allclose(moved[0], [[fading, 0.0], [3.0 * fading, fading]], rtol=1e-14)
    np.testing.assert_allclose(integral[0, 0, 0], (1 - fading) / 2, rtol=1e-14)
    np.testing.assert_allclose(integral[0, 1, 0], (1 - 4 * fading) / 2, rtol=1e-14)
