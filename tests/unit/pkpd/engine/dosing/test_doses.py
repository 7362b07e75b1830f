"""Doses are delayed, absorbed in part, and infused as the model says."""

from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model, model
from firstdose.pkpd.engine.dosing.doses import Doses, dose_breaks, given_doses
from firstdose.pkpd.engine.dosing.parameters import given_parameters, parameters
from firstdose.pkpd.engine.dosing.records import read
from firstdose.pkpd.engine.statement import dosing, rates

NO_RESETS = (np.empty(0, np.int64), np.empty(0))


@model(
    {"GUT": "nmol, in the gut", "CENT": "nmol, in plasma"},
    LAG="0.5 day, delay",
    F="0.5 1, share",
    D="2 day, duration",
    R="40 nmol/day, rate",
)
def modelled(p: Any, y: Any) -> Any:
    """Everything that a model can say of its doses."""
    return rates(GUT=-y.GUT, CENT=y.GUT - y.CENT), dosing(GUT={"lag": p.LAG, "F": p.F, "duration": p.D, "rate": p.R})


def _doses(columns: dict[str, Any], params: dict[str, float] | None = None, of: Model = modelled) -> Doses:
    records = read(columns, of)
    table = parameters(of, given_parameters(of, params), records, len(records.id) if records.id is not None else 1)
    return given_doses(records, table, of)


def test_bioavailability_scales_the_amount_and_shortens_an_infusion_of_fixed_rate() -> None:
    found = _doses({"TIME": [0.0] * 5, "AMT": [100.0] * 5, "RATE": [0, 25, -1, -2, 0], "DUR": [0, 0, 0, 0, 8.0]})
    assert found.amount.tolist() == [50.0] * 5
    assert found.rate.tolist() == [0.0, 25.0, 40.0, 25.0, 6.25]
    assert found.duration.tolist() == [0.0, 2.0, 1.25, 2.0, 8.0]
    assert found.lag.tolist() == [0.5] * 5


def test_a_state_of_which_the_model_says_nothing_takes_doses_as_they_are() -> None:
    found = _doses({"TIME": [0.0], "AMT": [100.0], "CMT": ["CENT"]})
    assert (found.amount.tolist(), found.lag.tolist()) == ([100.0], [0.0])


def test_an_additional_dose_has_the_parameters_of_its_own_time() -> None:
    columns: dict[str, Any] = {
        "TIME": [0.0, 7.0],
        "AMT": [100.0, 0.0],
        "EVID": [1, 2],
        "ADDL": [2, 0],
        "II": [7.0, 0.0],
    }
    found = _doses(columns | {"F": [0.5, 1.0]})
    assert found.time.tolist() == [0.0, 7.0, 14.0]
    assert found.amount.tolist() == [50.0, 100.0, 100.0]


@pytest.mark.parametrize(
    ("params", "rate", "message"),
    [
        ({"LAG": -1.0}, 0, "Record 1: the lag of doses into GUT is -1"),
        ({"F": -0.1}, 0, "Record 1: the F of doses into GUT is -0.1"),
        ({"D": 0.0}, -2, "Record 1: the duration of doses into GUT is 0"),
        ({"R": 0.0}, -1, "Record 1: the rate of doses into GUT is 0"),
    ],
)
def test_what_no_dose_can_have_is_refused(params: dict[str, float], rate: float, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        _doses({"TIME": [0.0], "AMT": [100.0], "RATE": [rate]}, params)


@pytest.mark.parametrize(("rate", "what"), [(-1, "rate"), (-2, "duration")])
def test_what_the_model_does_not_say_cannot_be_left_to_it(rate: float, what: str) -> None:
    with pytest.raises(ModelError, match=f"Record 1, column RATE: {rate} leaves the {what} to the model"):
        _doses({"TIME": [0.0], "AMT": [100.0], "RATE": [rate]}, of=Model.load("pk1"))


def test_a_reset_ends_the_infusions_that_run_into_it() -> None:
    doses = _doses({"TIME": [0.0, 6.0], "AMT": [100.0] * 2, "DUR": [10.0] * 2, "CMT": [2, 2]})
    _, _, off = dose_breaks(doses, (np.array([0]), np.array([6.0])))
    assert off.time.tolist() == [6.0, 16.0]
    _, _, off = dose_breaks(doses, NO_RESETS)
    assert off.time.tolist() == [10.0, 16.0]
