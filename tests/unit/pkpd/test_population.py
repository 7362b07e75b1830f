"""Virtual patients: covariates, and what differs between patients beyond them."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.patient import Covariate, Covariates
from firstdose.pkpd import draw_patients, etas, normals, virtual_patients
from firstdose.pkpd.population import PARAMETERS
from firstdose.sourced import Sourced
from firstdose.types import F64

T_DM1 = library("t-dm1").pharmacokinetics
NONE: F64 = np.zeros((4, 1))
N = 20_000


def _number(value: float, unit: str) -> Sourced:
    return Sourced(value, unit, "a test", "assumed")


def _weight(median: float, unit: str = "kg", log_sd: float = 0.0) -> Covariates:
    return Covariates((Covariate("body_weight", _number(median, unit), _number(log_sd, "1")),))


def _typical(**covariates: float) -> dict[str, float]:
    values = {"body_weight": 70.0, **covariates}
    kinetics = virtual_patients(T_DM1, {name: np.array([value]) for name, value in values.items()}, NONE).kinetics
    return {name: float(getattr(kinetics, name)[0]) for name in PARAMETERS}


def test_the_reference_patient_has_the_typical_values() -> None:
    reference = _typical(albumin=41, her2_ecd=25, tumour_size=9, ast=27, trastuzumab_baseline=0)
    assert reference == pytest.approx({"CL": 0.676, "V1": 3.127, "Q": 1.534, "V2": 0.66})


@pytest.mark.parametrize(
    ("covariate", "value", "factor"),
    [
        ("albumin", 30.0, (30 / 41) ** -0.423),
        ("her2_ecd", 500.0, 20**0.035),
        ("tumour_size", 18.0, 2**0.052),
        ("ast", 54.0, 2**0.071),
        ("trastuzumab_baseline", 50.0, np.exp(-0.1)),
    ],
)
def test_covariates_move_clearance_as_published(covariate: str, value: float, factor: float) -> None:
    moved = _typical(**{covariate: value})
    assert moved["CL"] == pytest.approx(0.676 * factor)
    assert (moved["V1"], moved["Q"], moved["V2"]) == pytest.approx((3.127, 1.534, 0.66))


def test_body_weight_moves_clearance_and_central_volume() -> None:
    heavy = _typical(body_weight=98.0)
    assert heavy["CL"] == pytest.approx(0.676 * 1.4**0.49)
    assert heavy["V1"] == pytest.approx(3.127 * 1.4**0.596)


def test_a_covariate_that_is_not_known_stays_at_its_reference() -> None:
    unknown = virtual_patients(T_DM1, {"body_weight": np.array([70.0]), "albumin": np.array([np.nan])}, NONE)
    assert unknown.kinetics.CL[0] == pytest.approx(0.676)


@pytest.mark.parametrize(("number", "name"), list(enumerate(PARAMETERS)))
def test_the_published_coefficients_of_variation_come_out(number: int, name: str) -> None:
    drawn = np.exp(etas(T_DM1.omega, 1, N)[number])
    cv = getattr(T_DM1.omega, name).to("1")
    log_variance, expected = np.log(drawn).var(), np.log1p(cv**2)
    assert abs(log_variance - expected) < 4 * expected * np.sqrt(2 / N)
    assert abs(np.log(drawn).mean()) < 4 * np.sqrt(expected / N)


def test_clearance_and_central_volume_are_correlated_as_published_and_nothing_else_is() -> None:
    drawn = etas(T_DM1.omega, 2, N)
    sd = np.sqrt([T_DM1.omega.log_variance(name) for name in PARAMETERS])
    correlation = np.corrcoef(drawn)
    expected = np.eye(4)
    expected[0, 1] = expected[1, 0] = 0.011 / (sd[0] * sd[1])
    error = (1 - expected**2) / np.sqrt(N)
    assert np.all(np.abs(correlation - expected) <= 4 * error + 1e-12)


def test_a_patient_depends_on_seed_and_number_alone() -> None:
    few, many = (draw_patients(T_DM1, [(1.0, _weight(70, log_sd=0.2))], 5, n) for n in (10, 30))
    assert few.kinetics.Q.tolist() == many.kinetics.Q[:10].tolist()
    assert few.weight_kg.tolist() == many.weight_kg[:10].tolist()
    assert len(few) == 10
    other = draw_patients(T_DM1, [(1.0, _weight(70, log_sd=0.2))], 6, 10)
    assert not np.any(few.weight_kg == other.weight_kg)


def test_normals_are_standard() -> None:
    drawn = normals(3, "eta CL", N)
    assert abs(drawn.mean()) < 4 / np.sqrt(N)
    assert abs(drawn.std() - 1) < 4 / np.sqrt(2 * N)


def test_groups_are_mixed_by_their_shares() -> None:
    mixed = draw_patients(T_DM1, [(0.6, _weight(60)), (0.2, _weight(80))], 4, N)
    light = (mixed.weight_kg == 60).mean()
    assert set(mixed.weight_kg.tolist()) == {60.0, 80.0}
    assert abs(light - 0.75) < 4 * np.sqrt(0.75 * 0.25 / N)


def test_a_covariate_may_come_in_any_unit_of_its_kind() -> None:
    in_grams = draw_patients(T_DM1, [(1.0, _weight(70_000, "g"))], 4, 3)
    in_kg = draw_patients(T_DM1, [(1.0, _weight(70))], 4, 3)
    np.testing.assert_allclose(in_grams.weight_kg, in_kg.weight_kg)
    np.testing.assert_allclose(in_grams.kinetics.CL, in_kg.kinetics.CL)


def test_an_effect_may_state_body_weight_in_another_unit() -> None:
    in_grams = replace(
        T_DM1,
        covariates=tuple(
            replace(effect, reference=70_000.0, unit="g") if effect.covariate == "body_weight" else effect
            for effect in T_DM1.covariates
        ),
    )
    heavy = {"body_weight": np.array([98.0])}
    found = virtual_patients(in_grams, heavy, NONE).kinetics
    assert found.CL[0] == pytest.approx(virtual_patients(T_DM1, heavy, NONE).kinetics.CL[0])
