"""Laboratory grades from baseline to their worst, by treatment arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.grading import shift_table
from firstdose.analysis.safety.arms import TOTAL, arms
from firstdose.data import AnyTable, require, table, words

if TYPE_CHECKING:
    import polars as pl


def laboratory_shift(adlb: AnyTable, adsl: AnyTable, arm: str = "TRT01A", *, population: str = "SAFFL") -> pl.DataFrame:
    """The shift table of the safety population in each arm and in all.

    Parameters
    ----------
    adlb : of ``firstdose.analysis.grading.adlb``.
    adsl, arm, population : see ``arms``.

    Returns
    -------
    ``TRTA of`` and the columns of ``shift_table``: baseline grade BTOXGR, a column for each worst grade, and N. ``of``
    counts the subjects of the arm, N those of the row; subjects without a measurement of the term are in no row.
    """
    import polars as pl

    frame, people = table(adlb, "ADLB"), arms(adsl, arm, population)
    require(frame, ["USUBJID"], "ADLB")
    mine = people.subjects.select("USUBJID", "TRTA")
    rows = frame.drop("TRTA", strict=False).with_columns(words(frame, "USUBJID"))
    here = rows.join(mine, on="USUBJID", maintain_order="left")
    counted = shift_table(pl.concat([here, here.with_columns(TRTA=pl.lit(TOTAL))]), ["TRTA"])
    found = people.sizes.with_row_index("place").join(counted, on="TRTA", maintain_order="left_right")
    return found.sort("place", "ATOXDSC", "BTOXGR").drop("place")
