"""Measurements scatter about what is there."""

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.variability import Additive, Combined, LogNormal, Proportional, Residual, measured

Y, E = np.array([0.0, 1.0, 10.0]), np.array([1.0, -1.0, 2.0])
SOLUTION = simulate(Model.load("pk1"), {"TIME": [0.0], "AMT": [300.0]}, [1.0, 2.0, 3.0], {"CL": [0.5, 1.0]})


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (Additive(0.5), [0.5, 0.5, 11.0]),
        (Proportional(0.1), [0.0, 0.9, 12.0]),
        (Combined(0.3, 0.4), [0.3, 0.5, 10 + 2 * np.sqrt(0.09 + 16)]),
        (LogNormal(0.2), [0.0, np.exp(-0.2), 10 * np.exp(0.4)]),
    ],
)
def test_each_error_scatters_in_its_way(error: Residual, seen: list[float]) -> None:
    assert error.seen(Y, E) == pytest.approx(seen)


def test_an_error_belongs_to_patient_time_and_what_is_measured() -> None:
    errors = {"CP": Additive(1.0), "CENT": Additive(1.0)}
    found = measured(SOLUTION, errors, 5, range(8, 10))
    again = measured(SOLUTION, {"CP": Additive(1.0)}, 5, range(9, 11))
    assert found["CP"].shape == (2, 3)
    assert (found["CP"] - SOLUTION["CP"])[1] == pytest.approx((again["CP"] - SOLUTION["CP"])[0])
    assert not np.isclose(found["CENT"] - SOLUTION["CENT"], found["CP"] - SOLUTION["CP"]).any()


def test_what_cannot_be_measured_so_is_refused() -> None:
    with pytest.raises(ModelError, match=r"The residual error of CP is Additive\(sd=-1.0\)\. Give finite numbers"):
        measured(SOLUTION, {"CP": Additive(-1.0)}, 5, range(2))
    with pytest.raises(ModelError, match="has 2 patients, and 3 were asked for"):
        measured(SOLUTION, {"CP": Additive(1.0)}, 5, range(3))
