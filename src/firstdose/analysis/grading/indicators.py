"""What each measurement is compared with: the limits of normal, and the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.grading.laboratory import DATE, baselines, keys
from firstdose.trial.ctcae_term import outside
from firstdose.trial.ctcae_tests import laboratory_tests
from firstdose.trial.ctcae_units import laboratory_units

if TYPE_CHECKING:
    import polars as pl

EARLY = "_EARLY"
BASE_DATE = "_BASE_DATE"


def with_baseline(frame: pl.DataFrame) -> pl.DataFrame:
    """Measurements with ANRIND, BASE (in the unit of the row), BNRIND, CHG and PCHG.

    Rows up to the baseline, in time, are marked: they cannot be compared with it.
    """
    import polars as pl

    found = frame.with_columns(_indicator(frame).alias("ANRIND"))
    before = baselines(found).select(
        *keys(found),
        pl.col("AVAL").alias("BASE"),
        pl.col("AVALU").alias("_BASEU"),
        pl.col("ANRIND").alias("BNRIND"),
        pl.col(DATE).alias(BASE_DATE),
    )
    found = found.drop("BASE", "BNRIND", "CHG", "PCHG", strict=False)
    found = found.join(before, on=keys(found), how="left", nulls_equal=True, maintain_order="left")
    found = _in_one_unit(found)
    change = pl.col("AVAL") - pl.col("BASE")
    return found.with_columns(
        pl.when(pl.col("BASE").is_not_null()).then(pl.col("BNRIND")).alias("BNRIND"),
        pl.when(~pl.col("ABLFL")).then(change).alias("CHG"),
        pl.when(~pl.col("ABLFL") & (pl.col("BASE") != 0)).then(100 * change / pl.col("BASE").abs()).alias("PCHG"),
        (pl.col("ABLFL") | (pl.col(DATE) < pl.col(BASE_DATE)).fill_null(value=False)).alias(EARLY),
    )


def _indicator(frame: pl.DataFrame) -> pl.Series:
    """LOW, NORMAL or HIGH; null without a number or without any limit."""
    import polars as pl

    value, low, high = (frame[name].to_numpy() for name in ("AVAL", "ANRLO", "ANRHI"))
    found = pl.DataFrame({"low": outside(value, low, "low"), "high": outside(value, high, "high")}).select(
        pl.when("low").then(pl.lit("LOW")).when("high").then(pl.lit("HIGH")).otherwise(pl.lit("NORMAL"))
    )
    known = frame["AVAL"].is_not_null() & (frame["ANRLO"].is_not_null() | frame["ANRHI"].is_not_null())
    return found.to_series().set(~known, None)


def _in_one_unit(frame: pl.DataFrame) -> pl.DataFrame:
    """BASE in the unit of the row; null where it is in a unit that cannot become it."""
    import polars as pl

    pairs = frame.filter(pl.col("AVALU").ne_missing(pl.col("_BASEU")) & pl.col("BASE").is_not_null())
    pairs = pairs.select("PARAMCD", "AVALU", "_BASEU").unique()
    if pairs.is_empty():
        return frame.drop("_BASEU")
    units, tests = laboratory_units(), laboratory_tests().known
    factors = [
        units.factor(was, to, tests[code.upper()].substance if (code or "").upper() in tests else None)
        if to and was
        else None
        for code, to, was in pairs.iter_rows()
    ]
    known = pairs.with_columns(pl.Series("_FACTOR", factors, dtype=pl.Float64), pl.lit(value=True).alias("_OTHER"))
    found = frame.join(known, on=["PARAMCD", "AVALU", "_BASEU"], how="left", nulls_equal=True, maintain_order="left")
    base = pl.when(pl.col("_OTHER").fill_null(value=False)).then(pl.col("BASE") * pl.col("_FACTOR"))
    return found.with_columns(base.otherwise(pl.col("BASE")).alias("BASE")).drop("_BASEU", "_FACTOR", "_OTHER")
