"""Sobol indices: what is asked of the function, and in which pieces. Their values are in the golden tests."""

from collections.abc import Mapping

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.sensitivity import Range, sobol
from firstdose.types import F64

RANGES = {"a": Range(0, 0.5, 1), "b": Range(0, 0.5, 1)}


def _both(p: Mapping[str, F64]) -> dict[str, F64]:
    return {"sum": p["a"] + p["b"], "product": p["a"] * p["b"]}


def test_the_same_for_any_chunk_and_another_for_another_seed() -> None:
    found, again = sobol(_both, RANGES, n=64, seed=3), sobol(_both, RANGES, n=64, seed=3, chunk=17)
    assert (found.first == again.first).all()
    assert (found.total_interval == again.total_interval).all()
    assert (found.first != sobol(_both, RANGES, n=64, seed=4).first).all()


def test_the_interval_is_about_the_index() -> None:
    found = sobol(_both, RANGES, n=256)
    assert found.first.shape == (2, 2)
    assert found.first_interval.shape == (2, 2, 2)
    assert (found.total_interval[..., 0] <= found.total).all()
    assert (found.total <= found.total_interval[..., 1]).all()
    assert (np.diff(found.first_interval, axis=-1) < 0.3).all()


def test_the_table_names_results_and_parameters() -> None:
    table = sobol(_both, RANGES, n=64).to_polars()
    assert table.rows()[1][:2] == ("sum", "b")
    assert table.columns == [
        "result",
        "parameter",
        *(f"{i}{e}" for i in ("first", "total") for e in ("", "_p05", "_p95")),
    ]


def test_a_distribution_may_stand_for_a_range() -> None:
    from scipy.stats import norm

    found = sobol(lambda p: p["a"] + p["b"], {"a": norm(0, 1), "b": norm(0, 2)}, n=1024)
    assert found.first[0] == pytest.approx([0.2, 0.8], abs=0.03)


def test_progress_counts_evaluations() -> None:
    seen: list[tuple[int, int]] = []
    sobol(lambda p: p["a"] + p["b"], RANGES, n=8, chunk=12, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(12, 32), (24, 32), (32, 32)]


@pytest.mark.parametrize("n", [0, 1, 12, -4])
def test_points_are_a_power_of_2(n: int) -> None:
    with pytest.raises(ModelError, match=rf"^n = {n} points: give a power of 2"):
        sobol(_both, RANGES, n=n)


def test_what_depends_on_nothing_is_refused() -> None:
    with pytest.raises(ModelError, match="result is the same at all points: it depends on none of a, b"):
        sobol(lambda p: np.ones(len(p["a"])), RANGES, n=8)
    with pytest.raises(ModelError, match="nothing varies"):
        sobol(_both, {}, n=8)


@pytest.mark.parametrize("value", [np.nan, [[1.0]]])
def test_a_result_is_one_finite_number_a_point(value: object) -> None:
    with pytest.raises(ModelError, match="Return one finite number a point"):
        sobol(lambda p: p["a"] * np.asarray(value), RANGES, n=8)
