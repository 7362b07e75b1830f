"""Records are sorted, completed, and refused where no dose can be meant."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.records import Event, Records, read

PK1, ORAL = Model.load("pk1"), Model.load("pk2_oral")
DOSE = {"TIME": 0.0, "AMT": 100.0}


def _read(*records: dict[str, Any], model: Model = ORAL) -> Records:
    return read(pl.DataFrame(list(records)), model)


def test_records_are_sorted_by_patient_and_time_and_remember_their_place() -> None:
    found = read({"AMT": [1.0, 2.0, 3.0, 4.0], "TIME": [5.0, 0.0, 5.0, 1.0], "ID": [7, 7, 3, 7]}, ORAL)
    assert found.id.tolist() == [3, 7]
    assert found.patient.tolist() == [0, 1, 1, 1]
    assert found.amount.tolist() == [3.0, 2.0, 4.0, 1.0]
    assert found.number.tolist() == [3, 2, 4, 1]


def test_ids_may_be_words() -> None:
    assert read({"TIME": [0.0, 0.0], "AMT": [1.0, 1.0], "ID": ["b", "a"]}, ORAL).id.tolist() == ["a", "b"]


@pytest.mark.parametrize("ids", [[1.0, np.nan], ["a", None]])
def test_a_record_without_its_patient_is_refused(ids: list[Any]) -> None:
    with pytest.raises(ModelError, match="Record 2, column ID"):
        read({"TIME": [0.0, 0.0], "ID": ids}, ORAL)


def test_ids_of_two_kinds_are_refused() -> None:
    with pytest.raises(ModelError, match="numbers and words"):
        read({"TIME": [0.0, 0.0], "ID": np.array([1, "a"], object)}, ORAL)


def test_without_evid_a_record_that_gives_something_is_a_dose() -> None:
    found = read({"TIME": [0.0, 1.0, 2.0], "AMT": [100.0, 0.0, 0.0], "SS": [0, 0, 1]}, ORAL)
    assert found.event.tolist() == [Event.DOSE, Event.OBSERVE, Event.DOSE]


def test_records_without_a_dose_need_no_amount() -> None:
    found = _read(DOSE | {"EVID": 1}, {"TIME": 1.0, "AMT": None, "EVID": 3}, {"TIME": 1.0, "AMT": np.nan, "EVID": 0})
    assert found.amount.tolist() == [100.0, 0.0, 0.0]


def test_one_regimen_serves_everybody() -> None:
    found = _read(DOSE, {"TIME": 1.0, "AMT": 5.0}).for_everybody(3)
    assert found.id.tolist() == [1, 2, 3]
    assert found.patient.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.amount.tolist() == [100.0, 5.0] * 3


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"TIME": np.nan}, "column TIME: nan is not a finite number"),
        ({"TIME": np.inf}, "column TIME: inf is not a finite number"),
        ({"AMT": np.nan}, "column AMT: nan is not a finite number"),
        ({"AMT": -1.0}, r"column AMT: -1\.0 is negative"),
        ({"RATE": -3.0}, r"column RATE: -3\.0 is negative.*-1 for the model's rate"),
        ({"II": -7.0}, r"column II: -7\.0 is negative"),
        ({"DUR": -7.0}, r"column DUR: -7\.0 is negative"),
        ({"ADDL": -1, "II": 7.0}, "column ADDL: -1 is negative"),
        ({"ADDL": 3}, "column ADDL: 3 has no II"),
        ({"DUR": 1.0, "RATE": 5.0}, r"column DUR: 1\.0 stands beside a RATE"),
        ({"SS": 1}, "column SS: 1 has no II"),
        ({"SS": 3, "II": 7.0}, "column SS: 3 is not known"),
        ({"SS": 1, "AMT": 0.0, "II": 7.0}, "column AMT: 0.0 at steady state has an II"),
        ({"SS": 1, "AMT": 0.0, "RATE": -2.0}, "column AMT: 0.0 at steady state has an II or a duration"),
        ({"AMT": 0.0, "RATE": 5.0}, "column AMT: 0.0 has a RATE"),
        ({"EVID": 5}, "column EVID: 5 is not an event that can be simulated"),
        ({"EVID": 1.5}, "column EVID: 1.5 is not a whole number"),
        ({"EVID": 8, "RATE": 5.0}, "column EVID: 8 has a RATE"),
    ],
    ids=str,
)
def test_what_no_dose_can_be_is_refused(record: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=f"^Record 2, {message}"):
        read(
            {name: [DOSE.get(name, 1 if name == "EVID" else 0), value] for name, value in (DOSE | record).items()}, ORAL
        )


def test_empty_records_are_refused() -> None:
    with pytest.raises(ModelError, match="records are empty"):
        read(pl.DataFrame({"TIME": [], "AMT": []}), ORAL)
    with pytest.raises(ModelError, match="have no TIME"):
        read(pl.DataFrame(), ORAL)
