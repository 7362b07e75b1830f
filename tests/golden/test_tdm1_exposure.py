"""Exposure to T-DM1 agrees with an independent calculation, and comes near what was seen in a later trial."""

import json
from pathlib import Path

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd import exposure, infusions, trial_patients, virtual_patients
from firstdose.trial import Schedule

DATA = json.loads((Path(__file__).parent / "data" / "pkpd" / "tdm1_exposure.json").read_text(encoding="utf-8"))
T_DM1 = library("t-dm1")
THREE_FIGURES = 0.003  # as printed; the reference also counts a few doses only before it speaks of a steady state
TYPICAL = virtual_patients(T_DM1.pharmacokinetics, {"body_weight": np.array([70.0])}, np.zeros((4, 1)))


@pytest.mark.parametrize("row", DATA["typical"]["rows"], ids=lambda row: f"{row['dose']} every {row['every_days']}")
def test_the_typical_patient(row: dict[str, float]) -> None:
    amount = 70 * row["dose"]
    bolus = Schedule(row["every_days"], 0.0, 21)
    doses = infusions(bolus, 400.0)  # at steady state long before the last
    peak = amount * TYPICAL.kinetics.concentration(doses, [doses[-1].start_day])[0, 0]
    week = amount * TYPICAL.kinetics.steady_auc(bolus, [7.0])[0, 0]
    first = row["dose"] * exposure(TYPICAL, bolus).auc_0_21_ug_day_per_ml[0]
    for found, expected in ((peak, row["cmax"]), (week, row["auc7max"]), (first, row["auc21"])):
        assert found == pytest.approx(expected, rel=THREE_FIGURES)


def test_patients_of_a_later_trial_lie_within_one_standard_deviation() -> None:
    """Not a fit: docs/theory/exposure.md tells how far off the means are."""
    seen, published = exposure(trial_patients(T_DM1.toxicity), Schedule(21.0, 1.5, 21)).times(3.6), DATA["marianne"]
    for found, expected in (
        (seen.cmax_ug_per_ml, published["cmax"]),
        (seen.auc_tau_ug_day_per_ml, published["auc_inf"]),  # at steady state over an interval: one dose to infinity
    ):
        assert abs(found.mean() - expected["mean"]) < expected["sd"]
        assert 0.67 < found.std() / expected["sd"] < 1.5
