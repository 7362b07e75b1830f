"""ADLB, worst grades and shifts."""

import polars as pl
import pytest

from firstdose.analysis.grading import adlb, grade_counts, shift_table, worst_grades
from firstdose.errors import DataError

DAYS = ("2026-02-20", "2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22")
VALUES = {
    "01": (140.0, 200.0, 60.0, 20.0, 20.0),
    "02": (None, 140.0, 160.0, 130.0, None),
    "03": (160.0, 160.0) + (None,) * 3,
}


def _lb(**columns: object) -> pl.DataFrame:
    rows = [
        {"USUBJID": who, "LBTESTCD": "PLAT", "LBSTRESN": value, "ADT": day, "ABLFL": "Y" if day == DAYS[1] else None}
        for who, values in VALUES.items()
        for day, value in zip(DAYS, values, strict=True)
    ]
    same = {"LBSTRESU": "10^9/L", "LBSTNRLO": 150.0, "LBSTNRHI": 400.0} | columns
    return pl.DataFrame(rows).with_columns(**{name: pl.lit(it) for name, it in same.items()})


def test_change_grade_and_flags() -> None:
    found = adlb(_lb()).filter(pl.col("USUBJID") == "01")
    assert found["BASE"].to_list() == [200.0] * 5
    assert found["CHG"].to_list() == [-60.0, None, -140.0, -180.0, -180.0]
    assert found["PCHG"].to_list() == pytest.approx([-30.0, None, -70.0, -90.0, -90.0])
    assert found["ANRIND"].to_list() == ["LOW", "NORMAL", "LOW", "LOW", "LOW"]
    assert found["ATOXGRL"].to_list() == ["1", "0", "2", "4", "4"]
    assert found["BTOXGRL"].unique().to_list() == ["0"]
    assert found["WORSTL"].to_list() == [None, None, None, "Y", None]
    assert found["TRTEML"].to_list() == [None, None, "Y", "Y", "Y"]
    assert found["WORSTH"].null_count() == 5


def test_the_baseline_is_the_last_before_treatment_where_none_is_flagged() -> None:
    adsl = pl.DataFrame({"USUBJID": ["01", "02", "03"], "TRTSDT": ["2026-03-08"] * 3, "TRT01A": ["A", "A", "B"]})
    found = adlb(_lb().drop("ABLFL"), adsl)
    assert found.filter(pl.col("ABLFL") == "Y").select("USUBJID", "ADT").rows() == [
        ("01", "2026-03-08"),
        ("02", "2026-03-08"),
        ("03", "2026-03-01"),
    ]
    assert found["TRT01A"].unique().sort().to_list() == ["A", "B"]
    assert worst_grades(found, ["TRT01A"]).columns[:2] == ["USUBJID", "TRT01A"]


def test_without_a_baseline_all_after_the_first_dose_counts() -> None:
    adsl = pl.DataFrame({"USUBJID": ["01", "02", "03"], "TRTSDT": ["2026-03-22"] * 3})
    found = adlb(_lb().with_columns(pl.lit(None, pl.String).alias("ABLFL")), adsl)
    assert found.filter(pl.col("WORSTL") == "Y").select("USUBJID", "ADT").rows() == [("01", "2026-03-22")]
    flagged = adlb(_lb(), adsl.with_columns(pl.lit("2026-03-15").alias("TRTSDT")))
    assert flagged.filter(pl.col("WORSTL") == "Y").select("USUBJID", "ADT").rows()[0] == ("01", "2026-03-15")


def test_worst_grades_counts_and_shifts() -> None:
    found = adlb(_lb())
    worst = worst_grades(found)
    term = "Platelet count decreased"
    assert worst.select("USUBJID", "ATOXDSC", "ATOXDIR", "BTOXGR", "ATOXGR", "ADT", "TRTEM").rows() == [
        ("01", term, "L", "0", "4", "2026-03-15", "Y"),
        ("02", term, "L", "1", "1", "2026-03-15", None),
        ("03", term, "L", "0", None, None, None),
    ]
    assert grade_counts(worst).rows() == [(term, 0, 1, 0, 0, 1, 2)]
    assert shift_table(found).rows() == [(term, "0", 0, 0, 0, 0, 1, 1, 2), (term, "1", 0, 1, 0, 0, 0, 0, 1)]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(DataError, match="LB has neither ABLFL nor LBBLFL"):
        adlb(_lb().drop("ABLFL"))
    twice = pl.DataFrame({"USUBJID": ["01", "01"], "TRTSDT": ["2026-03-10"] * 2})
    with pytest.raises(DataError, match="subject 01 stands twice"):
        adlb(_lb(), twice)


def test_an_empty_table_and_one_visit() -> None:
    assert len(adlb(_lb().clear())) == 0
    assert shift_table(adlb(_lb().clear())).is_empty()
    one = adlb(_lb().filter((pl.col("ABLFL") == "Y") & (pl.col("USUBJID") == "01")))
    assert one["ATOXGRL"].to_list() == ["0"]
    assert shift_table(one).rows() == [("Platelet count decreased", "0", 0, 0, 0, 0, 0, 1, 1)]
