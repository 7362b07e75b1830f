"""Laws of pharmacology that every simulation keeps."""

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference_simulator import Given, reference

from firstdose.pkpd import Model, simulate
from firstdose.types import F64

CLOSE = 1e-10  # relative to the largest value: closed forms
STEPPED = 1e-6  # relative to the largest value, at rtol 1e-9
TIMES: F64 = np.array([0.0, 0.02, 0.3, 0.5, 1.0, 3.3, 6.99, 7.0, 7.1, 9.0, 13.0, 14.0, 20.5, 28.0, 40.0])
ORAL, TWO, TMDD = Model.load("pk2_oral"), Model.load("pk2"), Model.load("tmdd_full")

PARAMS = st.fixed_dictionaries(
    {
        "CL": st.floats(0.2, 3.0),
        "V1": st.floats(1.0, 10.0),
        "Q": st.floats(0.3, 5.0),
        "V2": st.floats(1.0, 10.0),
        "KA": st.floats(0.3, 10.0),
        "ALAG": st.floats(0.0, 9.0),
        "F": st.floats(0.1, 1.0),
    }
)
DOSES = st.lists(
    st.fixed_dictionaries(
        {
            "TIME": st.floats(0.0, 20.0),
            "AMT": st.floats(1.0, 500.0),
            "DUR": st.sampled_from([0.0, 0.04, 1.0, 9.0]),
            "CMT": st.sampled_from([1, 2]),
            "II": st.just(3.5),
            "ADDL": st.integers(0, 4),
        }
    ),
    min_size=1,
    max_size=5,
)
LAWS = settings(max_examples=25, deadline=None)


def _values(model: Model, records: Any, params: Any = None, times: F64 = TIMES, **how: Any) -> F64:
    return simulate(model, pl.DataFrame(records), times, params, **how).values


def _same(found: F64, expected: F64, tolerance: float = CLOSE) -> None:
    for k in range(expected.shape[2]):
        largest = np.abs(expected[:, :, k]).max()
        np.testing.assert_allclose(found[:, :, k], expected[:, :, k], rtol=0, atol=tolerance * largest + 1e-300)


@LAWS
@given(PARAMS, DOSES)
def test_doses_superpose(params: dict[str, float], doses: list[dict[str, float]]) -> None:
    apart = [_values(ORAL, [dose], params) for dose in doses]
    _same(_values(ORAL, doses, params), np.sum(apart, axis=0))


@LAWS
@given(PARAMS, DOSES, st.floats(0.01, 100.0))
def test_amounts_are_proportional_to_the_dose(
    params: dict[str, float], doses: list[dict[str, float]], factor: float
) -> None:
    more = [dose | {"AMT": factor * dose["AMT"]} for dose in doses]
    _same(_values(ORAL, more, params), factor * _values(ORAL, doses, params))


@LAWS
@given(PARAMS, DOSES, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    params: dict[str, float], doses: list[dict[str, float]], random: Any
) -> None:
    shuffled = list(doses)
    random.shuffle(shuffled)
    _same(_values(ORAL, shuffled, params), _values(ORAL, doses, params), 1e-14)


@LAWS
@given(PARAMS, DOSES)
def test_additional_doses_are_explicit_records(params: dict[str, float], doses: list[dict[str, float]]) -> None:
    explicit = [
        dose | {"TIME": dose["TIME"] + k * dose["II"], "ADDL": 0}
        for dose in doses
        for k in range(int(dose["ADDL"]) + 1)
    ]
    np.testing.assert_array_equal(_values(ORAL, doses, params), _values(ORAL, explicit, params))


@LAWS
@given(PARAMS, st.floats(0.5, 5.0), st.floats(0.5, 5.0), st.floats(1.0, 200.0))
def test_consecutive_infusions_act_as_one_long_one(params: dict[str, float], a: float, b: float, rate: float) -> None:
    two = [{"TIME": 0.0, "AMT": rate * a, "RATE": rate, "CMT": 2}, {"TIME": a, "AMT": rate * b, "RATE": rate, "CMT": 2}]
    one = [{"TIME": 0.0, "AMT": rate * (a + b), "RATE": rate, "CMT": 2}]
    _same(_values(ORAL, two, params), _values(ORAL, one, params), 1e-13)


@LAWS
@given(PARAMS)
def test_an_infusion_is_the_limit_of_many_boluses(params: dict[str, float]) -> None:
    infused = _values(ORAL, [{"TIME": 0.0, "AMT": 96.0, "DUR": 1.0}], params, times=np.array([15.0]))
    error = []
    for n in (8, 16):
        middles = (np.arange(n) + 0.5) / n
        boluses = _values(ORAL, {"TIME": middles, "AMT": np.full(n, 96.0 / n)}, params, times=np.array([15.0]))
        error.append(np.abs(boluses - infused).max())
    assert error[1] < error[0] / 3.5 + 1e-12  # the midpoint rule is of second order


@LAWS
@given(PARAMS, st.sampled_from([0.0, 0.04, 3.5, 5.0, 7.0, 12.25]), st.sampled_from([1, 4]))
def test_a_steady_state_is_what_many_doses_leave_behind(params: dict[str, float], duration: float, event: int) -> None:
    dose = {"AMT": 100.0, "DUR": duration, "II": 3.5}
    before = 1500  # doses, over 5250 days
    many = [dose | {"TIME": -3.5 * before, "ADDL": before + 3}]
    steady = [dose | {"TIME": 0.0, "ADDL": 3, "SS": 1, "EVID": event}]
    later = TIMES[1:]
    _same(_values(ORAL, steady, params, times=later), _values(ORAL, many, params, times=later), 1e-9)


@LAWS
@given(PARAMS, DOSES)
def test_a_steady_state_on_top_adds_itself(params: dict[str, float], doses: list[dict[str, float]]) -> None:
    on_top = {"TIME": 2.0, "AMT": 70.0, "DUR": 6.0, "CMT": 2, "II": 4.0, "ADDL": 2}
    alone = _values(ORAL, [on_top | {"SS": 1}], params)
    both = _values(ORAL, [dose | {"SS": 0} for dose in doses] + [on_top | {"SS": 2}], params)
    _same(both, _values(ORAL, doses, params) + alone)


@LAWS
@given(PARAMS, DOSES)
def test_a_reset_begins_anew(params: dict[str, float], doses: list[dict[str, float]]) -> None:
    late = [dose | {"TIME": dose["TIME"] + 30.0} for dose in doses]
    earlier = {"TIME": 0.0, "AMT": 50.0, "DUR": 100.0, "CMT": 2, "II": 0.0, "ADDL": 0}
    with_reset = [earlier | {"EVID": 1}, earlier | {"TIME": 30.0, "EVID": 3}, *(dose | {"EVID": 1} for dose in late)]
    later = TIMES[1:] + 30.0
    _same(_values(ORAL, with_reset, params, times=later), _values(ORAL, late, params, times=later))


@LAWS
@given(PARAMS, st.floats(0.5, 19.5))
def test_a_reset_and_dose_is_a_reset_and_a_dose(params: dict[str, float], when: float) -> None:
    first = {"TIME": 0.0, "AMT": 90.0, "DUR": 30.0, "CMT": 2, "EVID": 1}
    dose = {"TIME": when, "AMT": 40.0, "DUR": 0.0, "CMT": 1}
    one = _values(ORAL, [first, dose | {"EVID": 4}], params)
    two = _values(ORAL, [first, dose | {"EVID": 1}, dose | {"EVID": 3}], params)
    np.testing.assert_array_equal(one, two)


@LAWS
@given(PARAMS, DOSES, st.floats(0.2, 3.0))
def test_parameters_change_at_their_record(
    params: dict[str, float], doses: list[dict[str, float]], clearance: float
) -> None:
    fixed = {name: value for name, value in params.items() if name != "CL"} | {"ALAG": 0.0}
    early = [dose | {"TIME": dose["TIME"] / 4, "ADDL": 0, "DUR": 0.0, "EVID": 1} for dose in doses]
    change = early[0] | {"TIME": 8.0, "EVID": 2}
    told = [dose | {"CL": params["CL"]} for dose in early] + [change | {"CL": clearance}]
    whole = _values(ORAL, told, fixed)
    until = simulate(ORAL, pl.DataFrame(early), [8.0], fixed | {"CL": params["CL"]})
    then = simulate(ORAL, pl.DataFrame([change]), TIMES[TIMES > 8], fixed | {"CL": clearance}, start=until.end)
    _same(whole[:, TIMES > 8], then.values)


@LAWS
@given(st.lists(PARAMS, min_size=2, max_size=6), DOSES, st.data())
def test_a_patient_of_a_batch_is_the_patient_alone(
    many: list[dict[str, float]], doses: list[dict[str, float]], data: st.DataObject
) -> None:
    each = [data.draw(DOSES) for _ in many[1:]] + [doses]
    records = [dose | {"ID": 10 * k} for k, own in enumerate(each) for dose in own]
    params = {name: [one[name] for one in many] for name in many[0]}
    batch = simulate(ORAL, pl.DataFrame(records), TIMES, params)
    for k, (own, one) in enumerate(zip(each, many, strict=True)):
        _same(batch.values[k : k + 1], _values(ORAL, own, one), 1e-14)


@settings(max_examples=8, deadline=None)
@given(st.floats(20.0, 2000.0), st.sampled_from([0.0, 0.04, 7.0, 10.0]))
def test_a_steady_state_of_a_saturable_model_is_what_many_doses_leave(amount: float, duration: float) -> None:
    dose = {"AMT": amount, "DUR": duration, "II": 7.0}
    many = [dose | {"TIME": -7.0 * 100, "ADDL": 102}]
    steady = [dose | {"TIME": 0.0, "ADDL": 2, "SS": 1}]
    later = TIMES[1:]
    expected = _values(TMDD, many, times=later, rtol=1e-9, atol=1e-12)
    _same(_values(TMDD, steady, times=later, rtol=1e-9, atol=1e-12), expected, STEPPED)


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(["pk2_mm", "tmdd_full"]), DOSES)
def test_courses_agree_with_an_independent_simulator(name: str, doses: list[dict[str, float]]) -> None:
    model = Model.load(name)
    doses = [dose | {"TIME": round(dose["TIME"]), "ADDL": dose["ADDL"] % 2} for dose in doses[:3]]
    given_ = [
        Given(dose["TIME"] + k * dose["II"], dose["AMT"], dose["DUR"], int(dose["CMT"]) - 1)
        for dose in doses
        for k in range(int(dose["ADDL"]) + 1)
    ]
    expected = reference(model, given_, TIMES, begin=0.0)
    found = simulate(model, pl.DataFrame(doses), TIMES, rtol=1e-9, atol=1e-12)
    for column, values in expected.items():
        tolerance = 10 * STEPPED * np.abs(values).max()  # two simulators' errors
        np.testing.assert_allclose(found[column][0], values, rtol=0, atol=tolerance, err_msg=column)
