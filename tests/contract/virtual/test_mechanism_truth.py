"""Simulated patients whose toxicity follows from the mechanism."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError, ModelError, StudyError
from firstdose.pkpd.response import response_rule
from firstdose.sourced import Sourced
from firstdose.study import MechanismTruth, load
from firstdose.trial import Criterion, DltDefinition
from firstdose.types import I8
from firstdose.virtual.mechanism_truth import (
    Mechanism,
    mechanism_assumptions,
    mechanism_truth,
    safety_model,
    site_of,
)
from firstdose.virtual.patients import Patients

STUDY = load("t-dm1-weekly")
TOXIC = {"SLOPE_PLT": 0.03, "SLOPE_AST": 0.03}  # more than is likely, so that few patients show it
TRUTH = mechanism_truth(STUDY, TOXIC, responses=False)
T, P = 30, 4


def _levels(level: int) -> I8:
    return np.full((T, P), level, np.int8)


def _with_background(p: float) -> Mechanism:
    beside = replace(TRUTH.settings.background, p=Sourced(p, "1", "a test", "assumed"))
    return replace(TRUTH, settings=replace(TRUTH.settings, background=beside))


def test_the_dlt_is_found_by_the_protocols_own_definition() -> None:
    patients = TRUTH.patients(7, range(T), P)
    one = replace(_with_background(0.0), dlt=DltDefinition(21, (Criterion("platelet count decreased", 3),)))
    fate = one.treat(patients, _levels(4))
    assert patients.traits is not None
    courses = one.courses(patients.traits.reshape(T * P, -1), np.full(T * P, 2.9), one.row)
    low = courses.values["PLT"][:, courses.days < 21] < 50
    day = np.where(low.any(axis=1), courses.days[low.argmax(axis=1)], np.inf)
    assert 5 < np.isfinite(day).sum() < T * P
    assert fate.onset.ravel() == pytest.approx(day)


def test_another_definition_makes_other_dlts_of_the_same_courses() -> None:
    patients = TRUTH.patients(7, range(T), P)
    lenient = replace(TRUTH, dlt=DltDefinition(21, (Criterion("platelet count decreased", 4),)))
    strict = replace(TRUTH, dlt=DltDefinition(21, (Criterion("platelet count decreased", 2),)))
    few, many = (np.isfinite(each.treat(patients, _levels(4)).onset) for each in (lenient, strict))
    assert few.sum() < many.sum()
    assert np.all(many[few])
    assert lenient.treat(patients, _levels(4)).grade.tolist() == strict.treat(patients, _levels(4)).grade.tolist()


def test_onsets_lie_within_the_window_and_grades_go_with_them() -> None:
    fate = TRUTH.treat(TRUTH.patients(7, range(T), P), _levels(4))
    seen = fate.onset[np.isfinite(fate.onset)]
    assert seen.size > 5
    assert seen.min() >= 0
    assert seen.max() < 21
    assert set(np.unique(fate.grade)) <= {0, 1, 2, 3, 4}
    assert np.unique(fate.response).tolist() == [-1]


def test_without_a_dose_nothing_happens() -> None:
    fate = TRUTH.treat(TRUTH.patients(7, range(T), P), _levels(-1))
    assert np.all(np.isinf(fate.onset))
    assert np.all(fate.grade == 0)


def test_a_patient_is_the_same_in_whatever_company() -> None:
    patients, levels = TRUTH.patients(7, range(T), P), np.arange(T * P, dtype=np.int8).reshape(T, P) % 5
    together = TRUTH.treat(patients, levels)
    rows = np.array([3, 17])
    alone = TRUTH.treat(patients[rows, slice(1, 3)], levels[rows, 1:3])
    assert alone.onset.tolist() == together.onset[rows, 1:3].tolist()
    assert alone.grade.tolist() == together.grade[rows, 1:3].tolist()


def test_what_the_mechanism_does_not_have_comes_at_any_time_to_a_few() -> None:
    harmless = replace(_with_background(0.3), row={"SLOPE_PLT": np.asarray(0.0), "SLOPE_AST": np.asarray(0.0)})
    patients = replace(harmless.patients(7, range(1), 5), tolerance=np.array([[0.03, 0.15, 0.299, 0.31, 0.9]]))
    fate = harmless.treat(patients, np.zeros((1, 5), np.int8))
    assert fate.onset[0, :3].tolist() == pytest.approx([2.1, 10.5, 20.93])
    assert np.all(np.isinf(fate.onset[0, 3:]))
    assert fate.grade[0, :3].tolist() == [3, 3, 3]


def test_the_share_of_simulated_dlts_is_the_truths_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[Mechanism.__module__], "_EVEN", 1000)
    p = TRUTH.p_dlt()
    assert np.all(np.diff(p) >= 0)
    patients = TRUTH.patients(11, range(100), 10)
    share = np.isfinite(TRUTH.treat(patients, np.full((100, 10), 3, np.int8)).onset).mean()
    assert abs(share - p[3]) <= 4 * np.sqrt(p[3] * (1 - p[3]) / 1000) + 0.02  # of 1000 even patients


def test_a_response_is_confirmed_by_what_is_measured_at_two_scans() -> None:
    follows = mechanism_truth(STUDY, TOXIC, responses=True)
    patients = follows.patients(7, range(5), 4)
    fate = follows.treat(patients, np.full((5, 4), 3, np.int8))
    assert patients.traits is not None
    deviates = patients.traits.reshape(20, -1)
    courses = follows.courses(deviates, np.full(20, 2.4), follows.row)
    scans = [courses.days.tolist().index(day) for day in (0.0, 42.0, 84.0, 126.0)]
    measured = courses.values["SLD"][:, scans] * np.exp(0.07 * deviates[:, -4:])
    assert fate.response.ravel().tolist() == response_rule().confirmed(measured).astype(int).tolist()
    assert 0 < fate.response.sum() < 20
    assert (follows.response_days, TRUTH.response_days) == (126.0, None)
    assert TRUTH.true_response() is None


def test_following_tumours_changes_no_toxicity() -> None:
    follows = mechanism_truth(STUDY, TOXIC, responses=True)
    patients = TRUTH.patients(7, range(10), 4)
    level = np.full((10, 4), 4, np.int8)
    assert follows.treat(patients, level).onset == pytest.approx(TRUTH.treat(patients, level).onset, abs=1e-6)


def test_patients_of_another_truth_and_unknown_sites_are_refused() -> None:
    with pytest.raises(StudyError, match="these patients have none: take those of this truth"):
        TRUTH.treat(Patients(np.array([0.5])), np.array([0], np.int8))
    with pytest.raises(ModelError, match='"liver" is no site'):
        safety_model("liver")
    bare = replace(STUDY.molecule, payload=replace(STUDY.molecule.payload, kinetics=None))
    with pytest.raises(LibraryError, match="the mechanistic models need it"):
        mechanism_truth(replace(STUDY, molecule=bare))


def test_the_site_is_the_studys_or_else_the_librarys() -> None:
    assert site_of(STUDY) == "circulation"
    assert site_of(replace(STUDY, truth=MechanismTruth("release"))) == "release"
    assert mechanism_truth(replace(STUDY, truth=MechanismTruth("release"))).model.name.endswith("release")


def test_its_assumptions_leave_out_what_is_listed_already() -> None:
    found = list(mechanism_assumptions(STUDY, ()))
    again = list(mechanism_assumptions(STUDY, found))
    assert "patient model PLT0" in {one.where for one in found}
    assert "mechanism background p" in {one.where for one in found}
    assert len(again) < len(found)
