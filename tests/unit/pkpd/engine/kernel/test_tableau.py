"""The coefficients of Rodas5P are those of a method of order 5 with dense output of order 4."""

from itertools import pairwise

import numpy as np
import pytest

from firstdose.pkpd.engine.kernel.tableau import DENSE, GAMMA, ORDER, STAGES, A, C
from firstdose.types import F64


def matrix(rows: tuple[tuple[float, ...], ...]) -> F64:
    """Rows of a lower triangle as a square."""
    return np.array([[*row, *[0.0] * (STAGES - len(row))] for row in rows])


def arguments() -> F64:
    """A with the rows of the last stages, whose argument adds the stage before."""
    last = A[-1]
    return matrix((*A, (*last, 1.0), (*last, 1.0, 1.0)))


def rates(y: F64) -> F64:
    """Lotka's and Volterra's prey and predators."""
    return np.array([y[0] * (1 - y[1]), y[1] * (y[0] - 1)])


def jacobian(y: F64) -> F64:
    return np.array([[1 - y[1], -y[0]], [y[1], y[0] - 1]])


def step(y: F64, h: float) -> tuple[F64, F64]:
    """A step in plain arithmetic: its result, and the stages."""
    a, c, left = arguments(), matrix(C), np.eye(2) / (h * GAMMA) - jacobian(y)
    k = np.zeros((STAGES, 2))
    for i in range(STAGES):
        k[i] = np.linalg.solve(left, rates(y + a[i] @ k) + c[i] @ k / h)
    return y + a[-1] @ k + k[-1], k


def course(y: F64, h: float, steps: int) -> F64:
    for _ in range(steps):
        y, _ = step(y, h)
    return y


START = np.array([1.5, 0.7])


def orders(errors: list[float]) -> list[float]:
    """By which power of the step the error falls, at each halving."""
    return [float(np.log2(one / next_)) for one, next_ in pairwise(errors)]


def test_the_result_is_of_order_5() -> None:
    exact = course(START, 1 / 256, 512)
    errors = [float(np.abs(course(START, 1 / n, 2 * n) - exact).max()) for n in (4, 8, 16)]
    assert min(orders(errors)) > ORDER - 0.3


def test_the_error_of_one_step_is_estimated_by_a_method_of_order_4() -> None:
    estimates = [float(np.abs(step(START, h)[1][-1]).max()) for h in (1 / 16, 1 / 32, 1 / 64)]
    assert orders(estimates) == pytest.approx([5, 5], abs=0.3)


@pytest.mark.parametrize("theta", [0.2, 0.5, 0.9])
def test_within_a_step_the_curve_is_of_order_4(theta: float) -> None:
    errors = []
    for h in (1 / 8, 1 / 16, 1 / 32):
        y1, k = step(START, h)
        d1, d2, d3 = np.array(DENSE) @ k
        inner = y1 + (1 - theta) * (d1 + theta * (d2 + theta * d3))
        errors.append(float(np.abs((1 - theta) * START + theta * inner - course(START, theta * h / 32, 32)).max()))
    assert min(orders(errors)) > 4.6  # of one step, so one order more than of many


def test_the_conditions_of_order_3_hold() -> None:
    # Hairer and Wanner, table IV.7.1: in terms of alpha = A Gamma, beta = alpha + Gamma and b = m Gamma
    gamma = np.linalg.inv(np.eye(STAGES) / GAMMA - matrix(C))
    alpha = arguments() @ gamma
    beta, b = alpha + gamma, (arguments()[-1] + np.eye(STAGES)[-1]) @ gamma
    ones = np.ones(STAGES)
    found = [b @ ones, b @ beta @ ones, b @ (alpha @ ones) ** 2, b @ beta @ beta @ ones]
    assert found == pytest.approx([1, 1 / 2, 1 / 3, 1 / 6], abs=1e-12)
    assert b @ (alpha @ ones) ** 3 == pytest.approx(1 / 4, abs=1e-12)
    assert b @ (alpha @ ones) ** 4 == pytest.approx(1 / 5, abs=1e-12)


def test_stiff_parts_vanish_in_one_step() -> None:
    # L-stable: for y' = -z y the result tends to 0 as z grows
    k = np.zeros(STAGES)
    z, a, c = 1e10, arguments(), matrix(C)
    for i in range(STAGES):
        k[i] = (-z * (1 + a[i] @ k) + c[i] @ k) / (1 / GAMMA + z)
    assert abs(1 + a[-1] @ k + k[-1]) < 1e-6
