"""What a study is told where the molecule has a mechanism."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from firstdose.pkpd.exposure import Exposure
from firstdose.study import MechanismTruth, load
from firstdose.virtual import mechanism_prediction, prediction
from firstdose.virtual.prediction import concentration_bands, predict_study, prediction_assumptions

EXPOSURE = load("t-dm1-weekly")
MECHANISM = replace(EXPOSURE, truth=MechanismTruth("circulation"))


@pytest.fixture(autouse=True)
def _few_vectors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(mechanism_prediction, "ROWS", 3)
    monkeypatch.setattr(mechanism_prediction, "TUMOUR_ROWS", 2)
    _forget()
    yield
    _forget()


def _forget() -> None:
    mechanism_prediction._predicted.cache_clear()
    mechanism_prediction._responses.cache_clear()


def test_dlts_follow_what_the_study_says_and_exposure_the_one_model_that_has_all_analytes() -> None:
    hazard, mechanism = (predict_study(study, patients=20) for study in (EXPOSURE, MECHANISM))
    for one, other in zip(hazard.levels, mechanism.levels, strict=True):
        assert one.outcomes == other.outcomes
        assert one.analytes == other.analytes
        assert one.p_dlt != other.p_dlt
        assert one.exposure == other.exposure
        assert sorted(one.exposure) == sorted(field.name for field in fields(Exposure))
        for metric in ("cmax_ug_per_ml", "ctrough_ug_per_ml", "auc_0_21_ug_day_per_ml"):
            assert one.exposure[metric].median <= one.analytes["total_antibody"][metric].median
    assert mechanism.mechanism is not None
    assert mechanism.levels[2].p_dlt == mechanism.mechanism.outcomes(2)["p_dlt"]
    assert mechanism.levels[-1].p_too_toxic <= 1


def test_concentrations_over_time_are_those_of_the_model_that_exposure_comes_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days = [0.0, 1.5 / 24, 7.0]
    mechanism = concentration_bands(EXPOSURE, days, 20)
    monkeypatch.setattr(prediction, "has_mechanism", lambda adc: False)
    linear = concentration_bands(EXPOSURE, days, 20)
    assert [band.dose for band in mechanism] == [band.dose for band in linear]
    assert mechanism[0].median[0] == 0
    assert mechanism[0].median[1] == pytest.approx(linear[0].median[1], rel=0.05)
    assert mechanism[0].median[2] < linear[0].median[2]


def test_the_complete_list_has_what_the_mechanism_rests_on() -> None:
    listed = {said.where for said in prediction_assumptions(EXPOSURE)}
    assert {"mechanism background p", "mechanism hold", "patient model ALT0"} <= listed
