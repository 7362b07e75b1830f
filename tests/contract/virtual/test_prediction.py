"""What each dose of a study does."""

import json
from dataclasses import replace

import numpy as np
import pytest

from firstdose.pkpd import Band, hazard_settings, molecule_hazard
from firstdose.study import AssumedTruth, ExposureTruth, Study, load
from firstdose.trial import DoseGrid, Schedule
from firstdose.virtual import prediction
from firstdose.virtual.pool import study_patients
from firstdose.virtual.prediction import concentration_bands, p_dlt_by_window, predict_study, prediction_assumptions

IMGN289, T_DM1 = load("imgn289"), load("t-dm1-weekly")
METRICS = {
    "cmax_ug_per_ml",
    "ctrough_ug_per_ml",
    "auc_tau_ug_day_per_ml",
    "auc_0_21_ug_day_per_ml",
    "accumulation_ratio",
}


@pytest.fixture(autouse=True)
def _without_the_mechanism(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which has tests of its own; what a molecule without one is told is tested here."""
    monkeypatch.setattr(prediction, "has_mechanism", lambda adc: False)


def test_the_answer_has_the_promised_shape() -> None:
    answer = json.loads(json.dumps(predict_study(IMGN289).to_dict()))
    assert set(answer) == {"illustrative", "levels"}
    assert [level["level"] for level in answer["levels"]] == list(range(1, 1 + len(IMGN289.protocol.grid)))
    assert [level["dose"] for level in answer["levels"]] == list(IMGN289.protocol.grid.doses)
    for level in answer["levels"]:
        assert set(level) == {"level", "dose", "exposure", "outcomes"}
        assert list(level["exposure"]) == ["conjugate"]
        assert list(level["outcomes"]) == ["p_dlt"]
        assert set(level["exposure"]["conjugate"]) == METRICS
        bands = [*level["exposure"]["conjugate"].values(), level["outcomes"]["p_dlt"]]
        assert all(set(band) == {"median", "p05", "p95"} for band in bands)
        assert all(0 <= band["p05"] <= band["median"] <= band["p95"] for band in bands)
        assert level["outcomes"]["p_dlt"]["p95"] <= 1


def test_only_a_molecule_with_a_human_trial_is_not_illustrative() -> None:
    assert predict_study(IMGN289).illustrative
    assert not predict_study(T_DM1).illustrative


def test_exposure_is_proportional_and_toxicity_rises_with_the_dose() -> None:
    levels = predict_study(T_DM1).levels
    for level in levels:
        expected = levels[0].exposure["cmax_ug_per_ml"].p95 * level.dose / levels[0].dose
        assert level.exposure["cmax_ug_per_ml"].p95 == pytest.approx(expected)
    medians = [level.p_dlt.median for level in levels]
    assert medians == sorted(medians)


def test_the_bands_of_exposure_are_percentiles_of_the_patients() -> None:
    patients = study_patients(replace(T_DM1, seed=3), 500)
    at_steady_state = 2.4 * patients.weight_kg / patients.kinetics.CL
    found = predict_study(T_DM1, patients=500, seed=3).levels[3].exposure["auc_tau_ug_day_per_ml"]
    expected = np.quantile(at_steady_state, [0.5, 0.05, 0.95])
    assert (found.median, found.p05, found.p95) == pytest.approx(tuple(expected))


def test_the_same_seed_gives_the_same_prediction_and_another_nearly() -> None:
    one, again, other = (predict_study(IMGN289, seed=seed) for seed in (1, 1, 2))
    assert one.to_dict() == again.to_dict()
    assert one.to_dict() != other.to_dict()
    cmax = [each.levels[0].exposure["cmax_ug_per_ml"].median for each in (one, other)]
    assert cmax[0] == pytest.approx(cmax[1], rel=0.05)


def test_a_dose_may_be_in_another_unit() -> None:
    protocol = IMGN289.protocol
    in_grams = DoseGrid(tuple(dose / 1000 for dose in protocol.grid.doses), "g/kg")
    study = replace(IMGN289, protocol=replace(protocol, grid=in_grams))
    found, expected = predict_study(study).levels[-1], predict_study(IMGN289).levels[-1]
    assert found.p_dlt.median == pytest.approx(expected.p_dlt.median)
    assert found.dose == pytest.approx(expected.dose / 1000)


def test_the_window_of_exposure_is_the_one_of_the_study_else_the_packaged_one() -> None:
    peak = replace(T_DM1, truth=ExposureTruth(window_days=0.0))
    assert predict_study(peak).hazard is molecule_hazard(T_DM1.molecule.toxicity, 0.0)
    assumed = replace(T_DM1, truth=AssumedTruth((0.1,) * 5))
    default = hazard_settings().window_days.to("day")
    assert predict_study(assumed).hazard is molecule_hazard(T_DM1.molecule.toxicity, default)


def test_each_window_gives_the_prediction_of_a_study_with_that_window() -> None:
    found = p_dlt_by_window(IMGN289, (0.0, 7.0))
    assert list(found) == [0.0, 7.0]
    assert found[7.0] == tuple(level.p_dlt for level in predict_study(IMGN289).levels)
    peak = replace(IMGN289, truth=ExposureTruth(window_days=0.0))
    assert found[0.0] == tuple(level.p_dlt for level in predict_study(peak).levels)
    assert found[0.0] != found[7.0]


def test_the_probability_of_too_much_toxicity_agrees_with_the_band() -> None:
    levels = predict_study(IMGN289).levels
    shares = [level.p_too_toxic for level in levels]
    assert shares == sorted(shares)
    for level in levels:
        assert (level.p_too_toxic > 0.05) == (level.p_dlt.p95 > 0.33)
        assert (level.p_too_toxic > 0.5) == (level.p_dlt.median > 0.33)


def test_a_bolus_gives_a_higher_peak_than_a_long_infusion() -> None:
    def cmax(hours: float) -> Band:
        protocol = replace(T_DM1.protocol, schedule=Schedule(7.0, hours, 21))
        return predict_study(replace(T_DM1, protocol=protocol)).levels[0].exposure["cmax_ug_per_ml"]

    assert cmax(0.0).median > 1.2 * cmax(24.0).median


def test_concentrations_over_time() -> None:
    days = np.array([0.0, 1.5 / 24, 7.0, 7 + 1.5 / 24, 14 + 1.5 / 24])
    bands = concentration_bands(T_DM1, days.tolist())
    assert [band.dose for band in bands] == list(T_DM1.protocol.grid.doses)
    top, levels = bands[-1], predict_study(T_DM1).levels
    assert top.median[0] == 0
    assert np.all(top.p05[1:] < top.median[1:])
    assert np.all(top.median[1:] < top.p95[1:])
    assert top.median[-1] == pytest.approx(levels[-1].exposure["cmax_ug_per_ml"].median, rel=1e-9)
    assert top.p95 == pytest.approx(bands[0].p95 * 2.9 / 1.2)


def _listed(study: Study) -> dict[str, str]:
    return {said.where: said.what for said in prediction_assumptions(study)}


def test_the_complete_list_has_what_is_believed_of_the_dlt_hazard() -> None:
    listed = _listed(T_DM1)
    assert listed["DLT hazard prior gamma"] == "4"
    assert listed["DLT hazard trial_patients log_sd"] == "0.2107"
    assert listed["DLT hazard trial_patients"].startswith("her2_ecd, albumin, tumour_size")


def test_the_packaged_window_is_an_assumption_only_where_the_study_has_none() -> None:
    assert "DLT hazard window_days" not in _listed(T_DM1)
    assumed = replace(T_DM1, truth=AssumedTruth((0.1,) * 5))
    assert _listed(assumed)["DLT hazard window_days"] == "7 day"


def test_covariates_stay_at_their_reference_whatever_the_truth() -> None:
    assumed = replace(T_DM1, truth=AssumedTruth((0.1,) * 5))
    assert _listed(assumed)["us-2013 albumin"] == "41 g/L in every patient"
