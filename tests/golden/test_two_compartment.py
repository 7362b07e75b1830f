"""The closed form agrees with another simulator's integration of the same equations."""

from pathlib import Path

import numpy as np
import pytest

from firstdose.pkpd import Infusion, TwoCompartment, infusions
from firstdose.trial import Schedule
from firstdose.types import F64

DATA = Path(__file__).parent / "data" / "pkpd"
AMOUNT = 2800 / 3  # nmol
TWO = TwoCompartment.of(CL=0.5, V1=3.0, Q=0.5, V2=2.5)
ONE = TwoCompartment.of(CL=0.5, V1=3.0, Q=1e-12, V2=1.0)  # hardly any exchange
TOLERANCE = 1e-9  # relative; the reference was integrated to 1e-11 a step


def _table(name: str) -> dict[str, F64]:
    rows = np.genfromtxt(DATA / f"{name}.csv", delimiter=",", names=True)[1:]
    return {column: rows[column] for column in rows.dtype.names or ()}


@pytest.mark.parametrize(("given", "hours"), [("inf", 1.0), ("bolus", 0.0)])
@pytest.mark.parametrize(("name", "patient"), [("pk1", ONE), ("pk2", TWO)])
def test_weekly_doses(name: str, patient: TwoCompartment, given: str, hours: float) -> None:
    expected = _table(f"{name}_iv_{given}_weekly")
    doses = [Infusion(7.0 * week, hours / 24, AMOUNT) for week in range(6)]
    found = patient.concentration(doses, expected["time"])[0]
    np.testing.assert_allclose(found, expected["CP"], rtol=TOLERANCE)
    if "AUC" in expected:
        np.testing.assert_allclose(patient.auc(doses, expected["time"])[0], expected["AUC"], rtol=TOLERANCE)


def test_weekly_infusions_at_steady_state() -> None:
    expected = _table("pk2_iv_inf_weekly_ss")
    dosing = expected["time"] <= 42
    since_dose = expected["time"] - 7 * (np.ceil(expected["time"] / 7) - 1)  # 0 < since_dose <= 7
    doses = infusions(Schedule(7.0, 1.0, 21), 700.0)  # at steady state long before the last
    found = AMOUNT * TWO.concentration(doses, doses[-1].start_day + since_dose[dosing])[0]
    assert dosing.sum() > 80
    np.testing.assert_allclose(found, expected["CP"][dosing], rtol=TOLERANCE)
