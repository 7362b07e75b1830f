"""Times to event agree with admiralonco's, and Kaplan-Meier estimates with published ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from firstdose.analysis.response import adrs
from firstdose.analysis.survival import adtte, kaplan_meier, log_rank
from firstdose.data import numbers, read_table

DATA = Path(__file__).parent / "data"
SURVIVAL, RESPONSE = DATA / "survival", DATA / "response"


def _differences(found: pl.DataFrame, expected: pl.DataFrame, keys: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of the reference that differ in any column, and rows with a value that it does not have."""
    text = found.with_columns(
        pl.col("STARTDT", "ADT").cast(pl.String), pl.col("AVAL", "CNSR").cast(pl.Int64).cast(pl.String)
    )
    joined = expected.join(text.select(expected.columns), on=keys, how="left", suffix="_FOUND")
    values = [name for name in expected.columns if name not in keys]
    differ = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_FOUND")) for name in values)
    more = text.filter(pl.col("AVAL").is_not_null()).join(expected, on=keys, how="anti")
    return joined.filter(differ), more


def test_three_evaluators_times_are_those_of_admiralonco() -> None:
    expected = read_table(SURVIVAL / "adtte_rs_onco.csv.gz")
    found = adtte(RESPONSE / "adrs_rs_onco.csv.gz", _subjects(expected))
    wrong, more = _differences(found, expected, ["EVALUATOR", "USUBJID", "PARAMCD"])
    assert expected.height == 963
    assert wrong.is_empty(), wrong
    assert more.is_empty(), more


@pytest.mark.parametrize(
    ("evaluator", "name"), [("INVESTIGATOR", "INV"), ("RADIOLOGIST 1", "RAD1"), ("RADIOLOGIST 2", "RAD2")]
)
def test_times_from_overall_responses_are_those_of_admiralonco(evaluator: str, name: str) -> None:
    """The whole way, from RS through our own ADRS."""
    every = read_table(SURVIVAL / "adtte_rs_onco.csv.gz")
    expected, subjects = every.filter(pl.col("EVALUATOR") == name).drop("EVALUATOR"), _subjects(every)
    rs = read_table(RESPONSE / "rs_onco.csv.gz").join(subjects, on="USUBJID", how="semi")
    found = adtte(adrs(rs, subjects, mode="admiral", evaluator=evaluator), subjects)
    wrong, more = _differences(found, expected, ["USUBJID", "PARAMCD"])
    assert wrong.is_empty(), wrong
    assert more.is_empty(), more


def test_the_templates_times_are_those_of_admiralonco() -> None:
    """With a death, ties of the last day alive and the randomisation, and screening failures without a start."""
    expected = read_table(SURVIVAL / "pkg_adtte_onco.csv.gz")
    found = adtte(RESPONSE / "pkg_adrs_onco.csv.gz", RESPONSE / "pkg_adsl.csv.gz")
    wrong, more = _differences(found, expected, ["USUBJID", "PARAMCD"])
    assert expected.height == 355
    assert wrong.is_empty(), wrong
    assert more.is_empty(), more
    assert found.filter(pl.col("AVAL").is_null())["reason"].unique().to_list() == ["RANDDT is missing"]


def _subjects(expected: pl.DataFrame) -> pl.DataFrame:
    """The subjects whose times are known."""
    return read_table(RESPONSE / "adsl_dates_rs_onco.csv.gz").join(expected, on="USUBJID", how="semi")


def _columns(name: str) -> tuple[list[float], list[float], list[str]]:
    frame = read_table(SURVIVAL / name)
    time, cnsr = (numbers(frame, column, name).to_list() for column in ("AVAL", "CNSR"))
    return time, cnsr, frame["TRTA"].to_list()


def test_survival_with_6_mercaptopurine_is_the_published_one() -> None:
    """SAS prints four digits."""
    curve = kaplan_meier(*_columns("leukaemia.csv"))["6-MP"]
    at = curve.at([6, 7, 10, 13])
    assert at["survival"].round(4).to_list() == [0.8571, 0.8067, 0.7529, 0.6902]
    assert at["se"].round(4).to_list()[:3] == [0.0764, 0.0869, 0.0963]
    assert curve.numbers_at_risk([0, 6, 6.5, 7.5, 9.5]).tolist() == [21, 21, 17, 16, 15]


@pytest.mark.parametrize(
    ("name", "group", "median", "low", "high"),
    [
        ("leukaemia.csv", "6-MP", 23, 16, None),
        ("leukaemia.csv", "Placebo", 8, 4, 12),
        ("aml.csv", "Maintained", 31, 18, None),
        ("aml.csv", "Nonmaintained", 23, 8, None),
    ],
)
def test_medians_and_their_limits_are_those_of_r(
    name: str, group: str, median: float, low: float, high: float | None
) -> None:
    found = kaplan_meier(*_columns(name), interval="log")[group].median
    assert (found.estimate, found.low, found.high) == (median, low, high)


def test_pointwise_limits_are_those_of_r() -> None:
    """To the digits printed: seven, and at the last event all of a double."""
    curve = kaplan_meier(*_columns("aml.csv"), interval="log")["Maintained"]
    log = curve.at([9, 13])
    np.testing.assert_allclose(log["low"], [0.7541338, 0.6192490], atol=5e-8)
    assert log["high"].to_list() == [1.0, 1.0]
    (last,) = curve.at([57]).rows(named=True)
    got = [last[name] for name in ("survival", "se", "low", "high")]
    expected = [0.184090909090909, 0.153492745786294, 0.0359178984891853, 0.943525769474552]
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_the_log_rank_test_is_that_of_r() -> None:
    """Printed with two and three digits."""
    found = log_rank(*_columns("aml.csv"))
    assert found.chi_squared == pytest.approx(3.4, abs=0.05)
    assert found.p_value == pytest.approx(0.0653, abs=5e-5)
