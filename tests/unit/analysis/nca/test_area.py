"""Trapezoids by three rules."""

from __future__ import annotations

import numpy as np
import pytest

from firstdose.analysis.nca.area import Pieces, _first_moment, beyond


def test_by_hand() -> None:
    time, conc = np.array([[0.0, 1.0, 3.0, 5.0]]), np.array([[0.0, 8.0, 4.0, 6.0]])
    last = np.array([3])
    fall = 4 * 2 / np.log(2)  # from 8 to 4 in 2
    found = {rule: Pieces.of(rule, time, conc).up_to(last)[0][0] for rule in ("linear", "lin-up-log-down", "lin-log")}
    assert found["linear"] == pytest.approx(4 + 12 + 10)
    assert found["lin-up-log-down"] == pytest.approx(4 + fall + 10)
    assert found["lin-log"] == pytest.approx(4 + fall + 2 * 2 / np.log(1.5))


@pytest.mark.parametrize("rate", [3.0, 0.2, 2e-3, 1e-5, 1e-12])
def test_the_moment_of_an_exponential_is_exact_however_slowly_it_falls(rate: float) -> None:
    time = np.array([[1.0, 3.0]])
    pieces = Pieces.of("lin-up-log-down", time, np.exp(-rate * time))
    area, moment = pieces.up_to(np.array([1]))
    fine = np.linspace(1, 3, 200_001)
    assert area[0] == pytest.approx(np.trapezoid(np.exp(-rate * fine), fine), rel=1e-9)
    assert moment[0] == pytest.approx(np.trapezoid(fine * np.exp(-rate * fine), fine), rel=1e-9)


@pytest.mark.parametrize("x", [0.0099, -0.0099, 0.0101, -0.0101, 0.0])
def test_the_series_meets_the_closed_form(x: float) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(20)
    u = (nodes + 1) / 2
    assert _first_moment(np.array([x]))[0] == pytest.approx((weights / 2) @ (u * np.exp(-x * u)), rel=1e-11)


def test_neighbours_that_differ_in_the_last_digit() -> None:
    close = np.array([[np.nextafter(0.01, 1), 0.01]])
    area, moment = Pieces.of("lin-up-log-down", np.array([[12.0, 24.0]]), close).up_to(np.array([1]))
    assert [area[0], moment[0]] == pytest.approx([0.12, 0.01 * (24**2 - 12**2) / 2])


def test_beyond_the_last_sample() -> None:
    one = np.ones(1)
    area, moment = beyond(4 * one, np.inf * one, 4 * one, 2 * one, 0.5 * one)
    assert [area[0], moment[0]] == pytest.approx([4, 4 * 2 / 0.5 + 2 / 0.25])
    part, part_moment = beyond(0 * one, 6 * one, 4 * one, 2 * one, 0.5 * one)
    rest, rest_moment = beyond(6 * one, np.inf * one, 4 * one, 2 * one, 0.5 * one)
    assert part + rest == pytest.approx(area)
    assert part_moment + rest_moment == pytest.approx(moment)
