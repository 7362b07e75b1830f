"""Who is looked at, in which order of arms."""

import polars as pl
import pytest

from firstdose.analysis.safety import arms
from firstdose.errors import DataError

ADSL = pl.DataFrame({"USUBJID": ["1", "2", "3", "4"], "TRT01A": ["10 mg", "2 mg", None, "2 mg"]})


def test_arms_are_in_the_order_of_their_numbers() -> None:
    assert arms(ADSL).sizes.rows() == [("2 mg", 2), ("10 mg", 1), ("Missing", 1), ("Total", 4)]


def test_a_numeric_column_orders_the_arms() -> None:
    assert arms(ADSL.with_columns(TRT01AN=pl.Series([1, 2, None, 2]))).names == ("10 mg", "2 mg", "Missing")


def test_only_the_safety_population_counts() -> None:
    flagged = ADSL.with_columns(SAFFL=pl.Series(["Y", "N", "Y", None]))
    assert arms(flagged).sizes.rows() == [("10 mg", 1), ("Missing", 1), ("Total", 2)]


def test_without_a_flag_the_first_dose_tells() -> None:
    dosed = ADSL.with_columns(TRTSDT=pl.Series(["2024-01-01", "", "2024-01", "2024-01-02"]))
    assert arms(dosed).sizes.rows() == [("2 mg", 1), ("10 mg", 1), ("Total", 2)]


def test_nobody_is_an_answer() -> None:
    assert arms(ADSL.clear()).sizes.rows() == [("Total", 0)]


@pytest.mark.parametrize(
    ("adsl", "said"),
    [
        (ADSL.with_columns(USUBJID=pl.lit("1")), "subject 1 stands twice"),
        (ADSL.with_columns(USUBJID=pl.lit("")), "ADSL row 1 has no USUBJID"),
        (ADSL.with_columns(TRT01A=pl.lit("Total")), 'TRT01A = "Total"'),
        (ADSL.rename({"TRT01A": "ARM"}), "ADSL has no column TRT01A"),
    ],
)
def test_what_cannot_be_is_refused(adsl: pl.DataFrame, said: str) -> None:
    with pytest.raises(DataError, match=said):
        arms(adsl)
