"""Quantities that publications report, from courses whose answers are known."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.pkpd.calibrate.statistics import Seen, area, dose_limited, measured
from firstdose.pkpd.calibrate.targets import Regimen, Target, targets
from firstdose.types import F64

T_DM1 = targets("t-dm1")
BY_ID = {one.id: one for one in T_DM1.targets}
Q3W = Regimen("q3w", dose=3.6, every_days=21.0, infusion_hours=0.0, days=63.0)
WEEKLY = Regimen("weekly", dose=2.4, every_days=7.0, infusion_hours=0.0, days=21.5)
DAYS = np.arange(0.0, 63.01, 0.25)


def seen(regimen: Regimen = Q3W, days: F64 = DAYS, **columns: F64) -> Seen:
    """One vector, one patient."""
    return Seen(
        regimen, days, {name: each[None, None, :] for name, each in columns.items()}, {"ALT": 40.0, "AST": 40.0}
    )


def value(name: str, *courses: Seen, **change: object) -> float:
    """What a target of T-DM1 finds in them."""
    target: Target = replace(BY_ID[name], **change)  # type: ignore[arg-type]
    return float(measured(target, courses, T_DM1.dlt)[0, 0])


def one_exponential(height: float, rate: float, every_days: float = 21.0) -> F64:
    """A bolus every so many days; the value at a dose is the one before it, but for the first."""
    since = np.where(DAYS > 0, (DAYS - 1e-9) % every_days + 1e-9, 0.0)
    return height * np.exp(-rate * since)


def test_the_area_of_an_exponential_is_exact_on_coarse_days() -> None:
    days = np.array([0.0, 5.0, 20.0])
    assert area(days, np.exp(-0.3 * days)) == pytest.approx((1 - np.exp(-6)) / 0.3, rel=1e-12)


def test_the_area_of_a_rise_is_the_trapezium() -> None:
    assert area(np.array([0.0, 2.0]), np.array([1.0, 3.0])) == 4.0


def test_kinetics_of_one_exponential() -> None:
    course = seen(CADC=one_exponential(80.0, 0.2))
    assert value("lu_clearance", course) == pytest.approx(1000 * 3.6 / 400, rel=1e-9)
    assert value("marianne_aucinf", course) == pytest.approx(400, rel=1e-9)
    assert value("marianne_cmax_c1", course) == pytest.approx(80)
    assert value("q3w_thalf_mtd_d", course) == pytest.approx(np.log(2) / 0.2, rel=1e-9)
    assert value("girish_tdm4258g_c1_vss", course) == pytest.approx(1000 * 3.6 / 80, rel=0.001)
    assert value("marianne_ctrough_c1", course) == pytest.approx(80 * np.exp(-4.2), rel=1e-6)


def test_ratios_of_two_courses() -> None:
    high, low = seen(CADC=one_exponential(80.0, 0.2)), seen(replace(Q3W, dose=1.2), CADC=one_exponential(20.0, 0.2))
    assert value("low_dose_faster_cl", low, high) == pytest.approx((1.2 / 20) / (3.6 / 80))
    assert value("weekly_dose_proportional", high, low) == pytest.approx((80 / 3.6) / (20 / 1.2))


def test_accumulation_compares_two_doses() -> None:
    course = seen(CADC=one_exponential(80.0, 0.2) * np.where(DAYS > 42, 1.3, 1.0))
    peaks = (80.0, 1.3 * 80.0 * np.exp(-0.2 * 0.25))  # a quarter of a day after the third dose is looked at first
    assert value("q3w_accumulation", course) == pytest.approx(peaks[1] / peaks[0])


def test_the_lowest_platelets() -> None:
    platelets = 240 - 190 * np.exp(-(((DAYS - 7.0) / 3) ** 2))
    course = seen(PLT=platelets)
    assert value("q3w_nadir_day", course) == 8.0  # the first dose is on day 1
    assert value("q3w_nadir_share", course) == pytest.approx(100 * 50 / platelets[0])
    assert value("q3w36_tcp_g3plus", course, threshold=50.1) == 1.0
    assert value("q3w36_tcp_g3plus", course, threshold=49.9) == 0.0
    back = 3 * np.sqrt(np.log(190 / (240 - 0.9 * platelets[0]))) + 7.0
    assert value("q3w_recovery_day", course) == pytest.approx(np.ceil(4 * back) / 4 + 1)


def test_platelets_that_do_not_come_back_are_counted_on_the_last_day() -> None:
    assert value("q3w_recovery_day", seen(PLT=240 - DAYS)) == 23.0


@pytest.mark.parametrize(("lows", "cycle"), [((60, 80, 80), 1.0), ((62, 60, 80), 1.0), ((70, 60, 80), 2.0)])
def test_the_cycle_of_the_lowest_platelets(lows: tuple[float, ...], cycle: float) -> None:
    platelets = np.full_like(DAYS, 240.0)
    for number, low in enumerate(lows):
        platelets[np.searchsorted(DAYS, 21 * number + 7)] = low
    assert value("q3w_lowest_nadir_cycle", seen(PLT=platelets)) == cycle


def test_transaminases_are_multiples_of_the_limit_of_normal() -> None:
    course = seen(ALT=np.full_like(DAYS, 30.0), AST=np.where(DAYS == 6, 201.0, 30.0))
    assert value("emilia_ast_lab_g3plus", course) == 1.0
    assert value("emilia_alt_lab_all", course) == 0.0
    assert value("emilia_transaminases_g3plus", course) == 1.0


@pytest.mark.parametrize(("smaller", "response"), [((42.0, 84.0), 1.0), ((42.0,), 0.0), ((42.0, 126.0), 0.0)])
def test_a_response_is_confirmed_at_the_next_assessment(smaller: tuple[float, ...], response: float) -> None:
    days = np.arange(0.0, 126.1, 0.5)
    diameters = np.where(np.isin(days, smaller), 69.0, 100.0)
    assert value("q3w_orr_confirmed_mtd", seen(days=days, SLD=diameters)) == response


def quiet(**change: F64) -> dict[str, F64]:
    """A patient with nothing wrong."""
    flat = np.ones_like(DAYS)
    return {"PLT": 240 * flat, "ALT": 20 * flat, "AST": 20 * flat} | change


@pytest.mark.parametrize(
    ("platelets", "weekly", "q3w"),
    [
        ({}, 0.0, 0.0),
        ({10: 24.0}, 1.0, 1.0),  # grade 4
        ({22: 24.0}, 0.0, 0.0),  # after the window
        ({7: 74.0}, 1.0, 0.0),  # the second dose is held
        ({14: 74.0}, 0.0, 0.0),
        ({14: 74.0, 21: 74.0}, 1.0, 0.0),  # so are the third and the fourth
    ],
)
def test_what_is_dose_limiting(platelets: dict[float, float], weekly: float, q3w: float) -> None:
    counts = np.full_like(DAYS, 240.0)
    for day, count in platelets.items():
        counts[np.searchsorted(DAYS, day)] = count
    for regimen, expected in ((WEEKLY, weekly), (Q3W, q3w)):
        assert dose_limited(seen(regimen, DAYS, **quiet(PLT=counts)), T_DM1.dlt)[0, 0] == expected


def test_a_transaminase_of_grade_3_is_dose_limiting() -> None:
    assert dose_limited(seen(Q3W, DAYS, **quiet(ALT=np.full_like(DAYS, 201.0))), T_DM1.dlt)[0, 0] == 1.0
    assert dose_limited(seen(Q3W, DAYS, **quiet(ALT=np.full_like(DAYS, 199.0))), T_DM1.dlt)[0, 0] == 0.0
