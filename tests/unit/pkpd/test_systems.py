"""The biology around a conjugate, from packaged files."""

import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.pkpd import Model
from firstdose.pkpd.systems import of_model, provenance, system, values
from firstdose.sourced import Sourced

PK1 = Model.load("pk1")
CL, V = Sourced(0.25, "L/hour", "ours", "source"), Sourced(3000, "mL", "a guess", "assumed")


def test_a_file_is_read_by_the_names_under_its_headings() -> None:
    mouse = system("mouse")
    assert mouse["V0"].to("mm**3") == 200
    assert mouse["WEIGHT"].provenance == "transcription"


def test_a_model_takes_its_own_parameters_in_its_units() -> None:
    known = of_model(PK1, {"CL": CL, "V": V, "KM": V}, ())
    assert values(PK1, known) == {"CL": 6.0, "V": 3.0}
    assert of_model(PK1, {"V": V}, ("CL",)) == {"V": V}


def test_what_is_missing_or_of_another_kind_is_refused() -> None:
    with pytest.raises(LibraryError, match="Model pk1: nothing is said of V"):
        of_model(PK1, {"CL": CL}, ())
    with pytest.raises(UnitError, match="CL is given in"):
        of_model(PK1, {"CL": V, "V": V}, ())


def test_the_shakiest_stand_first_and_none_is_left_out() -> None:
    assert [(said.where, said.provenance) for said in provenance({"CL": CL, "V": V})] == [
        ("V", "assumed"),
        ("CL", "source"),
    ]
