"""Random effects: their covariance, their scales, and matrices that cannot be."""

import math
from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.variability import Omega, normals

SEED = 4


def test_effects_have_the_root_of_the_covariance() -> None:
    omega = Omega.of({"CL": 0.3, "V": 0.2, "KA": 0.5}, correlations={("V", "CL"): 0.5}, covariances={("KA", "V"): 0.01})
    unit = {"CL": np.array([1.0, 0, 0]), "V": np.array([0.0, 1, 0]), "KA": np.array([0.0, 0, 1])}
    root = np.array(list(omega.effects(unit.__getitem__).values()))
    assert root @ root.T == pytest.approx(np.array([[0.09, 0.03, 0], [0.03, 0.04, 0.01], [0, 0.01, 0.25]]), rel=1e-12)


def test_each_scale_takes_its_effect() -> None:
    omega = Omega.of({"CL": 0.3, "T": 2.0, "F": 0.5}, scales={"T": "normal", "F": "logit"})
    effects = {name: np.array([-1.0, 0.0, 1.0]) for name in omega.names}
    found = omega.applied({"CL": 0.5, "T": 3.0, "F": 0.7, "V": 3.0}, effects)
    assert found["CL"] == pytest.approx(0.5 * np.exp([-1, 0, 1]))
    assert found["T"] == pytest.approx([2.0, 3.0, 4.0])
    assert found["F"] == pytest.approx([1 / (1 + math.exp(-math.log(7 / 3) - each)) for each in (-1, 0, 1)])
    assert found["V"] == 3.0


def test_patients_may_have_any_shape() -> None:
    omega = Omega.of({"CL": 0.3})
    assert omega.applied({"CL": np.ones((5, 1))}, omega.effects(lambda name: np.zeros((5, 4))))["CL"].shape == (5, 4)


def test_a_patient_has_its_numbers_in_any_chunk() -> None:
    whole = normals(SEED, range(100))("CL")
    assert (normals(SEED, range(40, 60))("CL") == whole[40:60]).all()
    assert (normals(SEED, range(100))("V") != whole).all()


@pytest.mark.parametrize(
    ("correlation", "most"), [({("A", "B"): 0.9, ("B", "C"): 0.9, ("A", "C"): -0.9}, 0.55), ({("A", "B"): 1.0}, 0.99)]
)
def test_correlations_that_cannot_be_together_are_told_with_a_remedy(correlation: Any, most: float) -> None:
    sd = {"A": 1.0, "B": 2.0, "C": 3.0}
    with pytest.raises(
        ModelError, match=rf"^Omega of A, B, C is not positive definite: .*A and B .* by {most} or less"
    ):
        Omega.of(sd, correlations=correlation)
    Omega.of(sd, correlations={pair: most * each for pair, each in correlation.items()})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"sd": {"CL": 0.0}}, r"the variance of CL is 0\. Give one above 0; leave out what does not vary"),
        ({"sd": {"CL": math.nan}}, "the variance of CL is nan"),
        ({"sd": {"CL": 1.0}, "correlations": {("CL", "V"): 0.5}}, "no standard deviation of V. It has CL; add it"),
        ({"sd": {"CL": 1.0}, "scales": {"V": "logit"}}, "no standard deviation of V"),
        ({"sd": {"CL": 1.0}, "scales": {"CL": "log"}}, '"log" of CL is no scale. Give one of log-normal'),
        ({"sd": {"A": 1.0, "B": 1.0}, "correlations": {("A", "A"): 1.0}}, "A with A is said twice, or is a variance"),
        (
            {"sd": {"A": 1.0, "B": 1.0}, "correlations": {("A", "B"): 0.1}, "covariances": {("B", "A"): 0.1}},
            "B with A is said twice",
        ),
    ],
)
def test_what_is_no_omega_is_refused(given: Any, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        Omega.of(**given)


def test_a_matrix_has_a_row_for_each_name_and_is_symmetric() -> None:
    with pytest.raises(ModelError, match=r"2 names, 2 scales and a matrix \(1, 1\)"):
        Omega(("A", "B"), np.eye(1), ("normal", "normal"))
    with pytest.raises(ModelError, match="not symmetric"):
        Omega(("A", "B"), np.array([[1.0, 0.1], [0.2, 1.0]]), ("normal", "normal"))


@pytest.mark.parametrize(("scale", "value"), [("log-normal", 0.0), ("logit", 1.0), ("logit", -0.1)])
def test_a_typical_value_that_a_scale_cannot_take_is_refused(scale: Any, value: float) -> None:
    omega = Omega.of({"F": 0.3}, scales={"F": scale})
    with pytest.raises(ModelError, match=rf"^F = {value:g} has a {scale} effect, which needs typical values above 0"):
        omega.applied({"F": value}, {"F": np.zeros(2)})


def test_an_effect_needs_a_typical_value() -> None:
    with pytest.raises(ModelError, match="Omega has CL, which has no typical value. There are V"):
        Omega.of({"CL": 0.3}).applied({"V": 1.0}, {"CL": np.zeros(2)})
