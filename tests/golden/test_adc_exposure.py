"""The mechanistic model of T-DM1 in plasma: against the closed form, an independent calculation, and what was seen."""

import json
from pathlib import Path

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd import infusions, simulate, virtual_patients
from firstdose.pkpd.course import course, dose_records
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import patient_model
from firstdose.trial import Schedule
from firstdose.types import F64

DATA = json.loads((Path(__file__).parent / "data" / "pkpd" / "tdm1_exposure.json").read_text(encoding="utf-8"))
THREE_FIGURES = 0.003  # as printed; the reference also counts a few doses only before it speaks of a steady state
ADC = library("t-dm1")
MODEL, KNOWN = patient_model("circulation"), typical(ADC)
LINEAR = KNOWN | {"VM": 0.0}  # without loss through the target the conjugate follows Lu 2014
CLOSED = virtual_patients(ADC.pharmacokinetics, {"body_weight": np.array([70.0])}, np.zeros((4, 1))).kinetics


def _conjugate(dose: float, every_days: float, infusion_days: float, times: F64) -> F64:
    """nmol/L in a patient of 70 kg, doses until the last time."""
    days = np.arange(0.0, times[-1], every_days)
    nmol = np.full((1, len(days)), dose * 70.0 / 148e-3)
    own = {name: value for name, value in LINEAR.items() if name != "MM"}
    solution = simulate(MODEL, dose_records(days, nmol, infusion_days), times, own, rtol=1e-10, atol=1e-12)
    return np.asarray(solution["CADC"][0])


@pytest.mark.parametrize(("every_days", "hours"), [(21.0, 1.5), (7.0, 1.5), (7.0, 0.0)])
def test_without_the_target_the_conjugate_follows_the_closed_form(every_days: float, hours: float) -> None:
    times = np.linspace(0.05, 42.0, 60)
    schedule = Schedule(every_days, hours, 21)
    exact = 2.4 * 70.0 / 148e-3 * CLOSED.concentration(infusions(schedule, 42.0), times)[0]
    np.testing.assert_allclose(_conjugate(2.4, every_days, hours / 24, times), exact, rtol=1e-6)


@pytest.mark.parametrize("row", DATA["typical"]["rows"], ids=lambda row: f"{row['dose']} every {row['every_days']}")
def test_weekly_and_every_three_weeks_from_one_parameter_set(row: dict[str, float]) -> None:
    """AUC over the first 21 days, in ug*day/mL."""
    times = np.linspace(0.0, 21.0, 8401)  # a trapezium of 3.6 minutes; the value before a dose stands at its time
    seen = _conjugate(row["dose"], row["every_days"], 0.0, times)
    after = seen[1:].copy()
    jumps = np.isin(times[:-1], np.arange(0.0, 21.0, row["every_days"]))
    before = np.where(jumps, seen[:-1] + row["dose"] * 70.0 / 148e-3 / KNOWN["V1"], seen[:-1])
    area = ((before + after) / 2 * np.diff(times)).sum() * 148e-3
    assert area == pytest.approx(row["auc21"], rel=THREE_FIGURES)


def test_free_dm1_stays_below_10_ng_per_ml() -> None:
    """Krop 2010, abstract, doi:10.1200/JCO.2009.26.2071; payload of every kind is counted here, at the mass of DM1."""
    seen = course(MODEL, KNOWN, [70.0], Schedule(21.0, 1.5, 21), 3.6, np.linspace(0.0, 21.0, 505), names=("CPAY",))
    mass = ADC.mechanism.kinetics.MASS.to("g/mol") if ADC.mechanism else np.nan
    highest = seen["CPAY"].max() * mass / 1000
    assert 1.0 < highest < 10.0
