"""A summary of a simulation as a function of parameters."""

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.sensitivity import simulated

BOLUS = {"TIME": [0.0], "AMT": [300.0]}


def test_each_row_is_a_patient_of_its_own() -> None:
    trough = simulated(Model.load("pk1"), BOLUS, [6.0], lambda solution: solution["CP"][:, -1])
    clearance = np.array([0.5, 1.0, 2.0])
    assert trough({"CL": clearance}) == pytest.approx(100 * np.exp(-clearance / 3 * 6), rel=1e-9)


def test_parameters_that_cannot_be_simulated_are_told() -> None:
    trough = simulated(Model.load("pk1"), BOLUS, [6.0], lambda solution: solution["CP"][:, -1])
    with pytest.raises(ModelError, match=r"^Model pk1 cannot be simulated at CL = -3000\. Narrow the ranges\."):
        trough({"CL": np.array([1.0, -3000.0])})
