"""Liver, skin and eyes."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.molecule import Adc, library
from firstdose.pkpd.course import Course, course
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import patient_model
from firstdose.trial import Schedule

DAYS = np.arange(0.0, 42.5, 0.5)
WEEKLY = Schedule(every_days=7.0, infusion_hours=1.0, cycle_days=21)
ONCE = Schedule(every_days=84.0, infusion_hours=1.0, cycle_days=84)
T_DM1, IMGN289 = library("t-dm1"), library("imgn289")


def _course(adc: Adc, dose: float, schedule: Schedule = WEEKLY, **changed: float) -> Course:
    return course(patient_model("circulation"), typical(adc) | changed, [70.0], schedule, dose, DAYS)


def test_enzymes_peak_within_two_weeks_and_fall_by_their_half_lives() -> None:
    seen = _course(T_DM1, 3.6, ONCE)
    for name in ("ALT", "AST"):
        rise = seen[name][0] / seen.baseline[name][0]
        assert 3 <= DAYS[np.argmax(rise)] <= 14
        assert 1 < rise[-1] < 1.05 < 1.5 < rise.max()


def test_a_slope_is_the_rise_at_a_lasting_injury() -> None:
    model, known = patient_model("circulation"), typical(T_DM1) | {"SLOPE_ALT": 0.02}
    start = dict(zip(model.state_names, model.start.evaluate(known, {}), strict=True))
    held = start | {"INJ": 50.0, "ALT": 2 * known["ALT0"]}
    rates = dict(zip(model.state_names, model.rates.evaluate(known, held), strict=True))
    assert rates["ALT"] == pytest.approx(0.0, abs=1e-12)


def test_an_antibody_against_her2_leaves_the_skin_alone() -> None:
    seen = _course(T_DM1, 3.6)
    assert np.all(seen["RO"] == 0)
    assert np.all(seen["RASH"] == 0)


def test_skin_takes_up_a_low_dose_before_its_receptors_are_occupied() -> None:
    low, high = (_course(IMGN289, dose)["RO"][0, DAYS > 35].max() for dose in (0.1, 2.0))
    assert low < 0.2
    assert high > 0.9


def test_rash_follows_occupancy_up_to_what_the_antibody_can_do() -> None:
    seen = _course(IMGN289, 2.0)
    rash, most = seen["RASH"][0], typical(IMGN289)["RASHMAX"]
    assert 0.8 * most < rash[-1] < most
    assert rash[DAYS == 3.5] < 0.5 * most  # it takes a week or two to come


def test_the_cornea_is_harmed_by_some_payloads_more_than_by_others() -> None:
    other = {name: _course(replace(T_DM1, payload=replace(T_DM1.payload, name=name)), 2.0) for name in ("DM1", "MMAF")}
    mild, severe = (other[name]["OCU"].max() for name in ("DM1", "MMAF"))
    assert severe > 10 * mild > 0
