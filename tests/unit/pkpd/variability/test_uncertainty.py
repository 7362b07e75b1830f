"""What is not known is drawn apart from what differs between patients."""

from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.variability import Estimates, Omega, Uncertainty, Vectors, normals

TABLE = Vectors(("CL", "V"), np.array([[0.4, 3.0], [0.5, 3.5], [9.0, 9.0]]), np.array([1.0, 1.0, 0.0]))
ESTIMATES = Estimates({"CL": 0.5, "V": 3.0}, Omega.of({"CL": 0.1}))


@pytest.mark.parametrize("uncertainty", [TABLE, ESTIMATES])
def test_a_vector_depends_on_seed_and_number_alone(uncertainty: Uncertainty) -> None:
    whole, some = uncertainty.draw(2, 50), uncertainty.draw(2, 10, first=20)
    assert all((some[name] == whole[name][20:30]).all() for name in ("CL", "V"))
    assert (whole["CL"] != uncertainty.draw(3, 50)["CL"]).any()


def test_rows_stay_whole_and_those_without_weight_stay_out() -> None:
    drawn = TABLE.draw(2, 200)
    assert {*zip(drawn["CL"], drawn["V"], strict=True)} == {(0.4, 3.0), (0.5, 3.5)}


def test_estimates_have_their_errors_and_no_others() -> None:
    drawn = ESTIMATES.draw(2, 4)
    assert drawn["V"].tolist() == [3.0] * 4
    assert drawn["CL"] == pytest.approx(0.5 * np.exp(0.1 * normals(2, range(4), "uncertainty")("CL")))


def test_uncertainty_is_not_the_variability_of_the_same_seed() -> None:
    assert not np.isclose(normals(2, range(9), "uncertainty")("CL"), normals(2, range(9))("CL")).any()


@pytest.mark.parametrize(
    ("values", "weights", "told"),
    [
        ([[1.0, 2.0]], [1.0, 1.0], r"2 parameters and 2 weights has the shape \(1, 2\)"),
        ([1.0, 2.0], [1.0], r"has the shape \(2,\)"),
        ([[1.0, np.nan]], [1.0], "not all finite, or a weight is negative"),
        ([[1.0, 2.0]], [-1.0], "a weight is negative"),
        ([[1.0, 2.0]], [0.0], "no weight is above 0"),
    ],
)
def test_what_is_no_table_is_refused(values: Any, weights: Any, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        Vectors(("CL", "V"), np.array(values), np.array(weights))
