"""What people ask of a simulation: frames, times, starts, stops, changes, and errors that help."""

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model, Solution, Status, Stop, simulate

PK1, ORAL, MM = Model.load("pk1"), Model.load("pk2_oral"), Model.load("pk2_mm")
K = 0.5 / 3
DOSE = {"TIME": [0.0], "AMT": [90.0]}
TWO = {"ID": [5, 2], "TIME": [0.0, 1.0], "AMT": [90.0, 30.0]}


def test_patients_are_the_sorted_ids_of_any_frame() -> None:
    for frame in (pl.DataFrame(TWO), pd.DataFrame(TWO, index=[7, 7]), TWO):
        found = simulate(PK1, frame, [0.0, 1.0, 2.0])
        assert found.id.tolist() == [2, 5]
        np.testing.assert_allclose(found["CENT"][0], [0.0, 0.0, 30 * np.exp(-K)], rtol=1e-13)
        np.testing.assert_allclose(found["CENT"][1], 90 * np.exp(-K * np.array([np.inf, 1, 2])), rtol=1e-13)


def test_parameters_are_in_the_order_of_the_ids() -> None:
    found = simulate(PK1, TWO, [2.0], {"CL": [0.0, 1.5]})
    np.testing.assert_allclose(found["CENT"][:, 0], [30.0, 90 * np.exp(-1.0)], rtol=1e-13)


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame])
def test_parameters_may_be_columns_of_a_frame(frame: Any) -> None:
    found = simulate(PK1, TWO, [2.0], frame({"CL": [0.0, 1.5]}))
    np.testing.assert_allclose(found["CENT"][:, 0], [30.0, 90 * np.exp(-1.0)], rtol=1e-13)


def test_small_amounts_are_exact_at_a_small_rtol() -> None:
    friberg = Model.load("friberg")
    drug = ["CL", "V1", "Q", "V2"]
    records = {"TIME": [0.0], "AMT": [180.0], "RATE": [180.0]}
    linear = simulate(Model.load("pk2"), records, [40.0], {name: friberg.defaults[name] for name in drug})
    assert 1e-7 < linear["CENT"][0, 0] < 1e-6  # mg, of 28 at most
    found = simulate(friberg, records, [40.0], rtol=1e-9)
    np.testing.assert_allclose(found["CENT"], linear["CENT"], rtol=1e-7)


def test_a_time_just_after_a_dose_is_after_it_however_long_the_simulation() -> None:
    found = simulate(MM, DOSE, [0.0, 1e-9, 1e3])
    assert found["CENT"][0, 0] == 0.0
    assert found["CENT"][0, 1] == pytest.approx(90.0)


def test_a_table_has_a_row_a_patient_and_time() -> None:
    table = simulate(PK1, TWO, [0.0, 2.0]).to_polars()
    assert table.columns == ["ID", "TIME", "CENT", "CP"]
    assert table["ID"].to_list() == [2, 2, 5, 5]


@pytest.mark.parametrize("model", [PK1, MM], ids=["closed", "stepped"])
def test_times_may_be_in_any_order_and_asked_for_twice(model: Model) -> None:
    times = [3.0, 1.0, 1.0, 0.0, 7.0]
    found = simulate(model, DOSE, times)
    assert found.time.tolist() == times
    straight = simulate(model, DOSE, sorted(times))
    np.testing.assert_array_equal(found["CP"][0], straight["CP"][0, [3, 1, 2, 0, 4]])
    np.testing.assert_array_equal(found.end, straight.end)


@pytest.mark.parametrize("model", [PK1, MM], ids=["closed", "stepped"])
def test_a_time_that_is_a_dose_time_but_for_rounding_comes_before_the_dose(model: Model) -> None:
    records = {"TIME": [0.0], "AMT": [90.0], "II": [0.1], "ADDL": [99]}
    times = np.arange(0, 100) * 0.1  # 0.1 * 3 is more than 3 * 0.1 in binary
    late = simulate(model, records, np.nextafter(times, 1e9))["CENT"][0]
    early = simulate(model, records, np.nextafter(times, -1e9))["CENT"][0]
    np.testing.assert_array_equal(late, early)


def test_the_breaks_of_others_do_not_move_a_patient_s_times() -> None:
    records = {"ID": [1, 2], "TIME": [1.0, 1.0 + 3e-13], "AMT": [9e12, 9e12]}
    found = simulate(PK1, records, [1.0, 1.0 + 4e-13])
    assert found["CENT"].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert simulate(PK1, records, [1.0 + 2e-12])["CENT"].min() > 8e12


@pytest.mark.parametrize("model", [PK1, MM], ids=["closed", "stepped"])
def test_a_simulation_goes_on_from_where_another_ended(model: Model) -> None:
    records = {"ID": [1, 2], "TIME": [0.0, 0.0], "AMT": [90.0, 30.0], "II": [1.5] * 2, "ADDL": [4] * 2}
    whole = simulate(model, records, [4.0, 9.0], rtol=1e-10, atol=1e-12)
    half = simulate(model, records, [2.0], rtol=1e-10, atol=1e-12)
    rest = {"ID": [1, 2], "TIME": [3.0] * 2, "AMT": [90.0, 30.0], "II": [1.5] * 2, "ADDL": [2] * 2}
    then = simulate(model, rest, [2.0, 4.0, 9.0], start=half.end, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(then.values[:, 1:], whole.values, rtol=1e-8)
    np.testing.assert_array_equal(then.values[:, 0, 0], half.end[:, 0])


def test_a_patient_who_failed_before_stays_failed() -> None:
    found = simulate(PK1, DOSE, [0.0, 1.0], start=[[np.nan], [5.0]])
    assert found.status.tolist() == [Status.NOT_FINITE, Status.OK]
    assert np.isnan(found.values[0]).all()
    np.testing.assert_allclose(found["CENT"][1], [5.0, 95 * np.exp(-K)], rtol=1e-13)
    after_reset = simulate(PK1, {"TIME": [0.0], "EVID": [3]}, [1.0], start=[np.nan])
    assert after_reset.status.tolist() == [Status.NOT_FINITE]
    assert np.isnan(after_reset.end).all()


def test_a_stop_ends_a_patient_where_the_threshold_is_crossed() -> None:
    none, begin = {"TIME": [0.0], "EVID": [2]}, [90.0]
    how: dict[str, Any] = {"stops": [Stop("CP", below=10.0)], "start": begin, "rtol": 1e-9}
    found = simulate(PK1, none, [0.0, 2.0, 6.0, 9.0], {"CL": [0.5, 1.0]}, **how)
    expected = np.log(3.0) / (np.array([0.5, 1.0]) / 3)
    np.testing.assert_allclose(found.stopped, expected, rtol=1e-6)
    np.testing.assert_allclose(found.end[:, 0], 30.0, rtol=1e-6)
    assert np.isnan(found["CP"][0]).tolist() == [False, False, False, True]
    assert np.isnan(found["CP"][1]).tolist() == [False, False, True, True]


def test_a_patient_who_begins_beyond_a_threshold_ends_there() -> None:
    found = simulate(PK1, DOSE, [0.0, 2.0], stops=[Stop("CP", below=10.0)])
    assert found.stopped.tolist() == [0.0]
    assert found.end.tolist() == [[0.0]]


@pytest.mark.parametrize("model", [PK1, MM], ids=["closed", "stepped"])
def test_outputs_are_of_the_parameters_before_a_change(model: Model) -> None:
    volume = "V" if model is PK1 else "V1"
    records = {"TIME": [0.0, 1.0], "AMT": [90.0, 0.0], "EVID": [1, 2], volume: [3.0, 6.0]}
    found = simulate(model, records, [1.0, 1.0 + 1e-6])
    np.testing.assert_allclose(found["CP"][0] * [3.0, 6.0], found["CENT"][0], rtol=1e-14)


def test_a_covariate_of_an_observation_counts_too() -> None:
    records = {"TIME": [0.0, 1.0], "AMT": [90.0, 0.0], "EVID": [1, 0], "CL": [0.0, 3.0]}
    np.testing.assert_allclose(simulate(PK1, records, [2.0])["CENT"], 90 * np.exp(-1.0), rtol=1e-13)


def test_a_patient_begins_at_the_first_record() -> None:
    friberg_like = {"TIME": [-5.0], "AMT": [0.0], "EVID": [2]}
    found = simulate(PK1, friberg_like, [0.0], start=[90.0])
    np.testing.assert_allclose(found["CENT"], 90 * np.exp(-5 * K), rtol=1e-13)


def test_a_dose_that_has_been_recorded_survives_a_reset() -> None:
    records = {"TIME": [0.0, 1.0], "AMT": [90.0, 0.0], "EVID": [1, 3], "II": [2.0, 0.0], "ADDL": [1, 0]}
    np.testing.assert_allclose(simulate(PK1, records, [3.0])["CENT"], 90 * np.exp(-K), rtol=1e-13)


def test_rows_of_one_time_act_in_a_fixed_order() -> None:
    rows = [(1.0, 90.0, 1), (1.0, 7.0, 8), (1.0, 0.0, 3), (0.0, 50.0, 1)]
    for order in ([0, 1, 2, 3], [2, 0, 3, 1], [1, 2, 3, 0]):
        time, amount, event = zip(*[rows[k] for k in order], strict=True)
        found = simulate(PK1, {"TIME": time, "AMT": amount, "EVID": event}, [2.0])
        np.testing.assert_allclose(found["CENT"], 97 * np.exp(-K), rtol=1e-13)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"times": []}, r"times has shape \(0,\)"),
        ({"times": [[1.0]]}, r"times has shape \(1, 1\)"),
        ({"times": [0.0, np.nan]}, "Time 2 of times is nan"),
        ({"times": ["noon"]}, "which are not numbers"),
        ({"rtol": 0.0}, "rtol = 0.0: a tolerance is a number above 0"),
        ({"rtol": "fine"}, "rtol = fine: a tolerance is a number"),
        ({"atol": [1e-9]}, "atol = .* a tolerance is a number"),
        ({"threads": 0}, "threads = 0: give a whole number from 1"),
        ({"threads": 1.5}, "threads = 1.5"),
        ({"atol": np.nan}, "atol = nan"),
        ({"params": {"CL": [1.0, 2.0, 3.0]}}, "Parameter CL has 3 values for 2 patients"),
        ({"params": {"KA": 1.0}}, "no parameter KA"),
        ({"params": [1.0, 2.0]}, "The parameters are a list"),
        ({"start": "rest"}, "start is 'rest', which are not numbers"),
        ({"start": [1.0, 2.0]}, r"start has shape \(2,\)"),
        ({"start": [[1.0]] * 3}, "start has 3 rows for 2 patients"),
        ({"stops": [Stop("ANC", below=1.0)]}, "no such state or output"),
    ],
    ids=str,
)
def test_what_cannot_be_simulated_is_refused(how: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        simulate(PK1, TWO, how.pop("times", [1.0]), **how)


def test_a_name_that_is_not_there_is_told() -> None:
    found: Solution = simulate(PK1, DOSE, [1.0])
    with pytest.raises(ModelError, match="The solution has no CX. It has CENT, CP"):
        found["CX"]
