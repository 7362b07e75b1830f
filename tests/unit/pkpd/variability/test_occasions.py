"""Parameters that change from occasion to occasion, as records."""

from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.variability import ByColumn, ByTime, Occasions, Omega

OMEGA = Omega.of({"CL": 0.2})
REGIMEN = {"TIME": [0.0], "AMT": [100.0], "II": [7.0], "ADDL": [5]}
CL = {"CL": np.array([0.5, 1.0, 2.0])}


def _records(when: Any, doses: Any, patients: range = range(3), seed: int = 1) -> Any:
    return Occasions(OMEGA, when).records(doses, {"CL": CL["CL"][list(patients)]}, seed, patients)


def test_every_patient_changes_at_the_start_of_each_occasion() -> None:
    found = _records(ByTime((21.0, 42.0)), REGIMEN).sort("ID", "TIME")
    assert found["ID"].to_list() == [1] * 3 + [2] * 3 + [3] * 3
    assert found["TIME"].to_list() == [0.0, 21.0, 42.0] * 3
    assert found["EVID"].to_list() == [1, 2, 2] * 3
    logs = np.log(found["CL"].to_numpy().reshape(3, 3) / CL["CL"][:, None])
    assert len(np.unique(logs)) == 9
    assert np.abs(logs).max() < 4 * 0.2


def test_an_occasion_has_its_effect_in_any_chunk_of_patients_and_with_more_occasions() -> None:
    whole = _records(ByTime((21.0, 42.0)), REGIMEN).sort("ID", "TIME")["CL"].to_numpy().reshape(3, 3)
    some = _records(ByTime((21.0,)), REGIMEN, range(1, 3)).sort("ID", "TIME")["CL"].to_numpy().reshape(2, 2)
    assert (some == whole[1:, :2]).all()


def test_a_dose_at_the_start_of_an_occasion_belongs_to_it() -> None:
    found = _records(ByTime((7.0,)), {"ID": [1, 1], "TIME": [0.0, 7.0], "AMT": [1.0, 1.0]}, range(1))
    rows = found.filter(found["TIME"] == 7.0)
    assert rows["EVID"].to_list() == [1, 2]
    assert rows["CL"].n_unique() == 1


def test_other_parameters_that_change_with_time_go_on() -> None:
    doses = {"ID": [1, 1, 2], "TIME": [0.0, 5.0, 9.0], "EVID": [2, 2, 2], "V": [3.0, 4.0, 5.0]}
    found = _records(ByTime((7.0,)), doses, range(2))
    assert found.filter(found["TIME"] == 7.0).sort("ID")["V"].to_list() == [4.0, 5.0]


def test_a_column_can_tell_the_occasion() -> None:
    doses = {"ID": [7, 7, 9], "TIME": [0.0, 7.0, 0.0], "AMT": [1.0] * 3, "OCC": [1, 2, 1]}
    found = _records(ByColumn("OCC"), doses, range(2))
    assert found["EVID"].to_list() == [1, 1, 1]
    again = _records(ByTime((0.0, 7.0)), doses, range(2))
    assert found["CL"].to_list() == again["CL"].to_list()[:3]


@pytest.mark.parametrize(
    ("when", "doses", "told"),
    [
        (ByColumn("OCC"), REGIMEN, "have no column OCC, which tells the occasion. Add it"),
        (ByColumn("OCC"), REGIMEN | {"OCC": [-1]}, "Column OCC tells occasions: give whole numbers"),
        (ByColumn("OCC"), REGIMEN | {"OCC": [0.5]}, "Column OCC tells occasions: give whole numbers"),
        (ByTime((7.0,)), REGIMEN | {"ID": [1]}, "The dose records have 1 patients, and 3 were drawn"),
    ],
)
def test_what_tells_no_occasion_is_refused(when: Any, doses: Any, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        _records(when, doses)


@pytest.mark.parametrize("starts", [(), (7.0, 7.0), (7.0, 0.0), (np.inf,)])
def test_occasions_start_one_after_another(starts: tuple[float, ...]) -> None:
    with pytest.raises(ModelError, match="each later than the one before"):
        ByTime(starts)


def test_a_parameter_that_is_not_there_is_refused() -> None:
    with pytest.raises(ModelError, match="CL differs between occasions and has no value. There are V"):
        Occasions(OMEGA, ByTime((7.0,))).records(REGIMEN, {"V": np.ones(3)}, 1, range(3))
