"""Which models are linear, and their matrices."""

from typing import Any

import numpy as np
import pytest

from firstdose.pkpd import Model, model
from firstdose.pkpd.engine.expression import exp, where
from firstdose.pkpd.engine.linear.matrices import Linear, grown, is_linear
from firstdose.pkpd.engine.statement import rates
from firstdose.pkpd.models import MODELS

LINEAR = {"pk1", "pk1_oral", "pk2", "pk2_oral"}


@model({"A": "nmol, one", "B": "nmol, other"}, K="0.5 1/day, rate", X="2 1, exponent")
def mixed(p: Any, y: Any) -> Any:
    """Everything that keeps a rate linear."""
    fast = exp(p.X) * where(p.K > 1, 2 * y.A, -(y.A - y.B) / p.K**2)
    return rates(A=3 - fast, B=(fast - y.B) * p.K + p.X)


@pytest.mark.parametrize("name", sorted({"pk1", "pk1_oral", "pk2", "pk2_oral", "pk2_mm", "tmdd_full", "friberg"}))
def test_models_are_linear_by_their_structure(name: str) -> None:
    assert is_linear(MODELS[name]) == (name in LINEAR)


def test_matrices_are_the_derivatives_and_what_is_left() -> None:
    table = np.array([[0.5, 2.0], [1.5, 0.0]])
    linear = Linear.of(mixed, table)
    c = float(4 * np.exp(2.0))
    np.testing.assert_allclose(linear.a[0], np.array([[c, -c], [-c / 2, c / 2 - 0.5]]), rtol=1e-15)
    np.testing.assert_allclose(linear.a[1], [[-2.0, 0.0], [3.0, -1.5]], rtol=1e-15)
    np.testing.assert_allclose(linear.b, [[3, 2], [3, 0]], rtol=1e-15)


def test_equal_rates_in_a_chain_are_not_left_to_eigenvectors() -> None:
    table = np.array([[1.2, 3.6, 3.0], [1.2, 0.5, 3.0]])  # KA = CL / V; KA far from it
    linear = Linear.of(Model.load("pk1_oral"), table)
    assert linear.diagonal.tolist() == [False, True]
    rows, h, dose = np.array([0, 1]), np.array([2.0, 2.0]), np.array([[100.0, 0.0]] * 2)
    found = linear.after(rows, h, dose, np.zeros((2, 2)))
    np.testing.assert_allclose(found[0, 1], 100 * 1.2 * 2 * np.exp(-2.4), rtol=1e-13)
    k = 0.5 / 3
    np.testing.assert_allclose(found[1, 1], 100 * 1.2 / (1.2 - k) * (np.exp(-2 * k) - np.exp(-2.4)), rtol=1e-13)


@pytest.mark.parametrize("closed", [True, False])
def test_a_constant_input_fills_a_state(closed: bool) -> None:
    linear = Linear.of(Model.load("pk1"), np.array([[0.5, 3.0]]))
    one = linear._closed if closed else linear._exponential
    found = one(np.array([0]), np.array([4.0]), np.array([[10.0]]), np.array([[60.0]]))
    fades = np.exp(-4 * 0.5 / 3)
    np.testing.assert_allclose(found, [[10 * fades + 360 * (1 - fades)]], rtol=1e-14)


def test_the_integral_of_a_mode_is_exact_near_zero_too() -> None:
    values = np.array([0.0, -1e-7, -1e-6, -0.5])
    expected: list[float] = [2.0, -np.expm1(-2e-7) / 1e-7, -np.expm1(-2e-6) / 1e-6, -np.expm1(-1.0) / 0.5]
    np.testing.assert_allclose(grown(values, np.full(4, 2.0)), expected, rtol=1e-15)
