"""Rash comes with the dose of panitumumab as it was seen; the amount of EGFR in skin was chosen by this."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

from firstdose.molecule import library
from firstdose.pkpd.course import course
from firstdose.pkpd.draws import variability
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import patient_model
from firstdose.resources import packaged
from firstdose.rng import uniforms
from firstdose.tables import read_toml
from firstdose.trial import Schedule
from firstdose.types import F64

DATA = json.loads((Path(__file__).parent / "data" / "pkpd" / "panitumumab_rash.json").read_text(encoding="utf-8"))
MOST = read_toml(packaged("pkpd/library/toxicity.toml"))["antibody"]["panitumumab"]["RASHMAX"]["value"]
N = 1000
WEEKLY = Schedule(every_days=7.0, infusion_hours=1.0, cycle_days=21)


def _normal(name: str) -> F64:
    return np.asarray(ndtri(uniforms(0, name, range(1), N)[0]))


def _patients() -> tuple[dict[str, F64 | float], F64]:
    """An antibody without payload in N patients of 70 kg, 21 % (SD of the log) around it."""
    weight, kinetics = 70.0 * np.exp(0.21 * _normal("weight")), DATA["kinetics"]
    own = {
        name: value
        * (weight / 70.0) ** kinetics["weight_exponent"].get(name, 0.0)
        * np.exp(np.sqrt(np.log1p(kinetics["cv"].get(name, 0.0) ** 2)) * _normal(name))
        for name, value in kinetics["typical"].items()
    }
    own["RASHMAX"] = MOST * np.exp(variability().by_name["RASHMAX"].log_sd * _normal("RASHMAX"))
    return typical(library("imgn289")) | own | {"KDEC": 0.0, "KA_EGFR": DATA["binding"]["KA_EGFR"]}, weight


@pytest.mark.parametrize("row", DATA["rash"]["rows"], ids=lambda row: f"{row['dose']} mg/kg")
def test_rash_by_dose(row: dict[str, float]) -> None:
    """Within two standard errors of a share of 22 patients."""
    known, weight = _patients()
    days = np.arange(0.0, 35.5, 1.0)
    seen = course(patient_model("circulation"), known, weight, WEEKLY, row["dose"], days, names=("RASH",))
    share = (seen["RASH"].max(axis=1) >= 1).mean()
    assert abs(100 * share - row["percent"]) < 200 * np.sqrt(share * (1 - share) / DATA["rash"]["n"])
