"""Courses agree with those of two other simulators."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from firstdose.pkpd import Model, model
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.statement import dosing, outputs, rates
from firstdose.types import F64

DATA = Path(__file__).parent / "data" / "pkpd"
AMOUNT = 933.333333333333  # nmol
STEPPED = 1e-6  # relative, at rtol 1e-9
CLOSED = 1e-9  # relative: what the reference's own tolerance of 1e-11 a step leaves
TINY = 1e-12  # of the largest value: below the reference's absolute tolerance

WEEKLY = {"TIME": 0.0, "AMT": AMOUNT, "II": 7.0, "ADDL": 5}
INFUSED = WEEKLY | {"RATE": 24 * AMOUNT}


@model({"CENT": "nmol, in plasma", "PERI": "nmol, in tissue"}, CL="0.5 L/day, clearance", F="0.5 1, share absorbed")
def half_given(p: Any, y: Any) -> Any:
    """The two compartments of pk2, half of a dose lost."""
    exchange = 0.5 / 3 * y.CENT - 0.5 / 2.5 * y.PERI
    return (
        rates(CENT=-p.CL / 3 * y.CENT - exchange, PERI=exchange),
        outputs(CP=y.CENT / 3),
        dosing(CENT={"F": p.F}),
    )


@dataclass(frozen=True)
class Case:
    """A model, its records, and what differs from the model's own values."""

    name: str
    model: Model
    records: list[dict[str, float]]
    params: dict[str, float] = field(default_factory=dict)
    tolerance: float = CLOSED
    additional_boluses: str = ""  # into this state

    def __str__(self) -> str:
        return self.name


CASES = [
    Case("pk1_iv_bolus_weekly", Model.load("pk1"), [WEEKLY], additional_boluses="CENT"),
    Case("pk1_iv_inf_weekly", Model.load("pk1"), [INFUSED]),
    Case("pk2_iv_bolus_weekly", Model.load("pk2"), [WEEKLY], additional_boluses="CENT"),
    Case("pk2_iv_inf_weekly", Model.load("pk2"), [INFUSED]),
    Case("pk2_iv_inf_weekly_ss", Model.load("pk2"), [INFUSED | {"SS": 1}]),
    Case("pk2_oral_lag_F_weekly", Model.load("pk2_oral"), [WEEKLY]),
    Case("pk2_const_infusion_ss", Model.load("pk2"), [{"TIME": 0.0, "AMT": 0.0, "RATE": 100.0, "SS": 1}]),
    Case("pk2_inf2d_F05_rate_fixed", half_given, [WEEKLY | {"RATE": AMOUNT / 2}]),
    Case(
        "pk2_evid_3_4_8",
        Model.load("pk2"),
        [
            {"TIME": time, "AMT": amount, "EVID": event}
            for time, amount, event in (
                (0.0, 500.0, 1),
                (5.0, 0.0, 3),
                (7.0, 200.0, 1),
                (10.0, 300.0, 4),
                (14.0, 50.0, 8),
            )
        ],
    ),
    Case("pk2_mm_iv_inf_weekly", Model.load("pk2_mm"), [INFUSED], tolerance=STEPPED),
    Case("tmdd_full_iv_inf_weekly", Model.load("tmdd_full"), [INFUSED], tolerance=STEPPED),
    Case("tmdd_qss_iv_inf_weekly", Model.load("tmdd_qss"), [INFUSED], tolerance=STEPPED),
    Case(
        "friberg_docetaxel_linear_100mgm2_q3w",
        Model.load("friberg"),
        [{"TIME": 0.0, "AMT": 180.0, "RATE": 180.0, "II": 504.0, "ADDL": 2}],
        {"SLOPE": 8.58 / 0.808, "MTT": 88.7, "GAM": 0.161},
        STEPPED,
    ),
]


def _table(name: str) -> dict[str, F64]:
    rows = np.genfromtxt(DATA / f"{name}.csv", delimiter=",", names=True)
    return {column: rows[column] for column in rows.dtype.names or ()}


def _before_the_dose(case: Case, expected: dict[str, F64]) -> dict[str, F64]:
    """The reference with additional boluses taken off the rows at their times."""
    if not case.additional_boluses:
        return expected
    additional = (expected["time"] > 0) & (expected["time"] <= 35) & (expected["time"] % 7 == 0)
    assert additional.sum() == 5
    amount = np.where(additional, AMOUNT, 0.0)
    volume = case.model.defaults["V" if case.model.name == "pk1" else "V1"]
    taken = {case.additional_boluses: amount, "CP": amount / volume}
    return {name: values - taken.get(name, 0.0) for name, values in expected.items()}


@pytest.mark.parametrize("prefix", ["", "rx_"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_courses_agree_with_the_reference(case: Case, prefix: str) -> None:
    if not (DATA / f"{prefix}{case.name}.csv").exists():
        assert prefix == "rx_"
        return
    expected = _before_the_dose(case, _table(prefix + case.name))
    found = simulate(case.model, pl.DataFrame(case.records), expected["time"], case.params, rtol=1e-9)
    compared = [name for name in found.names if name in expected]
    assert "CP" in compared
    assert len(compared) >= 2
    for name in compared:
        tiny = TINY * np.abs(expected[name]).max()
        np.testing.assert_allclose(found[name][0], expected[name], rtol=case.tolerance, atol=tiny, err_msg=name)
