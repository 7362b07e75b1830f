"""Patients are integrated to the tolerance asked for, each as if alone."""

import math
from typing import Any

import numpy as np
import pytest
from tests.unit.pkpd.engine.courses import Break, courses, table, timeline

from firstdose.errors import ModelError
from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.timeline import Kind
from firstdose.pkpd.engine.kernel.lanes import Integrated
from firstdose.pkpd.engine.solution import Status
from firstdose.pkpd.engine.statement import model, rates
from firstdose.types import F64

ONE, TARGET = Model.load("pk1"), Model.load("tmdd_full")
K = 0.5 / 3.0  # elimination of pk1


@model({"Y": "1, size"}, RATE="1 1/day, growth")
def explosive(p: Any, y: Any) -> Any:
    """Infinite at 1 / (RATE Y(0))."""
    return rates(Y=p.RATE * y.Y**2)


def many(count: int = 21) -> tuple[Any, F64]:
    """Patients of a stiff model with different doses and binding."""
    doses = [
        [(0.1 * i, Kind.ADD, 0, 50.0 + 7 * i), (7.0, Kind.RATE, 0, 90.0), (8.0, Kind.RATE, 0, 0.0)]
        for i in range(count)
    ]
    return timeline(*doses), table(TARGET, *({"KON": 2.0 + i, "R0": 5.0 + i / 3} for i in range(count)))


def test_a_bolus_declines_exponentially_and_a_time_at_a_break_holds_the_value_before() -> None:
    found = courses(ONE, timeline([(1.0, Kind.ADD, 0, 300.0), (3.0, Kind.ADD, 0, 100.0)]), [0.0, 1.0, 2.0, 3.0, 4.0])
    after = 300 * math.exp(-2 * K)
    wanted = [0, 0, 300 * math.exp(-K), after, (after + 100) * math.exp(-K)]
    np.testing.assert_allclose(found.values[0, :, 0], wanted, rtol=1e-8)
    assert found.end[0, 0] == found.values[0, -1, 0]
    assert found.status.tolist() == [Status.OK]
    assert np.isnan(found.stopped).all()


def test_infusions_run_from_break_to_break() -> None:
    found = courses(ONE, timeline([(0.0, Kind.RATE, 0, 60.0), (2.0, Kind.RATE, 0, 0.0)]), [1.0, 2.0, 5.0])
    level = 60 / K * (1 - math.exp(-2 * K))
    wanted = [60 / K * (1 - math.exp(-K)), level, level * math.exp(-3 * K)]
    np.testing.assert_allclose(found.values[0, :, 0], wanted, rtol=1e-8)


def test_amounts_are_set_and_reset_and_parameters_change() -> None:
    rows = table(TARGET, {}, {"KINT": 0.0, "KDEG": 0.0, "R0": 5.0, "CL": 0.0})
    plan = timeline(
        [(0.0, Kind.RATE, 0, 9.0), (1.0, Kind.PARAMETERS, 1, 0.0), (1.0, Kind.RESET, 0, 0.0), (2.0, Kind.SET, 1, 4.0)]
    )
    found = courses(TARGET, plan, [2.0, 2.0 + 1e-9], rows)
    np.testing.assert_allclose(found.values[0, 0], [0, 0, 5.0, 0], atol=1e-9)  # the initial value of the new row
    np.testing.assert_allclose(found.values[0, 1], [0, 4.0, 5.0, 0], atol=1e-6)


def test_breaks_at_one_time_but_for_rounding_are_one() -> None:
    exact = courses(TARGET, timeline([(0.3, Kind.ADD, 0, 9.0), (0.3, Kind.ADD, 0, 90.0)]), [0.0, 5.0])
    near = courses(TARGET, timeline([(0.3, Kind.ADD, 0, 9.0), (0.1 + 0.2, Kind.ADD, 0, 90.0)]), [0.0, 5.0])
    np.testing.assert_array_equal(near.values, exact.values)


def test_times_may_be_those_of_each_patient() -> None:
    plan = timeline([(0.0, Kind.ADD, 0, 300.0)], [(0.0, Kind.ADD, 0, 300.0)])
    found = courses(ONE, plan, np.array([[1.0, 2.0], [3.0, 3.0]]))
    np.testing.assert_allclose(found.values[:, :, 0], 300 * np.exp(-K * np.array([[1, 2], [3, 3]])), rtol=1e-8)


def test_outputs_follow_the_parameters_of_their_time() -> None:
    rows = table(ONE, {"CL": 0.0, "V": 2.0}, {"CL": 0.0, "V": 4.0})
    plan = timeline([(0.0, Kind.ADD, 0, 8.0), (1.0, Kind.PARAMETERS, 1, 0.0)])
    found = courses(ONE, plan, [0.5, 1.0, 1.5], rows, outputs=True)
    np.testing.assert_allclose(found.values[0], [[8, 4], [8, 4], [8, 2]])


def test_the_error_follows_the_tolerance() -> None:
    plan, rows = many(5)
    times = np.linspace(0.0, 20.0, 41)
    exact = courses(TARGET, plan, times, rows, rtol=1e-12, atol=1e-13).values
    size = np.abs(exact) + 1e-3 * np.abs(exact).max(axis=1, keepdims=True)
    for rtol in (1e-4, 1e-7):
        found = courses(TARGET, plan, times, rows, rtol=rtol, atol=1e-2 * rtol).values
        assert rtol / 1e3 < (np.abs(found - exact) / size).max() < 10 * rtol


def test_what_leaves_and_what_is_left_add_up() -> None:
    found = courses(Model.load("pk2"), timeline([(0.0, Kind.ADD, 0, 100.0)]), np.linspace(0, 60, 13))
    central, peripheral, area = found.values[0].T
    np.testing.assert_allclose(central + peripheral + 0.5 * area, [0, *[100.0] * 12], rtol=1e-8)


@pytest.fixture(scope="module")
def by_eight() -> Integrated:
    plan, rows = many()
    return courses(TARGET, plan, np.linspace(0, 20, 9), rows, lanes=8)


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_any_number_of_lanes_gives_the_same(by_eight: Integrated, lanes: int) -> None:
    plan, rows = many()
    found = courses(TARGET, plan, np.linspace(0, 20, 9), rows, lanes=lanes)
    np.testing.assert_allclose(found.values, by_eight.values, rtol=1e-10, atol=1e-10)


def test_any_number_of_threads_gives_the_same_bits() -> None:
    plan, rows = many(200)
    told = (TARGET, plan, np.linspace(0, 9, 5), rows)
    one = courses(*told, rtol=1e-5, atol=1e-7)
    for threads in (2, 3):
        np.testing.assert_array_equal(courses(*told, rtol=1e-5, atol=1e-7, threads=threads).values, one.values)


def test_a_patient_who_fails_ends_there_and_leaves_the_others_alone() -> None:
    sizes = np.array([0.1, 0.2, 0.25, 0.3, 0.35])
    told = (explosive, timeline(*[[]] * 5), [0.0, 1.0, 2.0])
    whole = courses(*told, start=sizes[:, None])
    assert whole.status.tolist() == [Status.OK] * 5
    failing = sizes.copy()
    failing[2] = 0.8  # infinite at 1.25
    found = courses(*told, start=failing[:, None])
    assert found.status[2] in (Status.NOT_FINITE, Status.STEP_TOO_SMALL)
    assert found.values[2, :2, 0] == pytest.approx([0.8, 4.0])
    assert np.isnan(found.values[2, 2, 0])
    assert np.isnan(found.end[2, 0])
    others = [0, 1, 3, 4]
    np.testing.assert_array_equal(found.values[others], whole.values[others])
    np.testing.assert_array_equal(found.end[others], whole.end[others])


def test_a_start_that_is_no_number_fails_at_once() -> None:
    found = courses(explosive, timeline([], []), [0.0, 1.0], start=np.array([[math.nan], [0.5]]))
    assert found.status.tolist() == [Status.NOT_FINITE, Status.OK]
    assert found.values[1, 1, 0] == pytest.approx(1.0)


def test_too_many_steps_is_a_status() -> None:
    found = courses(ONE, timeline([(0.0, Kind.ADD, 0, 300.0)]), [1.0, 60.0], rtol=1e-10, most_steps=5)
    assert found.status.tolist() == [Status.TOO_MANY_STEPS]
    assert np.isnan(found.values[0, 1, 0])


def test_the_longest_call_is_nothing_and_nobody() -> None:
    assert courses(ONE, timeline(), [0.0, 1.0]).values.shape == (0, 2, 1)
    assert courses(ONE, timeline([]), []).values.shape == (1, 0, 1)


@pytest.mark.parametrize("wrong", [(0.0, Kind.ADD, 1, 9.0), (0.0, Kind.PARAMETERS, 1, 0.0), (0.0, Kind.RATE, -1, 0.0)])
def test_a_break_of_a_state_or_row_that_there_is_not_is_refused(wrong: Break) -> None:
    with pytest.raises(ModelError, match="the arrays of an integration of 1 patients do not fit each other"):
        courses(ONE, timeline([wrong]), [1.0])


def test_a_start_of_another_shape_is_refused() -> None:
    with pytest.raises(ModelError, match="do not fit each other"):
        courses(ONE, timeline([]), [1.0], start=np.zeros((1, 2)))


def test_a_dose_after_the_last_time_is_not_given() -> None:
    plan = timeline([(0.0, Kind.ADD, 0, 300.0), (1.0, Kind.ADD, 0, 300.0), (2.0, Kind.ADD, 0, 300.0)])
    found = courses(ONE, plan, [1.0])
    assert found.end[0, 0] == pytest.approx(300 * math.exp(-K))


def test_a_simulation_goes_on_from_where_another_ended() -> None:
    plan, rows = many(3)
    whole = courses(TARGET, plan, [0.0, 5.0, 12.0], rows)
    half = courses(TARGET, plan, [0.0, 5.0], rows)
    rest = timeline(*[[(7.0, Kind.RATE, 0, 90.0), (8.0, Kind.RATE, 0, 0.0)]] * 3)
    found = courses(TARGET, rest, [5.0, 12.0], rows, start=half.end)
    np.testing.assert_allclose(found.end, whole.end, rtol=1e-7)
