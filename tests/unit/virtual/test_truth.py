"""Assumed probabilities as the truth of simulated trials."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from firstdose.errors import StudyError
from firstdose.types import F64
from firstdose.virtual import AssumedCurve, Fate, Patients

CURVE = AssumedCurve((0.0, 0.1, 0.5, 1.0), window_days=20.0)
T, P = 5000, 8
PATIENTS = CURVE.patients(9, range(T), P)
GRADES = ((0.4, 0.3, 0.2, 0.1, 0.0, 0.0), (0.1, 0.2, 0.3, 0.2, 0.15, 0.05))


def _fate(curve: AssumedCurve, level: int) -> Fate:
    return curve.treat(curve.patients(9, range(T), P), np.full((T, P), level, np.int8))


def _onset(level: int) -> F64:
    return _fate(CURVE, level).onset


def _near(share: float, p: float, n: int = T * P) -> bool:
    return bool(abs(share - p) <= 4 * np.sqrt(p * (1 - p) / n))


@pytest.mark.parametrize("level", range(4))
def test_the_share_of_dlts_is_the_probability_assumed(level: int) -> None:
    assert _near(float(np.isfinite(_onset(level)).mean()), CURVE.p[level])


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
    both = AssumedCurve((0.1,), p_response=(0.3,), correlation=0.4)
    whole, part = both.patients(9, range(T), P), both.patients(9, range(100, 103), 2)
    assert part.resistance is not None
    assert whole.resistance is not None
    assert np.array_equal(part.tolerance, PATIENTS.tolerance[100:103, :2])
    assert np.array_equal(part.resistance, whole.resistance[100:103, :2])
    assert (PATIENTS.profile, PATIENTS.resistance) == (None, None)
    picked = whole[np.array([[0], [4]]), np.array([[1], [2]])]
    assert picked.tolerance.tolist() == [[PATIENTS.tolerance[0, 1]], [PATIENTS.tolerance[4, 2]]]


def test_a_tolerance_at_the_probability_is_no_dlt() -> None:
    someone = Patients(np.array([0.1, 0.0999]))
    assert np.isfinite(CURVE.treat(someone, np.array([1, 1], np.int8)).onset).tolist() == [False, True]


def test_nothing_happens_without_a_dose() -> None:
    full = AssumedCurve((1.0,), p_response=(1.0,), p_grade=((0, 0, 0, 0, 0, 1.0),))
    fate = full.treat(full.patients(1, range(3), 2), np.full((3, 2), -1, np.int8))
    assert np.isinf(fate.onset).all()
    assert (np.unique(fate.grade).tolist(), np.unique(fate.response).tolist()) == ([0], [0])


def test_what_is_not_modelled_is_not_known() -> None:
    fate = _fate(CURVE, 1)
    assert (np.unique(fate.grade).tolist(), np.unique(fate.response).tolist()) == ([-1], [-1])
    assert CURVE.true_response() is None
    told = AssumedCurve((0.1, 0.2), p_response=(0.3, 0.4)).true_response()
    assert told is not None
    assert told.tolist() == [0.3, 0.4]


@pytest.mark.parametrize("correlation", [-1.0, -0.5, 0.0, 0.6, 1.0])
def test_dlt_and_response_keep_their_probabilities_and_have_the_correlation_of_two_normals(correlation: float) -> None:
    p, q = 0.3, 0.45
    curve = AssumedCurve((p,), p_response=(q,), correlation=correlation)
    fate = _fate(curve, 0)
    dlt, response = np.isfinite(fate.onset), fate.response == 1
    both = multivariate_normal(cov=[[1, correlation], [correlation, 1]], allow_singular=True)
    assert _near(float(dlt.mean()), p)
    assert _near(float(response.mean()), q)
    assert _near(float((dlt & response).mean()), float(both.cdf([norm.ppf(p), norm.ppf(q)])))


def test_a_patient_who_responds_does_so_at_every_higher_probability_whatever_comes_of_toxicity() -> None:
    curve = AssumedCurve((0.9, 0.1), p_response=(0.2, 0.6))
    assert np.all(_fate(curve, 0).response <= _fate(curve, 1).response)


@pytest.mark.parametrize("level", [0, 1])
def test_grades_have_their_probabilities_and_a_dlt_is_a_grade_of_three_or_more(level: int) -> None:
    curve = AssumedCurve.of_grades(GRADES, window_days=20.0)
    assert curve.p == pytest.approx((0.1, 0.4))
    fate = _fate(curve, level)
    for grade in range(6):
        assert _near(float((fate.grade == grade).mean()), GRADES[level][grade])
    assert np.array_equal(np.isfinite(fate.onset), fate.grade >= 3)


def test_another_grade_may_be_the_first_that_is_a_dlt() -> None:
    fate = _fate(AssumedCurve.of_grades(GRADES, dlt_grade=2), 1)
    assert np.array_equal(np.isfinite(fate.onset), fate.grade >= 2)


def test_a_dlt_and_its_grade_agree_to_the_last_bit() -> None:
    """0.1 + 0.2 is not 0.3: who has a tolerance between the two would have a DLT of grade 2."""
    someone = Patients(np.nextafter([0.3, 0.3, 0.1 + 0.2], [0, 1, 1]))
    for p in (0.3, 0.1 + 0.2):
        for row in ((0.5, 0.1, 0.1, 0.1, 0.2, 0.0), (0.7, 0.0, 0.0, 0.0, 0.2, 0.1), (0.6, 0.1, 0.0, 0.3, 0.0, 0.0)):
            fate = AssumedCurve((p,), p_grade=(row,)).treat(someone, np.zeros(3, np.int8))
            assert np.array_equal(np.isfinite(fate.onset), fate.grade >= 3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"p": ()}, "true DLT probabilities: none is given. Give one for each dose level, e.g. 0.05,0.1,0.2."),
        ({"p": (0.1, 1.1)}, "true DLT probability 1.1 at level 2: a probability from 0 to 1 is needed."),
        ({"p": (-0.1,)}, "true DLT probability -0.1 at level 1"),
        ({"p": (float("nan"),)}, "true DLT probability nan at level 1"),
        ({"p_response": (0.1, 2.0)}, "true response probability 2 at level 2"),
        ({"p_response": (0.1,)}, "true response probabilities of 1 levels and DLT probabilities of 2: give both"),
        ({"p_grade": GRADES[:1]}, "true grade probabilities of 1 levels"),
        ({"p_grade": (GRADES[0], (0.5, 0.5))}, "true grade probabilities (0.5, 0.5) at level 2: six probabilities"),
        ({"p_grade": (GRADES[0], (0.9, 0.2, 0, 0, 0, 0))}, "six probabilities that add up to 1 are needed"),
        ({"p_grade": (GRADES[0], (1.2, -0.2, 0, 0, 0, 0))}, "six probabilities that add up to 1 are needed"),
        ({"p_grade": GRADES, "dlt_grade": 4}, "level 1: grade 4 or above has probability 0, and a DLT 0.1."),
        ({"dlt_grade": 0}, "dlt_grade = 0: a CTCAE grade from 1 to 5 is needed, e.g. 3."),
        ({"correlation": 1.1}, "correlation = 1.1 of DLT and response: a number from -1 to 1 is needed, e.g. 0.2."),
        ({"correlation": float("nan")}, "correlation = nan"),
        ({"window_days": 0.0}, "window_days = 0: a DLT window has a positive length, e.g. 28."),
    ],
)
def test_what_cannot_be_true_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(StudyError) as refused:
        AssumedCurve(**({"p": (0.1, 0.4)} | options))  # type: ignore[arg-type]
    assert message in str(refused.value)
