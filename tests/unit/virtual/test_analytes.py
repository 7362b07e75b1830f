"""Exposure to conjugate, total antibody and free payload."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from firstdose.pkpd.course import course
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.two_compartment import TwoCompartment, infusions
from firstdose.study import load
from firstdose.trial import Schedule
from firstdose.virtual.analytes import (
    analyte_exposures,
    auc,
    bands,
    conjugate_over_time,
    plasma_model,
    sampling_days,
)

WEEKLY = load("t-dm1-weekly")
KNOWN = typical(WEEKLY.molecule)


@pytest.mark.parametrize("hours", [0.0, 1.5])
def test_concentrations_and_areas_are_those_of_the_closed_form_where_nothing_binds(hours: float) -> None:
    schedule = Schedule(7.0, hours, 21)
    days = sampling_days(schedule)
    days = days[days <= 21.0]
    own = {each.name: KNOWN[each.name] for each in plasma_model().parameters} | {"VM": 0.0, "MM": KNOWN["MM"]}
    seen = course(plasma_model(), own, [70.0], schedule, 2.4, days, names=("CADC",))
    ug_per_ml = seen["CADC"] * KNOWN["MM"] / 1000
    exact = TwoCompartment.of(*(np.array([KNOWN[name]]) for name in ("CLC", "V1", "Q", "V2")))
    given = infusions(schedule, 21.0)
    after = [day for day in days if not any(np.isclose(day, dose.start_day, atol=1e-5) for dose in given)]
    places = np.searchsorted(days, after)
    assert ug_per_ml[:, places] == pytest.approx(2.4 * 70 * exact.concentration(given, after), rel=1e-3)
    assert auc(days, ug_per_ml, 0.0, 21.0) == pytest.approx(2.4 * 70 * exact.auc(given, [21.0])[:, 0], rel=0.01)


def test_analytes_at_every_level() -> None:
    found = analyte_exposures(WEEKLY, 20)
    assert len(found) == len(WEEKLY.protocol.grid)
    for low, high in pairwise(found):
        for name in ("conjugate", "total_antibody", "payload"):
            rising = [metric for metric in low[name] if metric != "accumulation_ratio"]
            assert all(np.all(high[name][metric] > low[name][metric]) for metric in rising)
        for metric in ("cmax_ug_per_ml", "ctrough_ug_per_ml", "auc_0_21_ug_day_per_ml"):
            assert np.all(low["total_antibody"][metric] >= low["conjugate"][metric])  # which is a part of it
    top = found[-1]
    assert np.all(top["total_antibody"]["ctrough_ug_per_ml"] > top["conjugate"]["ctrough_ug_per_ml"])
    assert list(top["payload"]) == ["cmax_ng_per_ml", "ctrough_ng_per_ml", "auc_0_21_ng_day_per_ml"]
    assert bands(top)["payload"]["cmax_ng_per_ml"].median == np.median(top["payload"]["cmax_ng_per_ml"])


def test_the_course_of_the_conjugate_peaks_where_its_exposure_says() -> None:
    days = sampling_days(WEEKLY.protocol.schedule)
    days = days[days <= 21.0]
    courses, found = list(conjugate_over_time(WEEKLY, days.tolist(), 5)), analyte_exposures(WEEKLY, 5)
    for course_, exposures in zip(courses, found, strict=True):
        assert course_.max(axis=1) == pytest.approx(exposures["conjugate"]["cmax_ug_per_ml"])
    assert np.all((courses[0].max(axis=1) > 20) & (courses[0].max(axis=1) < 60))  # 1.2 mg/kg in some 3 L, µg/mL


def test_at_steady_state_the_conjugate_accumulates() -> None:
    found = analyte_exposures(WEEKLY, 10)[0]["conjugate"]
    assert np.all(found["accumulation_ratio"] > 1)
    every_three = analyte_exposures(load("t-dm1-q3w"), 10)[4]["conjugate"]
    assert np.median(every_three["accumulation_ratio"]) < np.median(found["accumulation_ratio"])
    assert "accumulation_ratio" not in analyte_exposures(WEEKLY, 2)[0]["payload"]


def test_an_interval_longer_than_three_weeks_is_seen_to_its_end() -> None:
    monthly = replace(WEEKLY.protocol, schedule=Schedule(28.0, 1.5, 28))
    found = analyte_exposures(replace(WEEKLY, protocol=monthly), 3)
    assert np.all(found[0]["conjugate"]["ctrough_ug_per_ml"] > 0)


def test_the_seed_draws_the_patients() -> None:
    one, same, other = (analyte_exposures(replace(WEEKLY, seed=seed), 3)[0] for seed in (1, 1, 2))
    cmax = [each["payload"]["cmax_ng_per_ml"].tolist() for each in (one, same, other)]
    assert cmax[0] == cmax[1]
    assert cmax[0] != cmax[2]
