"""Patients drawn as parameters: of any shape, each from its own deviates."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtri

from firstdose.errors import LibraryError, ModelError
from firstdose.molecule import library
from firstdose.pkpd.draws import Spread, draw, patient_assumptions, variability
from firstdose.pkpd.mechanism import typical
from firstdose.rng import uniforms
from firstdose.sourced import Sourced
from firstdose.types import F64

T_DM1 = library("t-dm1")
N = 20_000
FOUR = 4 / np.sqrt(2 * N)  # standard errors of a log standard deviation


def _normal(trials: range, n: int) -> Callable[[str], F64]:
    return lambda name: np.asarray(ndtri(uniforms(7, name, trials, n)), np.float64)


def _none(shape: tuple[int, ...] = (1,)) -> Callable[[str], F64]:
    return lambda name: np.zeros(shape)


def _weight(shape: tuple[int, ...] = (1,), kg: float = 70.0) -> dict[str, F64]:
    return {"body_weight": np.full(shape, kg)}


DRAWN = draw(T_DM1, _normal(range(N), 1), _weight((N, 1)))


def test_the_middle_patient_is_the_typical_one() -> None:
    one = draw(T_DM1, _none(), _weight())
    assert {name: value[0] for name, value in one.items()} == pytest.approx(typical(T_DM1))


def test_a_patient_is_the_same_in_any_shape_and_chunk() -> None:
    whole = draw(T_DM1, _normal(range(4), 3), _weight((4, 3)))
    part = draw(T_DM1, _normal(range(2, 4), 2), _weight((2, 2)))
    for name, values in part.items():
        np.testing.assert_array_equal(values, whole[name][2:, :2])


@pytest.mark.parametrize(("name", "cv"), [("PLT0", 0.329), ("KTR", 0.471), ("CLC", 0.1911), ("V1", 0.1166)])
def test_patients_differ_as_published(name: str, cv: float) -> None:
    sd = np.sqrt(np.log1p(cv**2))
    assert np.log(DRAWN[name]).std() == pytest.approx(sd, rel=FOUR)
    assert np.log(DRAWN[name]).mean() == pytest.approx(np.log(typical(T_DM1)[name]), abs=4 * sd / np.sqrt(N))


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("SLOPE_ALT", "SLOPE_AST", 0.8), ("ALT0", "AST0", 0.7), ("PLT0", "SLOPE_PLT", 0.0)]
)
def test_what_rises_together_is_correlated(one: str, other: str, expected: float) -> None:
    seen = np.corrcoef(np.log(DRAWN[one].ravel()), np.log(DRAWN[other].ravel()))[0, 1]
    assert seen == pytest.approx(expected, abs=4 / np.sqrt(N))


def test_no_patient_loses_payload_faster_than_the_conjugate_leaves() -> None:
    share = DRAWN["KDEC"] * DRAWN["V1"] / DRAWN["CLC"]
    known = typical(T_DM1)
    np.testing.assert_allclose(share, known["KDEC"] * known["V1"] / known["CLC"])


def test_body_weight_moves_clearance_as_published() -> None:
    heavy = draw(T_DM1, _none(), _weight(kg=100.0))
    assert heavy["CLC"][0] == pytest.approx(0.676 * (100 / 70) ** 0.49)
    assert heavy["PLT0"][0] == 237


def test_an_ensemble_moves_typical_values_and_spreads() -> None:
    row = {"SLOPE_PLT": 0.01, "sd_SLOPE_PLT": 0.2, "CLC": 0.8, "sd_CLC": 0.05, "sd_KM": 0.3}
    moved = draw(T_DM1, _normal(range(N), 1), _weight((N, 1)), row)
    assert np.log(moved["SLOPE_PLT"]).std() == pytest.approx(0.2, rel=FOUR)
    assert np.median(moved["SLOPE_PLT"]) == pytest.approx(0.01, rel=5 * 0.2 / np.sqrt(N))
    assert np.log(moved["CLC"]).std() == pytest.approx(0.05, rel=FOUR)
    assert np.median(moved["CLC"]) == pytest.approx(0.8, rel=5 * 0.05 / np.sqrt(N))
    assert np.log(moved["KM"]).std() == pytest.approx(0.3, rel=FOUR)


def test_each_patient_may_have_a_row_of_their_own() -> None:
    rows = {"SLOPE_PLT": np.array([0.001, 0.002, 0.004])}
    np.testing.assert_allclose(draw(T_DM1, _none((3,)), _weight((3,)), rows)["SLOPE_PLT"], rows["SLOPE_PLT"])


def test_an_ensemble_cannot_move_what_is_not_there() -> None:
    with pytest.raises(ModelError, match="a column SLOPE_PLX, which is no parameter"):
        draw(T_DM1, _none(), _weight(), {"SLOPE_PLX": 1.0})
    with pytest.raises(ModelError, match="SLOPE_PLT is not a finite number"):
        draw(T_DM1, _none(), _weight(), {"SLOPE_PLT": float("nan")})


def test_an_impossible_ensemble_is_refused() -> None:
    with pytest.raises(ModelError, match=r"KDEC \* V1"):
        draw(T_DM1, _none(), _weight(), {"KDEC": 0.3})


def test_only_parameters_of_the_model_have_a_spread() -> None:
    assert {each.name for each in variability().spreads} <= set(typical(T_DM1))


def test_a_spread_that_cannot_be_is_refused() -> None:
    number = Sourced(0.5, "1", "a test", "assumed")
    with pytest.raises(LibraryError, match="like and correlation go together"):
        Spread("AST0", number, like="ALT0")
    with pytest.raises(LibraryError, match="it lies between -1 and 1"):
        Spread("AST0", number, "ALT0", Sourced(1.0, "1", "a test", "assumed"))


def test_assumptions_are_told_shakiest_first() -> None:
    told = patient_assumptions(library("imgn289"))
    assert [each.rank for each in told] == sorted(each.rank for each in told)
    assert {"imgn289 patient model RASHMAX", "patients SLOPE_PLT", "patients AST0 with ALT0"} <= {e.where for e in told}
    assert all(each.provenance != "source" for each in told)
