"""Dates and times of a table, of ISO 8601 text or of dates; what is unknown in them stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.data.columns import refuse, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_ISO = (
    r"^(?<year>\d{4}|-)(?:-(?<month>\d\d|-)(?:-(?<day>\d\d|-)"
    r"(?:[T ](?<hour>\d\d|-)(?::(?<minute>\d\d|-)(?::(?<second>\d\d(?:\.\d+)?|-))?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$"
)
_RANGE = {
    "year": (1, 9999),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59.999999),
}
_PARTS = tuple(_RANGE)
_MISSING = ("", ".", "NA")
_REMEDY = "is no date of ISO 8601. Write it as 2024-03-28 or 2024-03-28T14:05, and leave out what is unknown: 2024-03"


def days(frame: pl.DataFrame, name: str, what: str) -> pl.Series:
    """A column as dates; null where it is missing or partial (``2024-03``, ``2024-UN-UN``, ``2024---15``).

    A date-time gives its date as written, whatever its zone. Text that is no date is refused with its row.

    Examples
    --------
    >>> import polars as pl
    >>> days(pl.DataFrame({"RSDTC": ["2024-03-28T10:00", "2024-03"]}), "RSDTC", "RS").to_list()
    [datetime.date(2024, 3, 28), None]
    """
    import polars as pl

    if frame[name].dtype in (pl.Date, pl.Datetime):
        return frame[name].dt.date()
    midnight = {"hour": 0, "minute": 0, "second": 0.0}
    return joined(parts(frame, name, what).with_columns(**midnight)).dt.date().rename(name)


def moments(frame: pl.DataFrame, name: str, what: str) -> pl.Series:
    """A column as date-times; null where the date, the hour or the minute is missing.

    Seconds that were not collected are 0. The time is the clock's as written; a zone behind it is not used.

    Examples
    --------
    >>> import polars as pl
    >>> moments(pl.DataFrame({"PCDTC": ["2024-03-28T10:00+01:00", "2024-03-28"]}), "PCDTC", "PC").to_list()
    [datetime.datetime(2024, 3, 28, 10, 0), None]
    """
    import polars as pl

    return joined(parts(frame, name, what).with_columns(pl.col("second").fill_null(0.0))).rename(name)


def parts(frame: pl.DataFrame, name: str, what: str) -> pl.DataFrame:
    """A column's ``year, month, day, hour, minute, second``, each null where it is unknown.

    Examples
    --------
    >>> import polars as pl
    >>> parts(pl.DataFrame({"AESTDTC": ["2024-UN-05T10"]}), "AESTDTC", "AE").row(0)
    (2024, None, 5, 10, None, None)
    """
    import polars as pl

    kind = frame[name].dtype
    if kind in (pl.Date, pl.Datetime):
        return _of_dates(frame[name])
    if kind == pl.String or frame[name].null_count() == frame.height:
        return _of_text(words(frame, name), name, what)
    raise DataError(
        f"{what}: {name} is of type {kind}, and dates are needed. Save dates as text (2024-03-28), "
        "since programs count days from different years."
    )


def joined(read: pl.DataFrame) -> pl.Series:
    """The date-times of their parts, as ``parts`` gives them; null where one part is."""
    import polars as pl

    clock = pl.duration(
        days=pl.col("day") - 1,
        hours="hour",
        minutes="minute",
        microseconds=(pl.col("second") * 1e6).round().cast(pl.Int64),
    )
    return read.select(pl.date("year", "month", 1).cast(pl.Datetime("us")) + clock).to_series()


def _of_dates(column: pl.Series) -> pl.DataFrame:
    import polars as pl

    read = [getattr(column.dt, part)().alias(part) for part in _PARTS[:3]]
    if column.dtype == pl.Datetime:
        read += [getattr(column.dt, part)().alias(part) for part in _PARTS[3:5]]
        read.append((column.dt.second() + column.dt.microsecond() / 1e6).alias("second"))
    return _typed(pl.DataFrame(read))


def _of_text(text: pl.Series, name: str, what: str) -> pl.DataFrame:
    import polars as pl

    plain = text.str.to_uppercase().str.replace_all("UNK|UN", "-").str.replace(r"^([^T]*?)-+$", "$1")
    there = plain.is_not_null() & plain.is_in(_MISSING).not_()
    found = plain.set(~there, None).str.extract_groups(_ISO).struct.unnest()
    read = _typed(found.with_columns(pl.all().replace("-", None)))
    good = found["year"].is_not_null()
    for part, (low, high) in _RANGE.items():
        good &= read[part].is_between(low, high).fill_null(True)
    at_midnight = read.filter(good).with_columns(hour=0, minute=0, second=0.0)
    in_month = (joined(at_midnight).dt.month() == at_midnight["month"]).fill_null(True)
    good = good.scatter(good.arg_true(), in_month)
    refuse(text.set(~there, None), text.set(~good, None), name, what, _REMEDY)
    return read


def _typed(read: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    have = [pl.col(part) if part in read.columns else pl.lit(None).alias(part) for part in _PARTS]
    return read.select(have).cast({part: pl.Float64 if part == "second" else pl.Int32 for part in _PARTS})
