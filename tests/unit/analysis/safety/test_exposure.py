"""Doses, duration, dose intensity, laboratory shift."""

import polars as pl
import pytest

from firstdose.analysis.grading import adlb
from firstdose.analysis.safety import exposure, exposure_summary, laboratory_shift
from firstdose.errors import DataError

ADSL = pl.DataFrame({"USUBJID": ["1", "2", "3"], "TRT01A": ["a", "a", "b"]})


def _ex(*rows: tuple[str, float | None, str], **columns: object) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"USUBJID": pl.String, "EXDOSE": pl.Float64, "EXSTDTC": pl.String}, orient="row")
    same = {"EXTRT": "ADC", "EXDOSU": "mg"} | columns
    return frame.with_columns(**{name: pl.lit(it) for name, it in same.items()})


THREE = (("1", 100, "2024-01-01"), ("1", 80, "2024-01-22"), ("1", 80, "2024-02-19"))


def test_a_reduced_and_a_late_dose_lower_the_intensity() -> None:
    (row,) = exposure(_ex(*THREE), ADSL, every_days=21, cycle_days=21).head(1).to_dicts()
    assert (row["NDOSE"], row["NREDUCED"], row["TRTDURD"], row["NCYCLE"], row["CUMDOSE"]) == (3, 2, 50, 3, 260.0)
    assert row["DOSINT"] == pytest.approx(260 / 10)
    assert row["RDI"] == pytest.approx(100 * 26 / (100 / 3))


def test_a_skipped_dose_is_counted_and_lowers_the_intensity() -> None:
    rows = (("1", 100, "2024-01-01"), ("1", 0, "2024-01-22"), ("1", 100, "2024-02-12"))
    (row,) = exposure(_ex(*rows), ADSL, every_days=21).head(1).to_dicts()
    assert (row["NDOSE"], row["NSKIPPED"]) == (2, 1)
    assert row["RDI"] == pytest.approx(200 / 3)


def test_the_planned_dose_of_ex_goes_before_the_first() -> None:
    (row,) = exposure(_ex(*THREE, EXPLDOS=200.0), ADSL, every_days=21).head(1).to_dicts()
    assert (row["PLDOSE"], row["NREDUCED"]) == (200.0, 3)


def test_regular_dosing_in_one_row_is_counted_out() -> None:
    daily = _ex(("1", 5, "2024-01-01"), EXENDTC="2024-01-10", EXDOSFRQ="QD")
    (row,) = exposure(daily, ADSL, every_days=1).head(1).to_dicts()
    assert (row["NDOSE"], row["CUMDOSE"], row["RDI"]) == (10, 50.0, pytest.approx(100))


def test_whoever_has_no_dose_has_a_reason() -> None:
    found = exposure(_ex(*THREE, ("2", 100, "2024-01")), ADSL, every_days=21)
    assert found["reason"].to_list() == [None, "no dose with a date in EX", "no dose with a date in EX"]
    assert found["NDOSE"].to_list() == [3, 0, 0]


def test_doses_without_a_date_are_told() -> None:
    found = exposure(_ex(*THREE, ("1", 100, "2024-03")), ADSL)
    assert found["reason"][0] == "1 rows of EX left out: their dates are missing or partial"
    assert found["DOSINT"].to_list() == [None] * 3


def test_a_placebo_is_dosed_and_has_no_intensity() -> None:
    (row,) = exposure(_ex(("1", 0, "2024-01-01"), EXTRT="PLACEBO"), ADSL, every_days=21).head(1).to_dicts()
    assert (row["NDOSE"], row["RDI"]) == (1, None)


def test_the_summary_has_all_arms_and_says_how_many_have_a_value() -> None:
    found = exposure_summary(exposure(_ex(*THREE, ("2", 50, "2024-01-01"), ("3", 10, "2024-01-01")), ADSL))
    doses = found.filter(pl.col("PARAMCD") == "CUMDOSE").sort("TRTA")
    assert doses.select("TRTA", "of", "n", "mean", "min", "max").rows() == [
        ("Total", 3, 3, pytest.approx(320 / 3), 10.0, 260.0),
        ("a", 2, 2, 155.0, 50.0, 260.0),
        ("b", 1, 1, 10.0, 10.0, 10.0),
    ]


def test_nobody_is_an_answer() -> None:
    assert exposure_summary(exposure(_ex(), ADSL.clear())).is_empty()


def test_days_are_positive() -> None:
    with pytest.raises(DataError, match="every_days = 0"):
        exposure(_ex(*THREE), ADSL, every_days=0)


def test_shifts_are_counted_in_each_arm_and_in_all() -> None:
    rows = [("1", 200.0, "Y"), ("1", 60.0, None), ("3", 200.0, "Y"), ("3", 210.0, None)]
    lb = pl.DataFrame(rows, schema=["USUBJID", "LBSTRESN", "ABLFL"], orient="row").with_columns(
        ADT=pl.Series(["2024-01-01", "2024-01-08"] * 2),
        LBTESTCD=pl.lit("PLAT"),
        LBSTRESU=pl.lit("10^9/L"),
        LBSTNRLO=pl.lit(150.0),
        LBSTNRHI=pl.lit(400.0),
    )
    found = laboratory_shift(adlb(lb), ADSL)
    assert found.select("TRTA", "of", "0", "2", "N").rows() == [
        ("a", 2, 0, 1, 1),
        ("b", 1, 1, 0, 1),
        ("Total", 3, 1, 1, 2),
    ]
