"""Data as they were at a date."""

import polars as pl
import pytest

from firstdose.errors import DataError
from firstdose.report.tlf.cut import cut_data


def test_what_starts_after_the_cut_is_not_there_yet() -> None:
    dates = ["2025-01-31", "2025-02-01", "2025-02", "2025-01", None]
    kept = cut_data({"lb": pl.DataFrame({"LBDTC": dates})}, "2025-01-31")["lb"]["LBDTC"].to_list()
    assert kept == ["2025-01-31", "2025-01", None]


def test_a_time_of_day_on_the_cut_is_in() -> None:
    assert cut_data({"pc": pl.DataFrame({"PCDTC": ["2025-01-31T23:59"]})}, "2025-01-31")["pc"].height == 1


def test_an_end_after_the_cut_is_not_known_yet() -> None:
    ae = pl.DataFrame({"AESTDTC": ["2025-01-02"], "AEENDTC": ["2025-03-01"]})
    assert cut_data({"ae": ae}, "2025-01-31")["ae"]["AEENDTC"].to_list() == [None]


def test_subjects_stay_and_their_later_deaths_go() -> None:
    dm = pl.DataFrame({"USUBJID": ["1", "2"], "DMDTC": ["2025-03-01"] * 2, "DTHDTC": ["2025-01-05", "2025-06-01"]})
    assert cut_data({"dm": dm}, "2025-01-31")["dm"]["DTHDTC"].to_list() == ["2025-01-05", None]


def test_analysis_datasets_are_cut_by_their_own_date() -> None:
    adlb = pl.DataFrame({"ADT": ["2025-01-02", "2025-02-02"], "LBDTC": ["2025-01-02"] * 2})
    assert cut_data({"adlb": adlb}, "2025-01-31")["adlb"].height == 1


def test_without_a_cut_everything_stays() -> None:
    lb = pl.DataFrame({"LBDTC": ["2999-01-01"]})
    assert cut_data({"lb": lb}, "")["lb"] is lb


def test_a_cut_that_is_no_date_is_refused() -> None:
    with pytest.raises(DataError, match="31.01.2026.*Write it as"):
        cut_data({}, "31.01.2026")
