"""Rows of parameters: given, the model's own, and changed by the records."""

from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.parameters import Parameters, given_parameters, n_patients, parameters
from firstdose.pkpd.engine.dosing.records import read

PK1 = Model.load("pk1")
TWO = {"ID": [1, 1, 2, 2], "TIME": [0.0, 7.0, 0.0, 7.0], "AMT": [1.0] * 4}


def _table(params: dict[str, Any], **columns: list[float]) -> Parameters:
    records = read(TWO | columns, PK1)
    return parameters(PK1, given_parameters(PK1, params), records, 2)


def test_patients_who_are_alike_share_a_row() -> None:
    found = _table({"CL": 2.0})
    assert found.table.tolist() == [[2.0, 3.0]]
    assert found.first.tolist() == [0, 0]


def test_a_value_a_patient_makes_a_row_a_patient() -> None:
    found = _table({"V": [4.0, 5.0]})
    assert found.table.tolist() == [[0.5, 4.0], [0.5, 5.0]]
    assert found.of(found.first)["V"].tolist() == [4.0, 5.0]


def test_records_change_parameters_from_their_time_on() -> None:
    found = _table({"V": [4.0, 5.0]}, CL=[1.0, 2.0, 3.0, 3.0])
    assert found.table.tolist() == [[1.0, 4.0], [2.0, 4.0], [3.0, 5.0]]
    assert found.first.tolist() == [0, 2]
    assert found.row.tolist() == [0, 1, 2, 2]
    assert found.changes.tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"KA": 1.0}, "no parameter KA"),
        ({"CL": np.nan}, "Parameter CL is nan"),
        ({"CL": [1.0, np.inf]}, "Parameter CL of patient 2 is inf"),
        ({"CL": "fast"}, "Parameter CL is 'fast', which is not a number"),
        ({"CL": [[1.0, 2.0]]}, r"Parameter CL has shape \(1, 2\)"),
    ],
    ids=str,
)
def test_parameters_that_cannot_be_are_refused(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        given_parameters(PK1, params)


def test_a_parameter_that_is_given_twice_is_refused() -> None:
    with pytest.raises(ModelError, match="CL is a column of the dose records and is in params too"):
        _table({"CL": 1.0}, CL=[1.0, 2.0, 3.0, 3.0])


def test_the_number_of_patients_is_one_number() -> None:
    three = {"CL": np.ones(3), "V": np.array(2.0)}
    assert n_patients(three, None) == 3
    assert n_patients({}, None) == 1
    with pytest.raises(ModelError, match="Parameter CL has 3 values for 2 patients"):
        n_patients(three, 2)
