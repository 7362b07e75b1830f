"""Laws of the conjugate in plasma: linear where the target is saturated, faster below, payload gone before antibody."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.molecule import library
from firstdose.pkpd.course import Course, course
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import patient_model
from firstdose.trial import Schedule
from firstdose.types import F64

KNOWN = typical(library("t-dm1"))
ONCE = Schedule(every_days=400.0, infusion_hours=1.5, cycle_days=21)
DAYS = np.concatenate([np.linspace(0.0, 2.0, 81), np.linspace(2.25, 63.0, 244)])
MODEL = patient_model("circulation")
FEW = settings(max_examples=25, deadline=None)
factors = st.floats(0.5, 2.0)


def _courses(doses: F64, **factor: float) -> Course:
    known = KNOWN | {name: KNOWN[name] * times for name, times in factor.items()}
    return course(MODEL, known, np.full(len(doses), 70.0), ONCE, doses, DAYS, names=("CADC", "CTAB", "CPAY"))


def _area(values: F64) -> F64:
    return np.asarray(np.trapezoid(values, DAYS, axis=1))


@FEW
@given(VM=factors, KM=factors, CLC=st.floats(0.8, 1.5))
def test_clearance_falls_with_the_dose_towards_the_linear_one(VM: float, KM: float, CLC: float) -> None:
    doses = np.array([0.3, 1.2, 4.8, 300.0])
    clearance = doses * 70.0 / 148e-3 / _area(_courses(doses, VM=VM, KM=KM, CLC=CLC)["CADC"])
    assert np.all(np.diff(clearance) < 0)
    assert abs(clearance[-1] / (CLC * KNOWN["CLC"]) - 1) < 0.03


@FEW
@given(dose=st.floats(0.3, 6.0), KDEC=factors)
def test_conjugate_is_part_of_the_antibody_and_goes_first(dose: float, KDEC: float) -> None:
    seen = _courses(np.array([dose]), KDEC=KDEC)
    conjugate, total = seen["CADC"][0], seen["CTAB"][0]
    assert np.all(conjugate <= total * (1 + 1e-9))
    share = conjugate[40:] / np.maximum(total[40:], 1e-300)
    kept = total[40:] > 1e-3
    assert np.all(np.diff(share[kept]) < 1e-6)  # less and less of the antibody still carries payload


@FEW
@given(scale=st.floats(1.0, 3.0))
def test_payload_is_neither_made_nor_lost(scale: float) -> None:
    """All that was given on the conjugate leaves through the clearance of free payload."""
    seen = _courses(np.array([scale]))
    left = KNOWN["CLP"] * _area(seen["CPAY"])[0]
    assert abs(left / (KNOWN["DAR"] * scale * 70.0 / 148e-3) - 1) < 0.01
