"""Assumed DLT probabilities as the truth of simulated trials."""

import numpy as np
import pytest

from firstdose.errors import StudyError
from firstdose.types import F64
from firstdose.virtual import AssumedCurve, Patients

CURVE = AssumedCurve((0.0, 0.1, 0.5, 1.0), window_days=20.0)
T, P = 5000, 8
PATIENTS = CURVE.patients(9, range(T), P)


def _onset(level: int) -> F64:
    return CURVE.onset(PATIENTS, np.full((T, P), level, np.int8))


@pytest.mark.parametrize("level", range(4))
def test_the_share_of_dlts_is_the_probability_assumed(level: int) -> None:
    p = CURVE.p[level]
    share = np.isfinite(_onset(level)).mean()
    assert abs(share - p) <= 4 * np.sqrt(p * (1 - p) / (T * P))


def test_a_dlt_comes_uniformly_over_the_window() -> None:
    seen = _onset(2)
    seen = seen[np.isfinite(seen)]
    assert seen.min() > 0
    assert seen.max() < 20
    assert abs(seen.mean() - 10) < 4 * (20 / np.sqrt(12)) / np.sqrt(len(seen))


def test_a_patient_with_a_dlt_has_one_no_later_at_every_higher_probability() -> None:
    assert np.all(_onset(2) <= _onset(1))
    assert np.all(_onset(3) <= _onset(2))


def test_probabilities_need_not_rise() -> None:
    falling = AssumedCurve((0.5, 0.1))
    assert falling.p_dlt().tolist() == [0.5, 0.1]


def test_patients_are_drawn_before_any_dose_and_have_addresses() -> None:
    part = CURVE.patients(9, range(100, 103), 2)
    assert np.array_equal(part.tolerance, PATIENTS.tolerance[100:103, :2])
    assert not part.profile.any()
    picked = PATIENTS[np.array([[0], [4]]), np.array([[1], [2]])]
    assert picked.tolerance.tolist() == [[PATIENTS.tolerance[0, 1]], [PATIENTS.tolerance[4, 2]]]


def test_a_tolerance_at_the_probability_is_no_dlt() -> None:
    someone = Patients(np.array([0.1, 0.0999]), np.array([0, 0]))
    assert np.isfinite(CURVE.onset(someone, np.array([1, 1], np.int8))).tolist() == [False, True]


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ((), "true DLT probabilities: none is given. Give one for each dose level, e.g. 0.05,0.1,0.2."),
        ((0.1, 1.1), "true DLT probability 1.1 at level 2: a probability from 0 to 1 is needed."),
        ((-0.1,), "true DLT probability -0.1 at level 1"),
        ((float("nan"),), "true DLT probability nan at level 1"),
    ],
)
def test_what_is_no_probability_is_refused(p: tuple[float, ...], message: str) -> None:
    with pytest.raises(StudyError) as refused:
        AssumedCurve(p)
    assert str(refused.value).startswith(message)
