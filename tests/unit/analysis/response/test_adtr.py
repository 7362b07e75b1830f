"""Sums of diameters: which lesions enter, from which visit the changes count, and what the response is."""

import polars as pl
import pytest

from firstdose.analysis import adtr, best_change, changes
from firstdose.errors import DataError

TU = pl.DataFrame({"USUBJID": "01", "TULNKID": ["T01", "T02"], "TULOC": ["LIVER", "LYMPH NODE"]})


def tr(*rows: tuple[str, str, str, float | None], **columns: object) -> pl.DataFrame:
    when, lesion, test, value = zip(*rows, strict=True) if rows else ((), (), (), ())
    frame = pl.DataFrame(
        {"TRDTC": when, "TRLNKID": lesion, "TRTESTCD": test, "TRSTRESN": value},
        schema={"TRDTC": pl.String, "TRLNKID": pl.String, "TRTESTCD": pl.String, "TRSTRESN": pl.Float64},
    )
    given = {"USUBJID": "01", "TRGRPID": "TARGET", "RANDDT": "2024-01-01"} | columns
    return frame.with_columns(
        pl.Series(name, value) if isinstance(value, list) else pl.lit(value).alias(name)
        for name, value in given.items()
    )


def visit(when: str, liver: float | None, node: float | None) -> list[tuple[str, str, str, float | None]]:
    """Both lesions in both directions; the others are not in the sum."""
    return [
        (when, "T01", "LDIAM", liver),
        (when, "T01", "LPERP", 1.0),
        (when, "T02", "LDIAM", 99.0),
        (when, "T02", "LPERP", node),
    ]


def sums(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("PARAMCD") == "SDIAM")


COURSE = tr(
    *visit("2024-01-01", 40, 20), *visit("2024-02-12", 20, 10), *visit("2024-03-25", 0, 9), *visit("2024-05-06", 0, 15)
)


def test_the_long_axis_of_lesions_and_the_short_axis_of_nodes() -> None:
    found = adtr(COURSE, TU)
    assert sums(found)["AVAL"].to_list() == [60, 30, 9, 15]
    assert sums(found)["NADIR"].to_list() == [None, 60, 30, 9]
    assert sums(found)["TRGRESP"].to_list() == [None, "PR", "CR", "PD"]  # 9 mm is no node; 15 mm is 6 mm more
    assert found["PARAMCD"].unique().sort().to_list() == ["LDIAM1", "LDIAM2", "NLDIAM1", "NLDIAM2", "SDIAM"]


def test_codes_in_lower_case() -> None:
    lower = COURSE.with_columns(pl.col("TRGRPID", "TRTESTCD").str.to_lowercase())
    assert adtr(lower, TU).equals(adtr(COURSE, TU))


def test_what_plots_show() -> None:
    found = adtr(COURSE, TU)
    assert best_change(found).select("USUBJID", "PCHG").rows() == [("01", -85.0)]
    assert changes(found)["PCHG"].to_list() == [0, -50, -85, -75]


def test_a_lesion_that_is_not_measured() -> None:
    given = tr(
        *visit("2024-01-01", 40, 20),
        *visit("2024-02-12", 10, None),
        *visit("2024-03-25", None, None),
        *visit("2024-05-06", 50, 20),
    )
    found = sums(adtr(given, TU))
    assert found["AVAL"].to_list() == [60, 10, None, 70]
    assert found["ANL01FL"].to_list() == ["Y", None, None, "Y"]
    assert found["NADIR"].to_list() == [None, 60, 60, 60]
    assert found["TRGRESP"].to_list() == [None, "NE", "NE", "SD"]


def test_one_diameter_a_lesion_will_do() -> None:
    given = tr(("2024-01-01", "T01", "DIAMETER", 40), ("2024-01-01", "T02", "DIAMETER", 20))
    found = adtr(given, TU)
    assert sums(found)["AVAL"].to_list() == [60]
    assert sums(found)["TRGRESP"].to_list() == [None]


def test_a_visit_on_two_dates_is_two_visits() -> None:
    given = tr(
        *visit("2024-01-01", 40, 20),
        *visit("2024-02-12", 30, 20),
        *visit("2024-03-25", 20, 20),
        VISIT=["BASELINE"] * 4 + ["UNSCHEDULED"] * 8,
        VISITNUM=["1"] * 4 + ["9.2"] * 8,
    )
    assert sums(adtr(given, TU)).select("AVISIT", "AVAL").rows() == [
        ("BASELINE", 60),
        ("UNSCHEDULED", 50),
        ("UNSCHEDULED", 40),
    ]
    again = tr(*visit("2024-01-01", 40, 20), *visit("2024-01-01", 41, 20))
    with pytest.raises(DataError, match="LDIAM of lesion T01 at 2024-01-01 more than once"):
        adtr(again, TU)


def test_the_nadir_is_of_an_earlier_day() -> None:
    given = tr(
        *visit("2024-01-01", 40, 20),
        *visit("2024-02-12", 20, 20),
        *visit("2024-02-12", 30, 20),
        VISIT=["BASELINE"] * 4 + ["WEEK 6"] * 4 + ["UNSCHEDULED"] * 4,
    )
    assert sums(adtr(given, TU))["NADIR"].to_list() == [None, 60, 60]


def test_nothing_measured_and_no_baseline() -> None:
    assert adtr(tr(), TU).is_empty()
    late = sums(adtr(tr(*visit("2024-02-12", 40, 20)), TU))
    assert late.select("AVAL", "BASE", "PCHG", "TRGRESP").rows() == [(60, None, None, None)]


def test_progression_by_the_overall_response() -> None:
    rs = pl.DataFrame({"USUBJID": "01", "RSTESTCD": "OVRLRESP", "RSSTRESC": ["PD"], "RSDTC": "2024-03-25"})
    found = sums(adtr(COURSE, TU, rs))
    assert found["PDFL"].to_list() == [None, None, "Y", None]
    assert found["ANL03FL"].to_list() == ["Y", "Y", None, None]
    assert found["ANL02FL"].to_list() == [None, None, "Y", None]


def test_columns_that_are_missing() -> None:
    with pytest.raises(DataError, match="TR has no column TRGRPID"):
        adtr(COURSE.drop("TRGRPID"), TU)
    with pytest.raises(DataError, match="TU has no column TULOC"):
        adtr(COURSE, TU.drop("TULOC"))
