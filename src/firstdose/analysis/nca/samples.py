"""One row a sample, whatever the table was: which profile it belongs to, when after the dose, how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.nca.adpc import from_adpc, is_adpc
from firstdose.analysis.nca.catalogue import routes
from firstdose.analysis.nca.concentrations import concentrations
from firstdose.data import numbers, require, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

WHAT = "PC"
_SUBJECT = ("USUBJID", "ANALYTE", "PROFILE")
KEYS = (*_SUBJECT, "DOSETIME", "DOSE", "ROUTE")  # of a profile


def samples(frame: pl.DataFrame, by: Sequence[str], route: str | None, tau: float | None, later: bool) -> pl.DataFrame:
    """As they are told: USUBJID ANALYTE PROFILE DOSETIME DOSE DUR ROUTE TAU LATER TIME (after the dose) CONC LLOQ."""
    import polars as pl

    if is_adpc(frame):
        frame = from_adpc(frame)
    require(frame, ("USUBJID", "TIME", "CONC", *by), WHAT)
    conc, lloq = concentrations(frame, WHAT)
    rows = pl.DataFrame(
        {
            "USUBJID": words(frame, "USUBJID"),
            "ANALYTE": _words(frame, "ANALYTE"),
            "PROFILE": _label(frame, by),
            "DOSETIME": _numbers(frame, "DOSETIME"),
            "DOSE": _numbers(frame, "DOSE"),
            "DUR": _numbers(frame, "DUR"),
            "ROUTE": _route(frame, route),
            "TAU": _numbers(frame, "TAU") if tau is None else pl.repeat(float(tau), len(frame), eager=True),
            "LATER": pl.repeat(later, len(frame), eager=True),
            "TIME": _numbers(frame, "TIME"),
            "CONC": conc,
            "LLOQ": lloq,
        }
    )
    _check(rows)
    return rows.with_columns(
        pl.col("TIME") - pl.col("DOSETIME").fill_null(0.0),
        pl.col("LATER") | (pl.col("DOSETIME") > pl.col("DOSETIME").min().over(_SUBJECT)).fill_null(False),
    )


def completed(rows: pl.DataFrame) -> pl.DataFrame:
    """Samples with what their profile's others tell of the dose; without a route, a duration means intravenous."""
    import polars as pl

    rows = _filled(rows, "DOSE", [*_SUBJECT, "DOSETIME"])
    rows = _filled(rows, "ROUTE", [*_SUBJECT, "DOSETIME", "DOSE"])
    for name in ("DUR", "TAU"):
        rows = _filled(rows, name, KEYS)
    infused = (pl.col("DUR") > 0).fill_null(False)
    assumed = pl.when(infused).then(pl.lit("INTRAVENOUS")).otherwise(pl.lit("EXTRAVASCULAR"))
    return rows.with_columns(pl.col("ROUTE").fill_null(assumed), pl.col("DUR").fill_null(0.0))


def _words(frame: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    return words(frame, name) if name in frame.columns else pl.Series([None] * len(frame), dtype=pl.String)


def _numbers(frame: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    return numbers(frame, name, WHAT) if name in frame.columns else pl.Series([None] * len(frame), dtype=pl.Float64)


def _filled(rows: pl.DataFrame, name: str, within: Sequence[str]) -> pl.DataFrame:
    """Where some rows of a profile lack a value, they have the one value of the others."""
    import polars as pl

    if rows[name].null_count() in (0, len(rows)):
        return rows
    only = pl.when(pl.col(name).n_unique().over(within) <= 2).then(pl.col(name).max().over(within))
    return rows.with_columns(pl.col(name).fill_null(only))


def _label(frame: pl.DataFrame, by: Sequence[str]) -> pl.Series:
    import polars as pl

    if not by:
        return pl.Series([None] * len(frame), dtype=pl.String)
    parts = [pl.col(name).cast(pl.String).fill_null("") for name in by]
    return frame.select(pl.concat_str(parts, separator=", ")).to_series()


def _route(frame: pl.DataFrame, route: str | None) -> pl.Series:
    """What the table says, else what was asked for, else null."""
    import polars as pl

    told = _words(frame, "ROUTE").str.to_uppercase()
    known = told.replace_strict(routes(), default=None, return_dtype=pl.String)
    unknown = (told.is_not_null() & known.is_null()).arg_true()
    if len(unknown):
        raise DataError(
            f'{WHAT} row {unknown[0] + 1}: ROUTE = "{told[unknown[0]]}" is not known. '
            "Write INTRAVENOUS or EXTRAVASCULAR."
        )
    return known if route is None else known.fill_null(route)


def _check(rows: pl.DataFrame) -> None:
    import polars as pl

    wrong = {
        "USUBJID is missing. Every sample is of a subject": pl.col("USUBJID").is_null(),
        "DOSE is negative. Correct it": pl.col("DOSE") < 0,
        "DUR, the duration of the infusion, is negative. Correct it": pl.col("DUR") < 0,
        "TAU, the dosing interval, is not positive. Correct it": pl.col("TAU") <= 0,
        "DUR is given, and ROUTE is EXTRAVASCULAR. An infusion is INTRAVENOUS": (pl.col("DUR") > 0)
        & (pl.col("ROUTE") == "EXTRAVASCULAR"),
    }
    for why, condition in wrong.items():
        found = rows.select(condition.fill_null(False)).to_series().arg_true()
        if len(found):
            raise DataError(f"{WHAT} row {found[0] + 1}: {why}.")


def by_interval(rows: pl.DataFrame, doses: list[float], tau: float | None) -> pl.DataFrame:
    """Samples by dosing interval; one at the time of a dose ends an interval and, taken before it, starts the next."""
    import polars as pl

    if rows["DOSETIME"].is_not_null().any():
        raise DataError(f"{WHAT} has a column DOSETIME, and the times of doses are given too. Leave one of them out.")
    ends = [*doses[1:], np.inf]
    intervals = [end - start for start, end in zip(doses, ends, strict=True)]
    intervals[-1] = tau if tau is not None else (intervals[-2] if len(doses) > 1 else np.nan)
    parts = []
    for number, (dose, end, length) in enumerate(zip(doses, ends, intervals, strict=True)):
        after = pl.lit(True) if number == 0 else pl.col("TIME") >= dose
        inside = rows.filter(after & (pl.col("TIME") <= end))
        shared = (pl.col("TIME") == end) | ((pl.col("TIME") == dose) & (number > 0))
        parts.append(
            inside.with_columns(
                pl.col("TIME") - dose,
                *(_of_the_others(name, shared) for name in ("DOSE", "DUR", "ROUTE")),
                pl.lit(float(dose)).alias("DOSETIME"),
                pl.lit(None if np.isnan(length) else float(length), dtype=pl.Float64).alias("TAU"),
                pl.lit(number > 0).alias("LATER"),
            )
        )
    return pl.concat(parts)


def _of_the_others(name: str, shared: pl.Expr) -> pl.Expr:
    """What samples inside an interval tell of its dose, for one that is shared with the interval beside it."""
    import polars as pl

    inside = pl.when(~shared).then(pl.col(name)).drop_nulls().first().over(_SUBJECT)
    return pl.when(shared).then(pl.coalesce(inside, name)).otherwise(pl.col(name)).alias(name)
