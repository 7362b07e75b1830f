"""Laws of derivatives by parameters, in models without a closed form."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.sensitivity import local
from firstdose.types import F64

TIMES = np.array([0.02, 0.5, 2.0, 6.9, 8.0, 20.0])
NAMES = {
    "pk2_mm": ["CL", "VM", "KM", "V1"],
    "tmdd_full": ["KON", "KINT", "R0", "V1"],
    "friberg": ["MTT", "GAM", "EC50", "CIRC0"],
}
CLOSE = 1e-6  # of the largest; differences of order 4, h = 0.3 %, of simulations to 1e-12


def _doses(model: Model, amount: float) -> pl.DataFrame:
    weekly = {"ID": [1, 1], "TIME": [0.0, 7.0], "AMT": [amount, amount / 2], "RATE": [amount * 24, 0.0]}
    return pl.DataFrame(weekly | {"CMT": [model.state_names[0]] * 2})


def _differences(model: Model, doses: pl.DataFrame, name: str, columns: tuple[str, ...]) -> F64:
    """Five points: (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12 h."""
    value = model.defaults[name]
    h = 3e-3 * value
    shifted = [simulate(model, doses, TIMES, {name: value + k * h}, rtol=1e-12, atol=1e-14) for k in (-2, -1, 1, 2)]
    weights = np.array([1, -8, 8, -1]) / (12 * h)
    return np.array([sum(w * each[c][0] for w, each in zip(weights, shifted, strict=True)) for c in columns])


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_agree_with_differences(name: str) -> None:
    model = Model.load(name)
    doses = _doses(model, 300.0)
    found = local(model, doses, TIMES, names=NAMES[name], rtol=1e-10, atol=1e-12)
    for by in NAMES[name]:
        expected = _differences(model, doses, by, model.names)
        for column, each in zip(model.names, expected, strict=True):
            own = np.abs(found.solution[column]).max() / model.defaults[by]  # a normalised derivative of 1
            scale = max(np.abs(each).max(), 0.01 * own)
            error = np.abs(found.absolute(column, by)[0] - each).max() / scale
            assert error < CLOSE, (by, column, error)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.2, 3.0), min_size=2, max_size=5))
def test_a_patients_derivatives_do_not_depend_on_the_others(clearances: list[float]) -> None:
    model = Model.load("pk2_mm")
    doses = _doses(model, 300.0).drop("ID")
    together = local(model, doses, TIMES, {"CL": clearances}, ["CL"]).absolute("CP", "CL")
    for row, clearance in enumerate(clearances):
        alone = local(model, doses, TIMES, {"CL": [clearance]}, ["CL"]).absolute("CP", "CL")
        np.testing.assert_array_equal(together[row], alone[0])


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_of_a_linear_model_the_derivative_is_proportional_to_the_dose(scale: float) -> None:
    model = Model.load("pk2")
    one, other = (
        local(model, _doses(model, amount), TIMES, names=["CL", "V2"]).absolute("CP", "V2")
        for amount in (100.0, 100.0 * scale)
    )
    np.testing.assert_allclose(other, scale * one, rtol=1e-9, atol=1e-12)


def test_clearance_and_volumes_scale_with_the_dose() -> None:
    """CP is unchanged if dose, CL, Q and volumes are all doubled: the normalised derivatives add up to -1."""
    model = Model.load("pk2")
    names = ["CL", "V1", "Q", "V2"]
    found = local(model, _doses(model, 100.0), TIMES, names=names)
    total = sum(found.normalised("CP", name) for name in names)
    np.testing.assert_allclose(total, -1.0, rtol=1e-8)


RECORDS = {
    "reset and dose": {"TIME": [0.0, 3.0, 5.0], "AMT": [300.0, 0.0, 200.0], "EVID": [1, 3, 4], "CMT": [1, 1, 1]},
    "replacement": {"TIME": [0.0, 3.0], "AMT": [300.0, 50.0], "EVID": [1, 8], "CMT": [2, 2]},
    "infusion into plasma": {"TIME": [0.0], "AMT": [300.0], "RATE": [100.0], "CMT": [2], "II": [4.0], "ADDL": [2]},
    "by mouth again and again": {"TIME": [0.0], "AMT": [300.0], "CMT": [1], "II": [2.0], "ADDL": [5]},
    "infusion of given length": {"TIME": [0.0], "AMT": [300.0], "DUR": [2.0], "CMT": [1]},
}


@pytest.mark.parametrize("records", RECORDS)
def test_derivatives_follow_records(records: str) -> None:
    """Two compartments by mouth with lag and bioavailability, through whatever records say."""
    model, doses, names = Model.load("pk2_oral"), pl.DataFrame(RECORDS[records]), ["CL", "F", "KA", "Q"]
    found = local(model, doses, TIMES, names=names)
    for by in names:
        expected = _differences(model, doses, by, model.names)
        for column, each in zip(model.names, expected, strict=True):
            own = np.abs(found.solution[column]).max() / model.defaults[by]
            assert np.abs(found.absolute(column, by)[0] - each).max() <= CLOSE * own, (by, column)


def test_derivatives_of_a_steady_state() -> None:
    model = Model.load("pk2_oral")
    weekly = pl.DataFrame({"TIME": [0.0], "AMT": [300.0], "CMT": [1], "II": [7.0], "SS": [1]})
    found = local(model, weekly, TIMES, names=["CL", "KA"])
    for by in ("CL", "KA"):
        (expected,) = _differences(model, weekly, by, ("CP",))
        np.testing.assert_allclose(found.absolute("CP", by)[0], expected, rtol=0, atol=CLOSE * np.abs(expected).max())
