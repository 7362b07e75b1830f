"""Two compartments in closed form."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from firstdose.pkpd import Infusion, TwoCompartment
from firstdose.types import F64

TDM1 = TwoCompartment.of(CL=0.676, V1=3.127, Q=1.534, V2=0.66)
DOSES = [Infusion(0.0, 0.0625, 168.0), Infusion(7.0, 0.0, 168.0), Infusion(14.0, 2.0, 84.0)]


def _integrated(patient: TwoCompartment, doses: list[Infusion], days: F64) -> tuple[F64, F64]:
    """Concentration and area at ``days`` from the differential equations, stopping at every turn of the input."""
    CL, V1, Q, V2 = (float(value[0]) for value in (patient.CL, patient.V1, patient.Q, patient.V2))
    turns = sorted({0.0, *days, *(d.start_day for d in doses), *(d.start_day + d.days for d in doses)})
    state, seen = np.zeros(3), {}
    for start, end in zip(turns, [*turns[1:], turns[-1]], strict=True):
        state[0] += sum(dose.amount for dose in doses if dose.start_day == start and dose.days == 0)
        seen[start] = state.copy()
        rate = sum(d.amount / d.days for d in doses if d.days > 0 and d.start_day <= start < d.start_day + d.days)

        def slope(_: float, y: F64, rate: float = rate) -> list[float]:
            there, back = Q / V1 * y[0], Q / V2 * y[1]
            return [rate - CL / V1 * y[0] - there + back, there - back, y[0] / V1]

        if end > start:
            state = solve_ivp(slope, (start, end), state, method="LSODA", rtol=1e-11, atol=1e-12).y[:, -1]
    at_days = np.array([seen[day] for day in days])
    return at_days[:, 0] / V1, at_days[:, 2]


def test_the_closed_form_solves_the_differential_equations() -> None:
    days = np.array([0.03, 0.0625, 1.0, 6.5, 7.0, 7.2, 14.5, 16.0, 20.0, 40.0])
    concentration, area = _integrated(TDM1, DOSES, days)
    np.testing.assert_allclose(TDM1.concentration(DOSES, days)[0], concentration, rtol=1e-7)
    np.testing.assert_allclose(TDM1.auc(DOSES, days)[0], area, rtol=1e-7)


def test_nothing_is_there_before_the_first_dose() -> None:
    later = [Infusion(3.0, 1.0)]
    assert TDM1.concentration(later, [0.0, 2.999])[0].tolist() == [0.0, 0.0]
    assert TDM1.auc(later, [0.0, 3.0])[0].tolist() == [0.0, 0.0]


def test_an_infusion_starts_from_zero_and_a_bolus_from_dose_over_volume() -> None:
    assert TDM1.concentration([Infusion(0.0, 0.0625)], [0.0])[0, 0] == 0.0
    assert TDM1.concentration([Infusion(0.0, 0.0)], [0.0])[0, 0] == pytest.approx(1 / 3.127)


def test_the_terminal_half_life_is_that_of_the_publication() -> None:
    assert np.log(2) / TDM1.exponents[1, 0] == pytest.approx(3.94, abs=0.005)  # Lu 2014, abstract: 3.94 days


def test_patients_do_not_disturb_each_other() -> None:
    two = TwoCompartment.of(CL=[0.676, 1.0], V1=3.127, Q=1.534, V2=0.66)
    assert two.concentration(DOSES, [1.0, 9.0])[0].tolist() == TDM1.concentration(DOSES, [1.0, 9.0])[0].tolist()
