"""What the mechanism says of each dose."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.study import MechanismTruth, load
from firstdose.virtual import Mechanism, mechanism_prediction
from firstdose.virtual.mechanism_prediction import (
    MechanismPrediction,
    dose_at,
    has_mechanism,
    mechanism_at,
    predict_mechanism,
)

STUDY = load("t-dm1-weekly")
DOSES = np.array([1.0, 2.0, 4.0])
P = np.array([[0.1, 0.2, 0.3], [0.2, 0.3, 0.6], [0.3, 0.6, 0.9]])
MADE = MechanismPrediction("circulation", DOSES, {"p_dlt": P}, np.array([[7.0, 9.0]] * 3), np.full(3, 1 / 3))


@pytest.fixture(autouse=True)
def _few_patients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in (("ROWS", 4), ("PATIENTS", 25), ("TUMOUR_ROWS", 2), ("TUMOUR_PATIENTS", 5)):
        monkeypatch.setattr(mechanism_prediction, name, value)
    monkeypatch.setattr(sys.modules[Mechanism.__module__], "_EVEN", 100)
    mechanism_prediction._predicted.cache_clear()
    mechanism_prediction._responses.cache_clear()
    yield
    mechanism_prediction._predicted.cache_clear()
    mechanism_prediction._responses.cache_clear()


def test_every_outcome_at_every_level() -> None:
    found = predict_mechanism(STUDY, patients=25)
    levels = len(STUDY.protocol.grid)
    assert found.doses_mg_per_kg[:levels].tolist() == list(STUDY.protocol.grid.doses)
    for level in range(levels):
        told = found.outcomes(level)
        assert list(told)[:2] == ["p_dlt", "p_thrombocytopenia_g3"]
        assert list(told)[-2:] == ["orr", "platelet_nadir_day"]
        assert told["p_thrombocytopenia_g3"].median >= told["p_thrombocytopenia_g4"].median
        assert 0 <= told["platelet_nadir_day"].p05 <= told["platelet_nadir_day"].p95 < 21
    assert all(values.shape == (4, len(found.doses_mg_per_kg)) for values in found.shares.values())


def test_the_seed_of_the_study_is_of_no_consequence() -> None:
    found = predict_mechanism(STUDY, tumours=False)
    assert predict_mechanism(replace(STUDY, seed=99), patients=25, tumours=False) is found
    assert predict_mechanism(STUDY, patients=1000, tumours=False) is found
    assert predict_mechanism(STUDY, "release", tumours=False) is not found
    assert "orr" not in found.outcomes(0)
    assert predict_mechanism(replace(STUDY, truth=MechanismTruth("release")), tumours=False).site == "release"


def test_the_truth_is_the_vector_nearest_to_a_percentile() -> None:
    assert [MADE.nearest_row(share, 3) for share in (0.05, 0.5, 0.95)] == [0, 1, 2]
    truth = mechanism_at(STUDY)
    predicted = predict_mechanism(STUDY, tumours=False)
    number = predicted.nearest_row(0.5, len(STUDY.protocol.grid))
    assert truth.row["SLOPE_PLT"] > 0
    assert mechanism_at(STUDY, 0.95).p_dlt().sum() >= mechanism_at(STUDY, 0.05).p_dlt().sum()
    assert 0 <= number < 4


def test_the_mtd_of_every_vector() -> None:
    mtd = MADE.mtd(0.3)
    assert mtd.doses.tolist() == pytest.approx([4.0, 2.0, 1.0], rel=1e-6)
    assert mtd.band.median == pytest.approx(2.0)
    assert (mtd.lowest, mtd.highest) == (1.0, 4.0)


def test_a_dlt_probability_that_falls_by_chance_is_made_to_rise() -> None:
    assert dose_at(np.array([0.1, 0.3, 0.2, 0.5]), np.array([1.0, 2.0, 4.0, 8.0]), 0.25) == pytest.approx(2.0, rel=1e-6)
    assert dose_at(np.array([0.4, 0.5]), DOSES[:2], 0.3) == 1.0
    assert dose_at(np.array([0.1, 0.2]), DOSES[:2], 0.3) == 2.0


def test_a_molecule_has_a_mechanism_where_its_numbers_and_its_ensemble_are() -> None:
    assert has_mechanism(library("imgn289"))
    bare = library("t-dm1")
    assert not has_mechanism(replace(bare, payload=replace(bare.payload, kinetics=None)))
    assert not has_mechanism(replace(bare, toxicity=replace(bare.toxicity, of="another")))
