"""Exposure of patients on a schedule."""

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.patient import Covariates
from firstdose.pkpd import draw_patients, exposure, hazard_settings, infusions, peak
from firstdose.trial import Schedule
from firstdose.types import F64

SOME = draw_patients(
    library("t-dm1").pharmacokinetics, [(1.0, Covariates((hazard_settings().trial_patients,)))], seed=1, n=20
)
SCHEDULES = [Schedule(7.0, 1.5, 21), Schedule(21.0, 1.5, 21), Schedule(14.0, 0.0, 28), Schedule(5.0, 30.0, 20)]
FINE: F64 = np.unique(np.concatenate([np.arange(0, 21, 0.01), [day + 1.5 / 24 for day in (0, 7, 14)], [21.0]]))


def _fine(schedule: Schedule) -> F64:
    """(N, M) concentration of 1 mg/kg on a fine grid to day 21, without a dose on day 21."""
    ends = [dose.start_day + dose.days for dose in infusions(schedule, 21)]
    days = np.unique(np.concatenate([FINE, [end for end in ends if end <= 21]]))
    return SOME.weight_kg[:, None] * SOME.kinetics.concentration(infusions(schedule, 21), days)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
def test_the_peak_is_the_highest_concentration_of_a_fine_grid(schedule: Schedule) -> None:
    np.testing.assert_allclose(exposure(SOME, schedule).cmax_ug_per_ml, _fine(schedule).max(axis=1), rtol=1e-12)


@pytest.mark.parametrize(("schedule", "due"), list(zip(SCHEDULES, [21.0, 21.0, 14.0, 20.0], strict=True)), ids=str)
def test_the_trough_is_the_last_moment_before_a_dose_within_21_days(schedule: Schedule, due: float) -> None:
    before = SOME.kinetics.concentration(infusions(schedule, due), [due])[:, 0]
    np.testing.assert_allclose(exposure(SOME, schedule).ctrough_ug_per_ml, SOME.weight_kg * before, rtol=1e-12)


def test_an_interval_of_more_than_21_days_has_its_trough_at_its_end() -> None:
    monthly = Schedule(28.0, 1.5, 28)
    expected = SOME.weight_kg * SOME.kinetics.concentration(infusions(monthly, 1), [28.0])[:, 0]
    np.testing.assert_allclose(exposure(SOME, monthly).ctrough_ug_per_ml, expected, rtol=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
def test_an_interval_at_steady_state_clears_one_dose(schedule: Schedule) -> None:
    found = exposure(SOME, schedule)
    np.testing.assert_allclose(found.auc_tau_ug_day_per_ml, SOME.weight_kg / SOME.kinetics.CL, rtol=1e-9)
    first = SOME.weight_kg * SOME.kinetics.auc(infusions(schedule, 1), [schedule.every_days])[:, 0]
    np.testing.assert_allclose(found.accumulation_ratio, found.auc_tau_ug_day_per_ml / first, rtol=1e-9)
    assert np.all(found.accumulation_ratio > 1)


def test_exposure_is_proportional_to_the_dose_and_accumulation_is_not() -> None:
    one = exposure(SOME, SCHEDULES[0])
    twice = one.times(2.0)
    assert twice.cmax_ug_per_ml.tolist() == (2 * one.cmax_ug_per_ml).tolist()
    assert twice.auc_0_21_ug_day_per_ml.tolist() == (2 * one.auc_0_21_ug_day_per_ml).tolist()
    assert twice.accumulation_ratio.tolist() == one.accumulation_ratio.tolist()


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
@pytest.mark.parametrize("window_days", [0.0, 7.0, 21.0])
def test_the_highest_exposure_in_any_window(schedule: Schedule, window_days: float) -> None:
    found, days = peak(SOME, schedule, window_days, 21.0), FINE
    doses = infusions(schedule, 21)
    if window_days:
        trailing = SOME.kinetics.auc(doses, days) - SOME.kinetics.auc(doses, np.maximum(days - window_days, 0))
    else:
        trailing = SOME.kinetics.concentration(doses, days)
    np.testing.assert_allclose(found.final, SOME.weight_kg * trailing.max(axis=1), rtol=2e-3)
    assert np.all(np.diff(found.value, axis=1) >= 0)
    assert (found.days[0], found.days[-1]) == (0.0, 21.0)


def test_over_the_whole_window_the_highest_area_is_the_area() -> None:
    whole = peak(SOME, SCHEDULES[0], 21.0, 21.0)
    np.testing.assert_allclose(whole.final, exposure(SOME, SCHEDULES[0]).auc_0_21_ug_day_per_ml, rtol=1e-12)


def test_the_first_day_on_which_an_exposure_is_reached() -> None:
    course = peak(SOME, SCHEDULES[0], 7.0, 21.0)
    patient = np.array([[0, 3, 7]])
    node = 40
    on_node = course.first_day(patient, course.value[patient, node])
    np.testing.assert_allclose(on_node, course.days[node], rtol=1e-12)
    between = (course.value[patient, node] + course.value[patient, node + 1]) / 2
    half_way = (course.days[node] + course.days[node + 1]) / 2
    np.testing.assert_allclose(course.first_day(patient, between), half_way, rtol=1e-9)


def test_an_exposure_of_zero_is_reached_at_once_and_one_too_high_never() -> None:
    course, patient = peak(SOME, SCHEDULES[0], 7.0, 21.0), np.array([4, 4, 4])
    asked = np.array([0.0, course.final[4], np.inf])
    first = course.first_day(patient, asked)
    assert first[0] == 0.0
    assert first[1] < 21.0
    assert first[2] == np.inf
    assert course.first_day(patient[:1], course.final[4:5] * (1 + 1e-9))[0] == np.inf


def test_a_peak_that_has_passed_is_not_reached_again() -> None:
    course = peak(SOME, SCHEDULES[1], 0.0, 21.0)
    last = course.first_day(np.arange(20), course.final)
    np.testing.assert_allclose(last, 1.5 / 24, atol=1e-9)  # every three weeks: at the end of the only infusion
