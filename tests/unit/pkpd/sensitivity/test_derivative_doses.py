"""Doses reach the derivatives by the derivative of the bioavailability."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.sensitivities import sensitivities
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.sensitivity.derivative_doses import derivative_doses

ORAL, IV = Model.load("pk2_oral"), Model.load("pk2")


def _doses(model: Model, names: list[str], **columns: Any) -> Any:
    frame = pl.DataFrame({"ID": [1, 1], "TIME": [0.0, 7.0], "AMT": [100.0, 50.0], "CMT": [1, 1]} | columns)
    return derivative_doses(frame, model, sensitivities(model, names), names)


def test_records_that_no_derivative_feels_stay_as_they_are() -> None:
    frame = pl.DataFrame({"TIME": [0.0], "AMT": [100.0]})
    assert derivative_doses(frame, IV, sensitivities(IV, ["CL"]), ["CL"]) is frame


def test_a_dose_by_mouth_is_a_dose_into_the_derivative_by_f() -> None:
    found = _doses(ORAL, ["CL", "F"], CMT=["DEPOT", "CENT"], EVID=[4, 1])
    assert found["CMT"].to_list() == ["DEPOT", "CENT", "DEPOT__F"]
    assert found["EVID"].to_list() == [4, 1, 1]
    assert found["AMT"].to_list() == [100.0, 50.0, 100.0]
    assert found["TIME"].to_list() == [0.0, 7.0, 0.0]


def test_an_amount_that_is_replaced_has_no_derivative_after_it() -> None:
    found = _doses(IV, ["CL", "V1"], EVID=[1, 8])
    assert found["CMT"].to_list() == ["CENT", "CENT", "CENT__CL", "CENT__V1"]
    assert found["AMT"].to_list() == [100.0, 50.0, 0.0, 0.0]
    assert found["EVID"].to_list() == [1, 8, 8, 8]


@pytest.mark.parametrize("wrong", [{"RATE": [0.0, 10.0]}, {"SS": [0, 1], "II": [0.0, 7.0]}, {"EVID": [1, 8]}])
def test_what_the_derivative_by_f_does_not_follow_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match=r"^Record 2: the bioavailability of DEPOT depends on F, which moves the end"):
        _doses(ORAL, ["F"], **wrong)
    _doses(ORAL, ["CL"], **wrong)


def test_a_parameter_that_changes_with_time_is_refused() -> None:
    with pytest.raises(ModelError, match="Parameter CL is a column of the dose records"):
        _doses(IV, ["CL"], CL=[0.5, 0.6])
    assert np.asarray(_doses(IV, ["V1"], CL=[0.5, 0.6])["CL"]).tolist() == [0.5, 0.6]
