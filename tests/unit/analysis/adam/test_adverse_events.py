from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from firstdose.analysis import adae
from firstdose.errors import DataError

ADSL = pl.DataFrame(
    {
        "USUBJID": ["1", "2"],
        "TRTSDT": ["2022-01-01", None],
        "TRTEDT": ["2022-04-30", None],
        "DTHDT": ["2022-06-20", None],
        "EOSDT": ["2022-06-10", None],
        "TRT01A": ["DL1", "DL1"],
    }
)
EX = pl.DataFrame({"USUBJID": ["1", "1"], "EXTRT": "ADC", "EXDOSE": 1, "EXSTDTC": ["2022-01-01T09:00", "2022-01-22"]})


def events(*rows: tuple[str | None, str | None], subject: str = "1", **columns: Any) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"AESTDTC": pl.String, "AEENDTC": pl.String}, orient="row")
    return frame.with_columns(USUBJID=pl.lit(subject)).with_columns(pl.Series(name, v) for name, v in columns.items())


EMERGENT = {  # the cases of the examples of admiral's derive_var_trtemfl, with treatment until 2022-04-30
    ("2021-12-13", "2021-12-15"): None,  # before treatment
    ("2021-12-30", "2022-01-14"): None,  # began before, and did not become worse
    ("2022-01-01", "2022-01-02"): "Y",
    ("2022-05-10", "2022-05-10"): "Y",
    ("2022-05-11", "2022-05-11"): None,
    (None, None): "Y",  # no date: taken for treatment-emergent
    (None, "2022-01-04"): "Y",
    (None, "2021-12-24"): None,
    (None, "2022-01-01T00:00:00"): "Y",
    ("2021-12-30", None): None,
}


def test_treatment_emergence_within_ten_days_of_treatment() -> None:
    found = adae(events(*EMERGENT), ADSL, EX, window_days=10)
    assert dict(zip(EMERGENT, found["TRTEMFL"], strict=True)) == EMERGENT


def test_treatment_emergence_for_ever() -> None:
    found = adae(events(*EMERGENT), ADSL, EX, window_days=None)
    late = {("2022-05-11", "2022-05-11"): "Y"}
    assert dict(zip(EMERGENT, found["TRTEMFL"], strict=True)) == EMERGENT | late


@pytest.mark.parametrize("end", [None, "2022-02-01"])
def test_what_became_worse_is_treatment_emergent(end: str | None) -> None:
    graded: dict[str, Any] = {"AEITOXGR": ["1", "3", "3", None], "AETOXGR": ["3", "3", "1", "1"]}
    found = adae(events(*[("2021-12-30", end)] * 4, **graded), ADSL, EX, initial_grade="AEITOXGR")
    assert found["TRTEMFL"].to_list() == ["Y", None, None, "Y"]


def test_who_was_not_treated_has_no_emergent_event() -> None:
    two = pl.concat([events(("2022-01-05", None), subject=subject) for subject in ("2", "9")])
    assert adae(two, ADSL, EX)["TRTEMFL"].to_list() == [None, None]


def test_days_have_no_day_0() -> None:
    found = adae(events(("2021-12-31", "2022-01-01"), ("2022-01-01", "2022-01-01")), ADSL, EX)
    assert found.select("ASTDY", "AENDY", "ADURN", "ADURU").rows() == [(-1, 1, 2, "DAYS"), (1, 1, 1, "DAYS")]


def test_partial_dates_keep_within_treatment_and_life() -> None:
    found = adae(events(("2022-01", "2022-06"), ("2022", "2022")), ADSL, EX)
    assert found["ASTDT"].to_list() == [date(2022, 1, 1)] * 2
    assert found["AENDT"].to_list() == [date(2022, 6, 10)] * 2
    assert found["ASTDTF"].to_list() == found["AENDTF"].to_list() == ["D", "M"]


def test_imputation_may_be_left_out() -> None:
    found = adae(events(("2022-01", "2022-06")), ADSL, EX, start_imputation="none", end_imputation="none")
    assert found.select("ASTDT", "AENDT", "ASTDY", "ADURN").row(0) == (None,) * 4


def test_the_first_of_the_most_severe_is_marked() -> None:
    given = events(
        *((day, None) for day in ("2022-01-02", "2022-01-09", "2022-01-05", "2021-01-01", "2022-01-05")),
        AESEV=["MILD", "SEVERE", "SEVERE", "SEVERE", "SEVERE"],
        AESEQ=["1", "2", "4", "3", "5"],
    )
    assert adae(given, ADSL, EX)["AOCCIFL"].to_list() == [None, None, "Y", None, None]


def test_grades_rank_where_there_is_no_severity() -> None:
    given = events(("2022-01-02", None), ("2022-01-03", None), ("2022-01-04", None), AETOXGR=["2", "3", None])
    found = adae(given, ADSL, EX)
    assert found["AOCCIFL"].to_list() == [None, "Y", None]
    assert found["ATOXGR"].to_list() == ["2", "3", None]


def test_the_last_dose() -> None:
    given = events(
        ("2021-12-31", None), ("2022-01-01", None), ("2022-01-01T08:00", None), ("2022-01-21", None), ("2022-03", None)
    )
    first, second = datetime(2022, 1, 1, 9), datetime(2022, 1, 22)
    assert adae(given, ADSL, EX)["LDOSEDTM"].to_list() == [None, first, None, first, second]


def test_order_and_columns_are_those_of_ae_and_adsl() -> None:
    found = adae(events(("2022-02-02", None), ("2022-01-02", None), AEDECOD=["B", "A"]), ADSL, EX)
    assert found.select("AEDECOD", "TRT01A").rows() == [("B", "DL1"), ("A", "DL1")]


def test_no_events_are_no_rows() -> None:
    assert adae(events(), ADSL, EX).is_empty()
    assert adae(events(("2022-01-02", None)), ADSL, EX.clear())["LDOSEDTM"].to_list() == [None]


def test_a_window_of_less_than_no_days_is_refused() -> None:
    with pytest.raises(DataError, match="^window_days = -1: give 0 days or more"):
        adae(events(), ADSL, EX, window_days=-1)
