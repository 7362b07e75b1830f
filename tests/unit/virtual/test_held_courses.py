"""Courses of patients whose doses are held for toxicity."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.molecule import library
from firstdose.pkpd.course import Course, course
from firstdose.pkpd.mechanism import typical
from firstdose.trial import Schedule
from firstdose.virtual.held_courses import HeldCourses, held_courses, solved
from firstdose.virtual.mechanism_settings import mechanism_settings
from firstdose.virtual.mechanism_truth import safety_model

WEEKLY, SETTINGS = Schedule(7.0, 1.5, 21), mechanism_settings()
MODEL, TYPICAL = safety_model("proliferation"), typical(library("t-dm1"), site="proliferation")
SLOPES = np.array([0.0, 0.002, 0.02])  # of platelets: none, some and lasting harm
GRADE_1 = ("platelet count decreased >= G1",)
WEIGHT, DOSE = np.full(3, 70.0), np.full(3, 2.4)
PARAMETERS = {name: np.full(3, value) for name, value in TYPICAL.items()} | {
    "SLOPE_PLT": SLOPES,
    "PLT0": np.array([237.0, 237.0, 170.0]),
}


def _held(criteria: tuple[str, ...] = ("platelet count decreased >= G2",)) -> HeldCourses:
    settings = replace(SETTINGS, hold=replace(SETTINGS.hold, criteria=criteria))
    return held_courses(MODEL, PARAMETERS, WEIGHT, WEEKLY, DOSE, range(22), settings)


def test_without_a_criterion_doses_are_given_as_planned() -> None:
    found = _held(())
    planned = course(MODEL, _own(), WEIGHT, WEEKLY, DOSE, np.arange(22.0), names=("PLT", "ALT"))
    assert found.given.all()
    assert found.days.tolist() == list(range(22))
    assert found.values["PLT"] == pytest.approx(planned["PLT"], rel=1e-4)
    assert found.values["ALT"] == pytest.approx(planned["ALT"], rel=1e-4)


def _own() -> dict[str, np.ndarray]:
    wanted = {each.name for each in MODEL.parameters} | {"MM"}
    return {name: value for name, value in PARAMETERS.items() if name in wanted}


def test_a_dose_is_left_out_of_those_whose_platelets_are_low_that_day() -> None:
    found = _held(GRADE_1)
    low = found.values["PLT"][:, [7, 14]] < 150
    assert found.given[:, 0].all()
    assert found.given[:, 1:].tolist() == (~low).tolist()
    assert found.given.tolist()[0] == [True, True, True]
    assert found.given.tolist()[2] == [True, False, False]


def test_after_a_dose_left_out_platelets_recover() -> None:
    held, planned = _held(GRADE_1).values["PLT"][2], _held(()).values["PLT"][2]
    assert held[:8].tolist() == planned[:8].tolist()
    assert held[-1] > 1.05 * planned[-1]


def test_the_day_of_the_second_dose_missed() -> None:
    assert _held(GRADE_1).missed_day(2).tolist() == [np.inf, np.inf, 14.0]
    assert _held(GRADE_1).missed_day(1)[2] == 7.0


def test_grades_are_those_of_each_day_before_the_end() -> None:
    grades = _held().grades(SETTINGS, 14)
    assert grades["platelet count decreased"].shape == (3, 14)
    assert grades["platelet count decreased"][:, 0].tolist() == [0, 0, 0]
    assert grades["platelet count decreased"][2].max() >= 1


def test_a_simulation_that_failed_is_refused() -> None:
    found = course(MODEL, _own(), WEIGHT, WEEKLY, DOSE, [0.0, 1.0])
    with pytest.raises(ModelError, match="failed in 1 of 3 patients, the first with status 2"):
        solved(Course(found.days, found.values, found.baseline, np.array([0, 2, 0], np.int8), found.end))
