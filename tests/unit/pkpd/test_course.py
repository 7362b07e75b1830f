"""Courses: doses into patients, what is kept of them, and where a next stretch starts."""

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.molecule import library
from firstdose.pkpd import course as module
from firstdose.pkpd.course import Course, course, dose_records
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import patient_model
from firstdose.trial import Schedule
from firstdose.types import F64

MODEL = patient_model("circulation")
KNOWN = typical(library("t-dm1"))
WEEKLY = Schedule(every_days=7.0, infusion_hours=1.5, cycle_days=21)
WEIGHTS = np.array([55.0, 70.0, 90.0])
DAYS = np.array([0.0, 3.0, 7.0, 10.0, 14.0])


def _course(dose: F64 | float = 2.4, days: F64 = DAYS, start: F64 | None = None, **changed: object) -> Course:
    return course(MODEL, KNOWN | changed, WEIGHTS, WEEKLY, dose, days, start=start)  # type: ignore[arg-type]


def test_a_course_holds_what_is_measured_in_every_patient() -> None:
    seen = _course()
    assert set(seen.values) == {"CADC", "CTAB", "CPAY", "PLT", "ALT", "AST", "RASH", "RO", "OCU", "SLD"}
    assert all(values.shape == (3, 5) for values in seen.values.values())
    assert seen["PLT"][:, 0] == pytest.approx(237.0)
    np.testing.assert_allclose(seen["PLT"][:, 0], seen.baseline["PLT"])
    assert list(seen.status) == [0, 0, 0]
    assert len(seen) == 3


def test_a_dose_per_kg_is_an_amount_of_antibody() -> None:
    seen = course(MODEL, KNOWN, WEIGHTS, Schedule(7.0, 0.0, 21), 3.6, [0.0, 1e-6], names=("CADC",))
    np.testing.assert_allclose(seen["CADC"][:, 1], 3.6 * WEIGHTS / 148e-3 / KNOWN["V1"], rtol=1e-4)


def test_patients_come_in_chunks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _course()
    monkeypatch.setattr(module, "_CHUNK_NUMBERS", 1)
    for name, values in _course().values.items():
        np.testing.assert_allclose(values, whole[name], rtol=1e-9)


@pytest.mark.parametrize("numbers", [1, 4_000_000])
def test_a_stretch_goes_on_where_the_last_one_ended(monkeypatch: pytest.MonkeyPatch, numbers: int) -> None:
    monkeypatch.setattr(module, "_CHUNK_NUMBERS", numbers)
    whole = _course()
    first = _course(days=DAYS[:3])
    second = _course(days=DAYS[2:], start=first.end)
    for name in ("CADC", "PLT", "ALT", "SLD"):
        np.testing.assert_allclose(second[name], whole[name][:, 2:], rtol=1e-4)
    np.testing.assert_array_equal(second.baseline["PLT"], whole.baseline["PLT"])


def test_doses_may_differ_between_patients_and_between_times() -> None:
    planned, own = _course(), _course(np.array([2.4, 2.4, 0.0]))
    np.testing.assert_allclose(own["CADC"][:2], planned["CADC"][:2], rtol=1e-5)
    assert np.all(own["CADC"][2] == 0)
    held = _course(np.array([[2.4, 2.4], [2.4, 0.0], [2.4, 2.4]]))
    np.testing.assert_allclose(held["CADC"][:, :3], planned["CADC"][:, :3], rtol=1e-5)
    assert held["CADC"][1, 3] < 0.6 * planned["CADC"][1, 3]
    np.testing.assert_allclose(held["CADC"][[0, 2]], planned["CADC"][[0, 2]], rtol=1e-5)


def test_without_a_dose_nothing_happens() -> None:
    seen = _course(0.0)
    assert np.all(seen["CADC"] == 0)
    np.testing.assert_allclose(seen["PLT"], 237.0, rtol=1e-6)


def test_between_doses_a_stretch_may_have_none() -> None:
    days = np.array([0.0, 3.0, 6.0])
    whole, first = _course(days=days), _course(days=days[:2])
    np.testing.assert_allclose(_course(days=days[1:], start=first.end)["CADC"], whole["CADC"][:, 1:], rtol=1e-5)


def test_records_say_which_doses_are_given() -> None:
    records = dose_records([0.0, 7.0], np.array([[100.0, 0.0]]), 0.25)
    assert records["EVID"].tolist() == [1, 2]
    assert records["RATE"].tolist() == [400.0, 0.0]


def test_only_what_is_asked_for_is_kept() -> None:
    seen = course(MODEL, KNOWN, WEIGHTS, WEEKLY, 2.4, DAYS, names=("PLT", "HAIR"))
    assert set(seen.values) == {"PLT"}
    with pytest.raises(ModelError, match="The course has no ALT. It has PLT"):
        seen["ALT"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"weight_kg": [70.0, -1.0]}, "weight_kg is to be one positive number"),
        ({"weight_kg": []}, "weight_kg is to be one positive number"),
        ({"dose_mg_per_kg": -1.0}, "0 or a positive number of mg/kg"),
        ({"dose_mg_per_kg": float("nan")}, "0 or a positive number of mg/kg"),
        ({"dose_mg_per_kg": np.ones((1, 5))}, r"shape \(1, 5\): for 1 patients and 2 doses"),
        ({"days": [0.0, 0.0]}, "days are to be increasing"),
        ({"days": [-1.0, 0.0]}, "the first dose is on day 0"),
        ({"days": []}, "days are to be increasing"),
        ({"parameters": {"CLC": 0.5, "KDEC": 0.1, "V1": 3.0}}, "parameters lack MM"),
        ({"parameters": KNOWN | {"KDEC": 1.0}}, r"KDEC \* V1"),
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments: dict[str, object], message: str) -> None:
    usual = {"parameters": KNOWN, "weight_kg": [70.0], "schedule": WEEKLY, "dose_mg_per_kg": 2.4, "days": DAYS}
    with pytest.raises(ModelError, match=message):
        course(MODEL, **(usual | arguments))  # type: ignore[arg-type]
