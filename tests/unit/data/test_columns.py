from datetime import date, datetime

import polars as pl
import pytest

from firstdose.data import days, moments, numbers, parts, require, words
from firstdose.errors import DataError


def of(*values: object) -> pl.DataFrame:
    return pl.DataFrame({"X": values}, strict=False)


def test_numbers_are_missing_as_sas_nonmem_and_r_write_it() -> None:
    assert numbers(of("1.5", " 2e3 ", "", ".", ".A", "NA", "NaN", None), "X", "PC").to_list() == [
        1.5,
        2000.0,
        *[None] * 6,
    ]


def test_numbers_of_typed_columns() -> None:
    assert numbers(of(1, 2), "X", "PC").to_list() == [1.0, 2.0]
    assert numbers(of(float("nan"), 0.5), "X", "PC").to_list() == [None, 0.5]


@pytest.mark.parametrize("wrong", ["ten", "1,5", "<0.1", "1 mg"])
def test_what_is_no_number_is_refused_with_its_row(wrong: str) -> None:
    with pytest.raises(DataError, match=f'^PC row 3: X = "{wrong}" is no number. Correct it'):
        numbers(of("1", ".", wrong), "X", "PC")


@pytest.mark.parametrize("wrong", [date(2024, 1, 1), [1.0], b"1", {"a": 1}])
def test_what_is_of_another_type_is_no_number(wrong: object) -> None:
    with pytest.raises(DataError, match="PC: X is of type .*, and numbers are needed"):
        numbers(of(wrong), "X", "PC")


def test_words_keep_na_which_is_a_code() -> None:
    assert words(of(" NA ", "", "  ", None, "x"), "X").to_list() == ["NA", None, None, None, "x"]


def test_a_column_that_is_missing_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(
        DataError, match='^RS has no column USUBJID. Is it "usubjid"\\? It has usubjid, Z; needed are USUBJID.$'
    ):
        require(pl.DataFrame({"usubjid": [], "Z": []}), ["USUBJID"], "RS")
    with pytest.raises(DataError, match="has no column RSSTRESC. It has RSTESTCD"):  # which is needed itself
        require(pl.DataFrame({"RSTESTCD": []}), ["RSTESTCD", "RSSTRESC"], "RS")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-02-29", (2024, 2, 29, None, None, None)),
        ("2024-02-29T23:05:07.5", (2024, 2, 29, 23, 5, 7.5)),
        ("2024-02-29 23:05", (2024, 2, 29, 23, 5, None)),
        ("2024-02-29T23:05:07Z", (2024, 2, 29, 23, 5, 7.0)),
        ("2024-02-29T23:05+05:30", (2024, 2, 29, 23, 5, None)),
        ("2024-02-29T-:05", (2024, 2, 29, None, 5, None)),
        ("2024-02", (2024, 2, None, None, None, None)),
        ("2024", (2024, None, None, None, None, None)),
        ("2024---15", (2024, None, 15, None, None, None)),
        ("--12-15", (None, 12, 15, None, None, None)),
        ("-----T07:15", (None, None, None, 7, 15, None)),
        ("2024-UN-UN", (2024, None, None, None, None, None)),
        ("2024-un-05", (2024, None, 5, None, None, None)),
        ("2024-03-UNK", (2024, 3, None, None, None, None)),
        ("2024-03-", (2024, 3, None, None, None, None)),
        ("", (None,) * 6),
        (".", (None,) * 6),
        ("NA", (None,) * 6),
    ],
)
def test_parts_of_a_date(text: str, found: tuple[float | None, ...]) -> None:
    assert parts(of(text, "2020-01-01"), "X", "AE").row(0) == found


@pytest.mark.parametrize(
    "wrong",
    [
        *("0000-01-01", "2024-13-01", "2023-02-29", "2024-00-10", "2024-04-31", "2024-01-01T25:00", "2024-01-01T10:61"),
        *("28MAR2024", "03/28/2024", "20240328", "2024-3-8", "yesterday", "2024-02-30x", "19450"),
    ],
)
def test_what_is_no_date_is_refused_with_the_row_of_the_table(wrong: str) -> None:
    with pytest.raises(DataError, match=f'^AE row 4: X = "{wrong}" is no date of ISO 8601. Write it as 2024-03-28'):
        days(of("2024-01", None, "2024-01-01", wrong), "X", "AE")


def test_days() -> None:
    given = of("2024-02-29T23:30-11:00", "2024-02", "2024-UN-UN", None)
    assert days(given, "X", "AE").to_list() == [date(2024, 2, 29), None, None, None]
    assert days(of(datetime(2024, 1, 2, 23, 59)), "X", "AE").to_list() == [date(2024, 1, 2)]
    local = of(datetime(2024, 1, 2, 23, 59)).select(pl.col("X").dt.replace_time_zone("America/New_York"))
    assert days(local, "X", "AE").to_list() == [date(2024, 1, 2)]
    assert moments(local, "X", "AE").to_list() == [datetime(2024, 1, 2, 23, 59)]
    assert days(of(date(2024, 1, 2), None), "X", "AE").to_list() == [date(2024, 1, 2), None]
    assert days(of(None, None), "X", "AE").to_list() == [None, None]
    assert days(given, "X", "AE").dtype == pl.Date
    assert days(given, "X", "AE").name == "X"


def test_moments() -> None:
    given = of("2024-02-29T23:30:01.25", "2024-02-29T23:30", "2024-02-29", "2024-02-29T23", "2024-02")
    exact = datetime(2024, 2, 29, 23, 30, 1, 250_000)
    assert moments(given, "X", "PC").to_list() == [exact, datetime(2024, 2, 29, 23, 30), None, None, None]
    assert moments(of(exact), "X", "PC").to_list() == [exact]


@pytest.mark.parametrize("number", [19450, 19450.0, True])
def test_numbers_are_no_dates(number: object) -> None:
    with pytest.raises(DataError, match="^AE: X is of type .*Save dates as text"):
        days(of(number), "X", "AE")
