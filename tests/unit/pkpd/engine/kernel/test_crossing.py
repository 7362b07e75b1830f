"""A patient who comes to lie beyond a threshold ends there."""

import math
from typing import Any

import numpy as np
import pytest
from tests.unit.pkpd.engine.courses import courses, table, timeline

from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.timeline import Kind

ONE = Model.load("pk1")
K = 0.5 / 3.0
FIRST_DOSE = [(0.0, Kind.ADD, 0, 300.0)]


def test_the_crossing_is_found_within_a_step() -> None:
    found = courses(ONE, timeline(FIRST_DOSE), [0.0, 2.0, 50.0], stops=[(0, 30.0, -1)], start=np.array([[40.0]]))
    when = math.log(340 / 30) / K
    assert found.stopped[0] == pytest.approx(when, rel=1e-8)
    assert found.end[0, 0] == pytest.approx(30.0, rel=1e-8)
    assert found.end[0, 0] < 30.0
    assert found.values[0, 1, 0] == pytest.approx(340 * math.exp(-2 * K))
    assert np.isnan(found.values[0, 2, 0])
    assert found.status.tolist() == [0]


def test_an_output_can_stop_too_and_only_those_who_cross() -> None:
    rows = table(ONE, *({"V": volume} for volume in (3.0, 30.0, 4.0)))
    plan = timeline(*[[(0.0, Kind.RATE, 0, 60.0), (9.0, Kind.RATE, 0, 0.0)]] * 3)
    found = courses(ONE, plan, [0.0, 20.0], rows, stops=[(1, 50.0, 1)])
    alone = courses(ONE, plan, [0.0, 20.0], rows)
    exact = [-math.log(1 - 50 * 0.5 / 60) * volume / 0.5 for volume in (3.0, 4.0)]
    assert found.stopped[[0, 2]] == pytest.approx(exact, rel=1e-7)
    assert np.isnan(found.stopped[1])
    assert found.end[1, 0] == pytest.approx(alone.end[1, 0], rel=1e-6)


def test_a_jump_over_the_threshold_ends_at_the_jump() -> None:
    plan = timeline([*FIRST_DOSE, (5.0, Kind.ADD, 0, 900.0)])
    found = courses(ONE, plan, [0.0, 4.0, 5.0, 6.0], stops=[(0, 500.0, 1)])
    assert found.stopped[0] == 5.0
    assert found.end[0, 0] == pytest.approx(300 * math.exp(-5 * K) + 900)
    assert np.isnan(found.values[0, :, 0]).tolist() == [False, False, False, True]


def test_who_begins_beyond_ends_at_once() -> None:
    found = courses(ONE, timeline(FIRST_DOSE), [1.0, 2.0], stops=[(0, 10.0, -1)])
    assert found.stopped[0] == 0.0
    assert found.end[0, 0] == 0.0


def test_the_first_of_two_stops_counts() -> None:
    found = courses(ONE, timeline([]), [0.0, 50.0], stops=[(0, 10.0, -1), (0, 20.0, -1)], start=np.array([[40.0]]))
    assert found.stopped[0] == pytest.approx(math.log(2) / K)


def test_a_dip_between_two_long_steps_is_seen() -> None:
    model, plan = Model.load("friberg"), timeline([(0.0, Kind.ADD, 0, 40.0)])
    coarse: dict[str, Any] = {"rtol": 1e-2, "atol": 1e-2}
    cells = courses(model, plan, np.linspace(0.0, 1000.0, 4001), **coarse).values[0, :, 6]
    at_ends = courses(model, plan, [0.0, 1000.0], stops=[(6, 0.999 * cells.min(), -1)], **coarse)
    assert np.isnan(at_ends.stopped[0])
    dipping = courses(model, plan, [0.0, 1000.0], stops=[(6, 1.01 * cells.min(), -1)], **coarse)
    assert dipping.end[0, 6] == pytest.approx(1.01 * cells.min(), rel=1e-9)
