"""Simulated patients whose toxicity follows their exposure."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import StudyError
from firstdose.study import load
from firstdose.types import F64, I8
from firstdose.virtual import prediction
from firstdose.virtual.exposure_truth import ExposureHazard, exposure_truth
from firstdose.virtual.patients import Patients
from firstdose.virtual.pool import doses_mg_per_kg
from firstdose.virtual.prediction import predict_study

STUDIES = {name: load(name) for name in ("imgn289", "t-dm1-weekly", "t-dm1-q3w")}
WEEKLY = exposure_truth(STUDIES["t-dm1-weekly"])
T, P = 4000, 36


def _levels(level: int) -> I8:
    return np.full((T, P), level, np.int8)


def _rows(truth: ExposureHazard) -> Patients:
    return truth.patients(7, range(T), P)


@pytest.mark.parametrize("name", STUDIES)
def test_the_pool_mean_is_the_share_of_simulated_dlts(name: str) -> None:
    truth = exposure_truth(STUDIES[name])
    patients, n = _rows(truth), T * P
    for level, p in enumerate(truth.p_dlt()):
        share = np.isfinite(truth.treat(patients, _levels(level)).onset).mean()
        assert abs(share - p) <= 4 * np.sqrt(p * (1 - p) / n) + 1 / n


def test_onsets_lie_within_the_dlt_window() -> None:
    onset = WEEKLY.treat(_rows(WEEKLY), _levels(4)).onset
    seen = onset[np.isfinite(onset)]
    assert seen.size > 10_000
    assert seen.min() >= 0
    assert seen.max() < 21


def test_on_a_weekly_schedule_dlts_come_throughout_the_window_and_every_three_weeks_with_the_first_week() -> None:
    every_three = exposure_truth(STUDIES["t-dm1-q3w"])
    late, early = (truth.treat(_rows(truth), _levels(4)).onset for truth in (WEEKLY, every_three))
    assert np.mean(late[np.isfinite(late)] > 14) > 0.1
    assert early[np.isfinite(early)].max() < 7.1


def test_a_patient_never_fares_better_at_a_higher_dose() -> None:
    patients = _rows(WEEKLY)
    onsets = [WEEKLY.treat(patients, _levels(level)).onset for level in range(5)]
    for low, high in itertools.pairwise(onsets):
        assert np.all(high <= low)
    assert np.all(np.diff(WEEKLY.p_dlt()) > 0)


def test_without_a_dose_there_is_no_dlt() -> None:
    none = np.full((T, P), -1, np.int8)
    assert np.all(np.isinf(WEEKLY.treat(_rows(WEEKLY), none).onset))
    nothing = ExposureHazard(WEEKLY.hazard, WEEKLY.peak, np.array([1e-9]))
    assert nothing.p_dlt()[0] < 1e-30
    assert np.all(np.isinf(nothing.treat(_rows(nothing), _levels(0)).onset))


def test_the_onset_is_the_day_on_which_the_hazard_reaches_the_tolerance() -> None:
    member, dose = 17, 2.9
    by_day: F64 = WEEKLY.hazard.p_dlt(dose * WEEKLY.peak.value[member])
    tolerance = by_day[60]
    patient = Patients(np.array([tolerance]), np.array([member]))
    onset = WEEKLY.treat(patient, np.array([4], np.int8)).onset
    assert onset[0] == pytest.approx(WEEKLY.peak.days[60], abs=1e-6)


def test_grades_and_responses_are_not_modelled_and_exposure_is_needed() -> None:
    fate = WEEKLY.treat(_rows(WEEKLY), _levels(0))
    assert (np.unique(fate.grade).tolist(), np.unique(fate.response).tolist()) == ([-1], [-1])
    assert WEEKLY.true_response() is None
    with pytest.raises(StudyError, match="Toxicity follows exposure here, and these patients have none"):
        WEEKLY.treat(Patients(np.array([0.5])), np.array([0], np.int8))


def test_patients_have_addresses() -> None:
    whole, part = WEEKLY.patients(7, range(10), 8), WEEKLY.patients(7, range(4, 6), 3)
    assert whole.tolerance[4:6, :3].tolist() == part.tolerance.tolist()
    assert whole.profile is not None
    assert part.profile is not None
    assert whole.profile[4:6, :3].tolist() == part.profile.tolist()
    assert whole.profile.min() >= 0
    assert whole.profile.max() < len(WEEKLY.peak.value)


def test_what_is_true_does_not_depend_on_the_seed() -> None:
    other = exposure_truth(replace(STUDIES["t-dm1-weekly"], seed=99))
    assert other.p_dlt().tolist() == WEEKLY.p_dlt().tolist()


@pytest.mark.parametrize("name", ["imgn289", "t-dm1-weekly", "t-dm1-q3w"])
def test_the_truth_agrees_with_the_predicted_medians(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction, "has_mechanism", lambda adc: False)
    medians = [level.p_dlt.median for level in predict_study(load(name)).levels]
    assert exposure_truth(load(name)).p_dlt() == pytest.approx(medians, abs=0.004)


def test_the_edges_of_the_prediction_lie_on_either_side() -> None:
    low, high = (exposure_truth(STUDIES["t-dm1-weekly"], share).p_dlt() for share in (0.05, 0.95))
    assert np.all(low[2:] < WEEKLY.p_dlt()[2:])
    assert np.all(high > WEEKLY.p_dlt())


def test_doses_are_those_of_the_study() -> None:
    assert WEEKLY.doses_mg_per_kg.tolist() == [1.2, 1.6, 2.0, 2.4, 2.9]
    assert doses_mg_per_kg(STUDIES["t-dm1-weekly"]) == STUDIES["t-dm1-weekly"].protocol.grid.doses
