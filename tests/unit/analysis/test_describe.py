"""Numbers of many subjects in a few."""

from math import exp, log

import polars as pl
import pytest

from firstdose.analysis.describe import described


def _one(*values: float | None) -> dict[str, float | None]:
    rows = described(
        pl.DataFrame({"by": ["A"] * len(values), "x": values}, schema={"by": pl.String, "x": pl.Float64}), "x", "by"
    )
    return rows.drop("by").to_dicts()[0] if rows.height else {}


def test_the_numbers_are_those_of_a_textbook() -> None:
    found = _one(1.0, 10.0, 100.0)
    assert found["GMEAN"] == pytest.approx(10.0)
    assert found["GCV"] == pytest.approx(100 * (exp(log(10) ** 2) - 1) ** 0.5)
    assert (found["N"], found["MEAN"], found["MEDIAN"], found["LOW"], found["HIGH"]) == (3, 37.0, 10.0, 1.0, 100.0)


def test_missing_values_do_not_count() -> None:
    assert _one(None, float("nan"), 4.0)["N"] == 1


def test_one_value_has_no_spread_and_zero_no_geometric_mean() -> None:
    assert _one(4.0)["SD"] is None
    assert _one(0.0, 4.0)["GMEAN"] is None


def test_nobody_is_no_row() -> None:
    assert _one(None) == {}
