"""When in the window DLTs come."""

import numpy as np
import pytest

from firstdose.errors import StudyError
from firstdose.types import F64
from firstdose.virtual.onset import Onset, Uniform, Weibull
from firstdose.virtual.patients import Patients
from firstdose.virtual.truth import AssumedCurve

QUANTILE = np.linspace(0.0, 1.0, 101)


def _days(onset: Onset, p: float = 0.3, window: float = 20.0) -> F64:
    """Onsets of many patients, all of them with a DLT at a level of probability p."""
    curve = AssumedCurve((p,), window, onset)
    patients = Patients((np.arange(10_000) + 0.5) / 10_000)
    days = curve.treat(patients, np.zeros(10_000, np.int8)).onset
    return days[np.isfinite(days)]


@pytest.mark.parametrize("late", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("p", [0.02, 0.3, 0.9])
def test_the_share_of_dlts_in_the_second_half_is_the_one_asked_for(late: float, p: float) -> None:
    days = _days(Weibull(late=late), p)
    assert np.mean(days > 10) == pytest.approx(late, abs=2 / len(days))
    assert len(days) == pytest.approx(10_000 * p, abs=1)


def test_the_weibull_is_the_one_of_the_papers_by_hand() -> None:
    """P(T <= 1) = 0.3 and P(T <= 1/2) = 0.3 (1 - late); a share v of the DLTs by t: 1 - exp(-(t / b)^a) = 0.3 v."""
    p, late = 0.3, 0.8
    a = np.log(np.log(1 - p) / np.log(1 - p * (1 - late))) / np.log(2)
    scale = 1 / (-np.log(1 - p)) ** (1 / a)
    time = Weibull(late=late)(QUANTILE, np.full(101, p))
    assert 1 - np.exp(-((time / scale) ** a)) == pytest.approx(p * QUANTILE, abs=1e-12)


def test_a_shape_given_is_the_shape_at_every_level() -> None:
    for p in (0.1, 0.6):
        time = Weibull(shape=2.0)(QUANTILE, np.full(101, p))
        assert np.log1p(-p * QUANTILE) == pytest.approx(np.log1p(-p) * time**2, abs=1e-12)


@pytest.mark.parametrize("onset", [Uniform(), Weibull(late=0.7), Weibull(shape=0.5)])
@pytest.mark.parametrize("p", [1e-6, 0.4, 1.0])
def test_onsets_rise_from_the_start_to_the_end_of_the_window(onset: Onset, p: float) -> None:
    time = onset(QUANTILE, np.full(101, p))
    assert (time[0], time[-1]) == (0, 1)
    assert np.all(np.diff(time) >= 0)
    days = _days(onset, p=max(p, 1e-3))
    assert days.max() < 20


def test_any_function_is_an_onset() -> None:
    assert _days(lambda quantile, p: 0.5 + 0 * p).tolist() == [10.0] * 3000


def test_an_onset_outside_the_window_is_refused() -> None:
    with pytest.raises(StudyError, match="shares of the DLT window that do not lie between 0 and 1"):
        _days(lambda quantile, p: 2 * quantile)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give late, the share of DLTs in the second half of the window, or else shape; not both."),
        ({"late": 0.5, "shape": 2.0}, "give late"),
        ({"late": 1.0}, "late = 1: a share between 0 and 1 is needed, e.g. 0.5."),
        ({"late": float("nan")}, "late = nan"),
        ({"shape": 0.0}, "shape = 0: a positive number is needed, e.g. 2."),
        ({"shape": float("inf")}, "shape = inf"),
    ],
)
def test_a_weibull_that_cannot_be_is_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(StudyError) as refused:
        Weibull(**options)
    assert message in str(refused.value)
