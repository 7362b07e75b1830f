"""ADPC, as it is: samples of one matrix, doses left out, each sample after the dose that it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.data import numbers, words

if TYPE_CHECKING:
    import polars as pl

_WHAT = "ADPC"
_NAMES = {"DOSEA": "DOSE", "ALLOQ": "LLOQ", "EXROUTE": "ROUTE"}
_COLLECTED = ("URINE", "FECES")  # over an interval: not a concentration at a time
_DIGITS = 6  # of the time of a dose, so that the samples after it agree


def is_adpc(frame: pl.DataFrame) -> bool:
    """Whether a table has the columns of ADPC, and none of its own for the same."""
    return {"PARAMCD", "AVAL", "AFRLT", "ARRLT"} <= set(frame.columns) and not {"CONC", "TIME"} & set(frame.columns)


def from_adpc(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that an analysis reads.

    ANALYTE is PARAMCD, CONC is AVAL, TIME is AFRLT and DOSETIME is AFRLT - ARRLT; DOSE is DOSEA, LLOQ is ALLOQ and
    ROUTE is EXROUTE. Rows of doses, of urine and of faeces, and those without AVAL are left out. A row that stands for
    one below the limit (DTYPE HALFLLOQ) is below ALLOQ, and so below the limit here; a COPY of a trough before the next
    dose starts that dose's profile.
    """
    import polars as pl

    first, after = numbers(frame, "AFRLT", _WHAT), numbers(frame, "ARRLT", _WHAT)
    named = frame.rename({old: new for old, new in _NAMES.items() if old in frame.columns and new not in frame.columns})
    kept = words(frame, "PARAMCD") != "DOSE"
    if "PCSPEC" in frame.columns:
        kept &= ~words(frame, "PCSPEC").is_in(_COLLECTED).fill_null(False)
    given = numbers(frame, "AVAL", _WHAT)
    return named.with_columns(
        pl.lit(words(frame, "PARAMCD")).alias("ANALYTE"),
        pl.lit(given).alias("CONC"),
        pl.lit(first).alias("TIME"),
        pl.lit((first - after).round(_DIGITS)).alias("DOSETIME"),
    ).filter(kept.fill_null(False) & given.is_not_null())
