"""Partial dates and times, completed by a stated rule and flagged as ADaM asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from firstdose.data import parts
from firstdose.data.dates import joined
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

Highest: TypeAlias = Literal["none", "D", "M"]
_HIGHEST = ("none", "D", "M")
_FIRST = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0.0}
_LAST = {"month": 12, "hour": 23, "minute": 59, "second": 59.0}


def completed(
    frame: pl.DataFrame,
    name: str,
    what: str,
    *,
    highest: Highest = "none",
    at: Literal["first", "last"] = "first",
    bounds: Sequence[pl.Series] = (),
) -> pl.DataFrame:
    """A column of partial dates as complete date-times ``DTM``, with the flags ``DTF`` and ``TMF``.

    Parameters
    ----------
    frame, name, what : table, column of ISO 8601 text or dates, and how messages call the table.
    highest : the highest part of a date that may be imputed: ``"M"`` month and day, ``"D"`` the day only, ``"none"``
        nothing of the date. A date that stays partial is null. The time is always imputed.
    at : missing parts become the first or the last possible ones.
    bounds : dates that an imputed date-time is not before (``at="first"``) or not after (``at="last"``), where they
        agree with the parts that are known; others are ignored.

    Returns
    -------
    ``DTM``; ``DTF`` is ``M`` or ``D``, and ``TMF`` ``H``, ``M`` or ``S``, the highest part that was imputed.

    Notes
    -----
    As admiral's ``derive_vars_dtm``. A day whose month is unknown (``2024---15``) is imputed with the month. Where a
    column has no seconds at all, ``TMF`` does not say that they were imputed (ADaM Implementation Guide).

    References
    ----------
    CDISC ADaM Implementation Guide 1.3, section 3.1.3; admiral 1.4.1, vignette "Date and Time Imputation".

    Examples
    --------
    >>> import polars as pl
    >>> completed(pl.DataFrame({"AESTDTC": ["2024-03"]}), "AESTDTC", "AE", highest="M").row(0)
    (datetime.datetime(2024, 3, 1, 0, 0), 'D', 'H')
    """
    import polars as pl

    if highest not in _HIGHEST:
        raise DataError(f"{name}: imputation {highest!r} is not known. Give one of {', '.join(_HIGHEST)}.")
    read = parts(frame, name, what)
    first, last = joined(_filled(read, "first")), joined(_filled(read, "last"))
    moment = _bounded(first if at == "first" else last, at, bounds, first, last)
    no_month = pl.col("month").is_null()
    no_day = pl.col("day").is_null() | no_month
    partial = {"none": no_day, "D": no_month, "M": pl.lit(False)}[highest]
    flags = read.select(
        DTF=pl.when(no_month).then(pl.lit("M")).when(no_day).then(pl.lit("D")), TMF=_time_flag(read), gone=partial
    )
    found = flags.with_columns(DTM=moment).with_columns(gone=pl.col("gone") | pl.col("DTM").is_null())
    return found.select(pl.when(~pl.col("gone")).then(pl.col("DTM", "DTF", "TMF")))


def _filled(read: pl.DataFrame, at: Literal["first", "last"]) -> pl.DataFrame:
    """The parts with the first or last possible ones where unknown; what stands below an unknown part is not used."""
    import polars as pl

    known = pl.lit(True)
    filled = []
    for part in _FIRST:
        known = known & pl.col(part).is_not_null()
        filled.append(pl.when(known).then(part).alias(part))
    read = read.with_columns(filled)
    if at == "first":
        return read.with_columns(pl.col(part).fill_null(value) for part, value in _FIRST.items())
    read = read.with_columns(pl.col(part).fill_null(value) for part, value in _LAST.items())
    return read.with_columns(pl.col("day").fill_null(pl.date("year", "month", 1).dt.month_end().dt.day()))


def _bounded(
    moment: pl.Series, at: Literal["first", "last"], bounds: Sequence[pl.Series], first: pl.Series, last: pl.Series
) -> pl.Series:
    import polars as pl

    for bound in bounds:
        edge = bound.cast(pl.Datetime("us"))
        if at == "last" and bound.dtype == pl.Date:
            edge = edge.dt.offset_by("1d").dt.offset_by("-1s")
        possible = (first <= edge) & (edge <= last)
        nearer = edge > moment if at == "first" else edge < moment
        moment = moment.zip_with(~(possible & nearer).fill_null(False), edge)
    return moment


def _time_flag(read: pl.DataFrame) -> pl.Expr:
    import polars as pl

    no_hour = pl.any_horizontal(pl.col("month", "day", "hour").is_null())
    seconds = pl.lit("S" if read["second"].is_not_null().any() else None, pl.String)
    return (
        pl.when(no_hour)
        .then(pl.lit("H"))
        .when(pl.col("minute").is_null())
        .then(pl.lit("M"))
        .when(pl.col("second").is_null())
        .then(seconds)
    )
