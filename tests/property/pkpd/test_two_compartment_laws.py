"""Laws of linear pharmacokinetics."""

import tracemalloc

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.pkpd import Infusion, TwoCompartment, infusions
from firstdose.trial import Schedule
from firstdose.types import F64

CLOSE = 1e-9  # relative
DAYS: F64 = np.array([0.0, 0.01, 0.05, 0.3, 1.0, 6.9, 7.0, 7.03, 10.0, 14.0, 20.5, 21.0])
LONG_DAYS = 1e5  # after which nothing is left of the slowest patient's dose

PATIENTS = st.builds(
    TwoCompartment.of,
    CL=st.floats(0.05, 5.0),
    V1=st.floats(1.0, 10.0),
    Q=st.floats(0.01, 50.0),
    V2=st.floats(0.05, 10.0),
)
DOSES = st.lists(
    st.builds(Infusion, start_day=st.floats(0.0, 20.0), days=st.floats(0.0, 3.0), amount=st.floats(0.1, 500.0)),
    min_size=1,
    max_size=4,
)
SCHEDULES = st.builds(
    Schedule, every_days=st.floats(3.0, 28.0), infusion_hours=st.floats(0.0, 48.0), cycle_days=st.just(21)
)


@given(PATIENTS, DOSES)
def test_doses_add_up(patient: TwoCompartment, doses: list[Infusion]) -> None:
    for curve in (patient.concentration, patient.auc):
        apart = sum(curve([dose], DAYS) for dose in doses)
        np.testing.assert_allclose(curve(doses, DAYS), apart, rtol=CLOSE)


@given(PATIENTS, DOSES, st.floats(0.01, 100.0))
def test_exposure_is_proportional_to_the_dose(patient: TwoCompartment, doses: list[Infusion], factor: float) -> None:
    more = [Infusion(dose.start_day, dose.days, factor * dose.amount) for dose in doses]
    for curve in (patient.concentration, patient.auc):
        np.testing.assert_allclose(curve(more, DAYS), factor * curve(doses, DAYS), rtol=CLOSE)


@given(PATIENTS, DOSES)
def test_what_goes_in_is_cleared(patient: TwoCompartment, doses: list[Infusion]) -> None:
    given_in_all = sum(dose.amount for dose in doses)
    np.testing.assert_allclose(patient.auc(doses, [LONG_DAYS])[0, 0], given_in_all / patient.CL[0], rtol=CLOSE)


@given(PATIENTS, DOSES)
def test_the_area_is_the_integral_of_the_concentration(patient: TwoCompartment, doses: list[Infusion]) -> None:
    turns = [dose.start_day + share * dose.days for dose in doses for share in (0.0, 1.0)]
    nodes, weights = np.polynomial.legendre.leggauss(8)
    edges = np.unique(np.concatenate([np.linspace(0, 30, 601), turns]))
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    concentration = patient.concentration(doses, (middle[:, None] + half[:, None] * nodes).ravel())[0]
    integral = (concentration.reshape(-1, 8) @ weights * half).sum()
    np.testing.assert_allclose(patient.auc(doses, [edges[-1]])[0, 0], integral, rtol=1e-5)  # of the sum: steep curves


@given(PATIENTS, st.floats(0.5, 20.0))
def test_a_short_infusion_is_a_bolus(patient: TwoCompartment, later: float) -> None:
    bolus, short = [Infusion(0.0, 0.0)], [Infusion(0.0, 1e-9)]
    for curve in (patient.concentration, patient.auc):
        np.testing.assert_allclose(curve(short, [later]), curve(bolus, [later]), rtol=1e-6)


@given(PATIENTS)
def test_infusions_one_after_the_other_are_one_long_infusion(patient: TwoCompartment) -> None:
    pieces = [Infusion(0.0, 1.0, 2.0), Infusion(1.0, 2.0, 4.0)]
    for curve in (patient.concentration, patient.auc):
        np.testing.assert_allclose(curve(pieces, DAYS), curve([Infusion(0.0, 3.0, 6.0)], DAYS), rtol=CLOSE)


@settings(deadline=None, max_examples=40)
@given(PATIENTS, SCHEDULES)
def test_steady_state_is_what_a_long_schedule_comes_to(patient: TwoCompartment, schedule: Schedule) -> None:
    half_lives = 60 * np.log(2) / patient.exponents[1, 0]
    n = int(np.clip(half_lives / schedule.every_days, 3, 3000))
    doses, last = infusions(schedule, (n - 0.5) * schedule.every_days), (n - 1) * schedule.every_days
    since = np.array([0.1, 0.5, 0.99]) * schedule.every_days
    area = patient.auc(doses, last + since) - patient.auc(doses, [last])
    np.testing.assert_allclose(patient.steady_auc(schedule, since), area, rtol=1e-7)


@given(PATIENTS, SCHEDULES)
def test_at_steady_state_an_interval_clears_one_dose(patient: TwoCompartment, schedule: Schedule) -> None:
    np.testing.assert_allclose(patient.steady_auc(schedule, [schedule.every_days])[:, 0], 1 / patient.CL, rtol=CLOSE)


def test_memory_does_not_grow_with_the_number_of_doses() -> None:
    many = TwoCompartment.of(CL=np.full(500, 0.676), V1=3.127, Q=1.534, V2=0.66)
    one = TwoCompartment.of(CL=0.676, V1=3.127, Q=1.534, V2=0.66)
    days = np.linspace(0.0, 700.0, 1000)
    tracemalloc.start()
    found = many.auc([Infusion(7.0 * week, 0.0625) for week in range(100)], days)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * found.nbytes
    weeks = [one.auc([Infusion(7.0 * week, 0.0625)], days)[0] for week in range(100)]
    np.testing.assert_allclose(found[0], np.sum(weeks, axis=0), rtol=1e-12)
