"""The examples of admiral's vignette "Date and Time Imputation", and what it leaves open."""

from datetime import date, datetime

import polars as pl
import pytest

from firstdose.analysis.adam import completed
from firstdose.errors import DataError

ALL = ["2019-02-03T12:30:15", "2019-02-03T12:30", "2019-02-03", "2019-02", "2019", "2019---07", None]


def dates(*texts: str | None) -> pl.DataFrame:
    return pl.DataFrame({"X": texts}, schema={"X": pl.String})


def moments(*texts: str | None) -> list[datetime | None]:
    return [datetime.fromisoformat(text) if text else None for text in texts]


@pytest.mark.parametrize(
    ("highest", "at", "found"),
    [
        ("none", "first", ["2019-02-03T12:30:15", "2019-02-03T12:30", "2019-02-03", None, None, None, None]),
        ("D", "first", ["2019-02-03T12:30:15", "2019-02-03T12:30", "2019-02-03", "2019-02-01", None, None, None]),
        (
            *("M", "last"),
            [
                *("2019-02-03T12:30:15", "2019-02-03T12:30:59", "2019-02-03T23:59:59", "2019-02-28T23:59:59"),
                *("2019-12-31T23:59:59", "2019-12-31T23:59:59", None),
            ],
        ),
    ],
)
def test_parts_up_to_the_highest_are_imputed(highest: str, at: str, found: list[str | None]) -> None:
    done = completed(dates(*ALL), "X", "AE", highest=highest, at=at)  # type: ignore[arg-type]
    assert done["DTM"].to_list() == moments(*found)


def test_flags_say_the_highest_part_that_was_imputed() -> None:
    done = completed(dates(*ALL), "X", "AE", highest="M")
    assert done["DTF"].to_list() == [None, None, None, "D", "M", "M", None]
    assert done["TMF"].to_list() == [None, "S", "H", "H", "H", "H", None]


def test_seconds_that_were_never_collected_are_not_flagged() -> None:
    assert completed(dates("2019-02-03T12:30", "2019-02-03T12"), "X", "AE")["TMF"].to_list() == [None, "M"]


def test_an_hour_that_is_unknown_takes_its_minutes_with_it() -> None:
    done = completed(dates("2019-02-03T-:30"), "X", "AE", at="last")
    assert done.row(0) == (datetime(2019, 2, 3, 23, 59, 59), None, "H")


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        ("2019-08-09T12:34:56", "2019-11-11T12:34:56", "2019-08-09T12:34:56"),
        ("2019-10", "2019-11-11T12:34:56", "2019-10-01"),
        ("2019-11", "2019-11-11T12:34:56", "2019-11-11T12:34:56"),
        ("2019-12-04", "2019-11-11T12:34:56", "2019-12-04"),
        ("2019-11", "2019-11-30T23:59:59", "2019-11-30T23:59:59"),
        ("2019-11", None, "2019-11-01"),
    ],
)
def test_a_start_is_not_imputed_before_a_bound(text: str, start: str | None, found: str) -> None:
    bound = pl.Series(moments(start), dtype=pl.Datetime("us"))
    done = completed(dates(text), "X", "AE", highest="M", bounds=[bound])
    assert done["DTM"].to_list() == moments(found)


@pytest.mark.parametrize(
    ("text", "died", "cut", "found"),
    [
        ("2019-08-09T12:34:56", date(2019, 11, 11), date(2019, 12, 2), "2019-08-09T12:34:56"),
        ("2019-11", date(2019, 11, 11), date(2019, 12, 2), "2019-11-11T23:59:59"),
        ("2019-12", None, date(2019, 12, 2), "2019-12-02T23:59:59"),
        ("2019-12-04", None, date(2019, 12, 2), "2019-12-04T23:59:59"),
        ("2019-02", date(2019, 1, 14), date(2019, 2, 25), "2019-02-25T23:59:59"),
    ],
)
def test_an_end_is_not_imputed_after_a_bound(text: str, died: date | None, cut: date, found: str) -> None:
    bounds = [pl.Series([died], dtype=pl.Date), pl.Series([cut])]
    done = completed(dates(text), "X", "AE", highest="M", at="last", bounds=bounds)
    assert done["DTM"].to_list() == moments(found)


def test_a_bound_is_not_used_where_the_date_stays_missing() -> None:
    bound = pl.Series([date(2019, 11, 11)])
    assert completed(dates("2019-11"), "X", "AE", bounds=[bound]).row(0) == (None, None, None)


def test_february_of_a_leap_year() -> None:
    assert completed(dates("2024-02"), "X", "AE", highest="M", at="last")["DTM"].dt.day().to_list() == [29]


def test_other_rules_are_refused() -> None:
    with pytest.raises(DataError, match="^X: imputation 'Y' is not known. Give one of none, D, M.$"):
        completed(dates("2019"), "X", "AE", highest="Y")  # type: ignore[arg-type]
