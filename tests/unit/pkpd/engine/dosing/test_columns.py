"""Columns are read as numbers, or refused with record, column and value."""

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.columns import (
    columns_of,
    covariate_columns,
    number_column,
    state_column,
    whole_column,
)

ORAL = Model.load("pk2_oral")
ALL = np.ones(2, bool)


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"Time": [0, 1], "dv": [1, 2]}),
        pd.DataFrame({"Time": [0, 1], "dv": [1, 2]}),
        {"Time": [0, 1], "dv": [1, 2]},
        np.array([(0, 1), (1, 2)], dtype=[("Time", float), ("dv", float)]),
    ],
    ids=["polars", "pandas", "mapping", "structured"],
)
def test_a_table_of_any_kind_gives_its_columns(frame: Any) -> None:
    columns = columns_of(frame)
    assert list(columns) == ["TIME", "dv"]
    assert number_column(columns, "TIME", 2).tolist() == [0.0, 1.0]


def test_a_column_twice_is_refused() -> None:
    with pytest.raises(ModelError, match="column TIME twice"):
        columns_of({"TIME": [0], "time": [0]})
    with pytest.raises(ModelError, match="column AMT twice"):
        columns_of(pd.DataFrame([[1, 2]], columns=["AMT", "AMT"]))


@pytest.mark.parametrize("table", [None, [{"TIME": 0.0}], "doses.csv", pl.LazyFrame({"TIME": [0.0]})])
def test_what_is_no_table_is_refused(table: Any) -> None:
    with pytest.raises(ModelError, match="The dose records are a .* Give a polars or pandas frame"):
        columns_of(table)


@pytest.mark.parametrize("amounts", [[1.0], 1.0, [1.0, 2.0, 3.0], [[1.0], [2.0]]])
def test_columns_have_a_value_a_record(amounts: Any) -> None:
    with pytest.raises(ModelError, match="Column AMT of the dose records has shape .* TIME has .2,"):
        columns_of({"TIME": [0.0, 1.0], "AMT": amounts})


def test_a_column_that_is_not_there_is_zero() -> None:
    assert number_column({}, "AMT", 2).tolist() == [0.0, 0.0]


def test_numbers_may_be_written_as_words() -> None:
    assert number_column({"AMT": ["1", "2.5"]}, "AMT", 2).tolist() == [1.0, 2.5]


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ([1.0, np.nan], "nan"),
        ([1.0, np.inf], "inf"),
        ([1.0, None], "None"),
        (["1", "."], "'.'"),
        (pd.Series([1, pd.NA], dtype="Int64"), "(nan|<NA>)"),
    ],
    ids=["nan", "infinity", "none", "point", "missing"],
)
def test_what_is_no_number_is_told_with_its_record(column: Any, shown: str) -> None:
    with pytest.raises(ModelError, match=f"Record 2, column AMT: {shown} is not a finite number"):
        number_column({"AMT": column}, "AMT", 2)


def test_records_that_are_not_read_may_be_empty() -> None:
    assert number_column({"AMT": [5.0, None]}, "AMT", 2, np.array([True, False])).tolist() == [5.0, 0.0]


def test_a_fraction_is_no_whole_number() -> None:
    assert whole_column({"ADDL": [2.0, 3]}, "ADDL", 2).tolist() == [2, 3]
    with pytest.raises(ModelError, match=r"Record 1, column ADDL: 1\.5 is not a whole number"):
        whole_column({"ADDL": [1.5, 3]}, "ADDL", 2)


@pytest.mark.parametrize("column", [[2, 3], [2.0, 3.0], ["CENT", "PERI"], ["2", "PERI"], np.array([2, "PERI"], object)])
def test_a_state_is_told_by_number_or_name(column: Any) -> None:
    assert state_column({"CMT": column}, 2, ALL, ORAL).tolist() == [1, 2]


def test_without_a_state_doses_go_to_the_first() -> None:
    assert state_column({}, 2, ALL, ORAL).tolist() == [0, 0]


@pytest.mark.parametrize("wrong", [0, -1, 4, 1.5, "GUT", np.nan])
def test_a_state_that_is_not_there_is_refused(wrong: Any) -> None:
    column = np.array([1, wrong], object)
    with pytest.raises(ModelError, match=r"Record 2, column CMT: .* is no state of pk2_oral.*1 DEPOT, 2 CENT, 3 PERI"):
        state_column({"CMT": column}, 2, ALL, ORAL)


def test_parameters_are_read_and_other_columns_are_not() -> None:
    columns = {"CL": [1.0, 2.0], "DV": ["a", "b"], "AMT": [0, 0]}
    assert {name: list(values) for name, values in covariate_columns(columns, ORAL, 2).items()} == {"CL": [1.0, 2.0]}


def test_a_parameter_in_the_wrong_case_is_refused() -> None:
    with pytest.raises(ModelError, match="Column cl of the dose records is parameter CL but for its case"):
        covariate_columns({"cl": [1.0, 2.0]}, ORAL, 2)
