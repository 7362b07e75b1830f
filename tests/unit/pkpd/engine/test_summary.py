"""Many patients in memory that does not grow with them."""

import tracemalloc
from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model, Status, simulate, summarise
from firstdose.pkpd.engine.sketch import ACCURACY

PK1 = Model.load("pk1")
DOSE = {"TIME": [0.0], "AMT": [100.0]}
TIMES = [0.0, 0.5, 3.0, 20.0]


def _clearance(patients: range) -> dict[str, Any]:
    return {"CL": 0.2 + (np.array(patients) * 0.618) % 1}


def test_a_summary_is_that_of_the_patients() -> None:
    everybody = simulate(PK1, DOSE, TIMES, _clearance(range(301)))["CP"]
    summary = summarise(PK1, DOSE, TIMES, _clearance, patients=301, chunk=100, probabilities=(0.1, 0.5))
    found = summary["CP"]
    np.testing.assert_allclose(found["mean"], everybody.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found["sd"], everybody.std(axis=0, ddof=1), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found["minimum"], everybody.min(axis=0))
    np.testing.assert_array_equal(found["maximum"], everybody.max(axis=0))
    np.testing.assert_allclose(found["p50"], np.quantile(everybody, 0.5, axis=0, method="nearest"), rtol=ACCURACY)
    assert found["count"].tolist() == [301] * 4
    assert summary.to_polars().columns[:4] == ["NAME", "TIME", "count", "mean"]


def test_parameters_of_all_patients_are_taken_in_chunks() -> None:
    given = _clearance(range(50))
    whole, parts = (summarise(PK1, DOSE, TIMES, given, patients=50, chunk=chunk) for chunk in (50, 7))
    np.testing.assert_allclose(whole.mean, parts.mean, rtol=1e-13)
    np.testing.assert_array_equal(whole.quantiles[0.5], parts.quantiles[0.5])


def test_patients_who_are_alike_are_counted_all_the_same() -> None:
    assert summarise(PK1, DOSE, TIMES, patients=5, chunk=2).count.tolist() == [[5]] * 4


def test_doses_may_differ_between_patients() -> None:
    def records(patients: range) -> dict[str, Any]:
        return {"ID": np.array(patients), "TIME": np.zeros(len(patients)), "AMT": 10.0 + np.array(patients)}

    found = summarise(PK1, records, [1e-9], patients=9, chunk=4, names=["CENT"])["CENT"]
    np.testing.assert_allclose([found["minimum"][0], found["maximum"][0]], [10.0, 18.0], rtol=1e-9)


def test_patients_who_fail_are_told_and_left_out() -> None:
    params = {"V": np.array([3.0, 0.0, 3.0])}
    summary = summarise(PK1, DOSE, [1.0], params, patients=3, names=["CENT"])
    assert summary.failed == {Status.NOT_FINITE: 1}
    assert summary.count.tolist() == [[2]]


def test_memory_does_not_grow_with_the_patients() -> None:
    peaks = []
    for patients in (400, 1600):
        tracemalloc.start()
        summarise(PK1, DOSE, TIMES, _clearance, patients=patients, chunk=200)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.05 * peaks[0]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"patients": 0}, "patients = 0"),
        ({"chunk": 0}, "chunk = 0"),
        ({"probabilities": [1.5]}, "probabilities has 1.5"),
        ({"names": ["CX"]}, "has no CX"),
        ({"params": {"CL": [1.0, 2.0]}, "patients": 3}, "Parameter CL has 2 values for 3 patients"),
        ({"doses": DOSE | {"ID": [1]}}, "The dose records have an ID"),
    ],
)
def test_what_cannot_be_summarised_is_refused(how: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        summarise(PK1, how.pop("doses", DOSE), TIMES, **how)


def test_a_name_that_was_not_asked_for_is_not_there() -> None:
    with pytest.raises(ModelError, match="has no CENT"):
        summarise(PK1, DOSE, TIMES, patients=2)["CENT"]
