"""Profiles: what one subject's concentrations of one analyte are after one dose, all of them as one rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.nca.grid import pushed
from firstdose.analysis.nca.samples import KEYS, WHAT, by_interval, completed, samples
from firstdose.data import AnyTable, table
from firstdose.errors import DataError
from firstdose.types import F64, I64, Bool

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Profiles:
    """N profiles of up to M samples, in the order of the table.

    Parameters
    ----------
    keys : N rows of USUBJID, ANALYTE, PROFILE, DOSETIME (null where one was not told), DOSE, DUR, ROUTE, TAU, LATER
        (whether another dose went before).
    time, conc, lloq : (N, M), time since the dose; NaN after the last sample; 0 is below the limit.
    """

    keys: pl.DataFrame
    time: F64
    conc: F64
    lloq: F64

    @property
    def intravenous(self) -> Bool:
        """(N,)"""
        return np.asarray(self.keys["ROUTE"].to_numpy() == "INTRAVENOUS", dtype=np.bool_)

    @property
    def bolus(self) -> Bool:
        """(N,), intravenous at once."""
        at_once: Bool = self.number("DUR") == 0
        return self.intravenous & at_once

    def number(self, name: str) -> F64:
        """A column of the keys (N,), NaN where it is null."""
        found: F64 = self.keys[name].to_numpy().astype(np.float64)
        return found


def profiles(
    given: AnyTable,
    *,
    by: Sequence[str] = (),
    route: str | None = None,
    tau: float | None = None,
    dose_times: Sequence[float] = (),
    steady_state: bool = False,
) -> Profiles:
    """The profiles of a table of concentrations; see `nca` for the columns."""
    rows = samples(table(given, WHAT), by, route, tau, steady_state)
    if steady_state and len(rows) and rows["TAU"].null_count() == len(rows):
        raise DataError(
            "Steady state: clearance is from AUCTAU, and the dosing interval is not told. Give tau (--tau)."
        )
    if dose_times:
        rows = by_interval(rows, sorted(set(dose_times)), tau)
    return _rectangle(completed(rows))


def _rectangle(rows: pl.DataFrame) -> Profiles:
    import polars as pl

    rows = rows.with_columns(pl.when(pl.col("CONC").is_null()).then(None).otherwise(pl.col("TIME")).alias("TIME"))
    numbered = rows.with_columns(pl.struct(KEYS).rank("dense").alias("N"))
    least, most = pl.col("DUR", "TAU").min(), pl.col("DUR", "TAU").max().name.suffix("_MOST")
    order = numbered.group_by("N", maintain_order=True).agg(pl.col(*KEYS, "LATER").first(), least, most)
    order = _of_one_dose(order)
    subject = ["USUBJID", "ANALYTE", "PROFILE"]
    first = pl.col("ROW").min().over(subject)
    order = order.with_row_index("ROW").sort(first, "ROW").drop("ROW")  # a subject's profiles together
    place = np.empty(len(order), dtype=np.int64)
    place[order["N"].to_numpy().astype(np.int64) - 1] = np.arange(len(order))
    kept = numbered.filter(pl.col("TIME").is_not_null() & pl.col("CONC").is_not_null())
    row = place[kept["N"].to_numpy().astype(np.int64) - 1]
    _one_each(order, row, kept["TIME"].to_numpy())
    count = np.bincount(row, minlength=len(order))
    sorting = np.argsort(row, kind="stable")
    column = np.empty(len(row), dtype=np.int64)
    column[sorting] = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    shape = (len(order), max(int(count.max(initial=0)), 2))  # a piece needs two
    filled = [np.full(shape, np.nan) for _ in range(3)]
    for array, name in zip(filled, ("TIME", "CONC", "LLOQ"), strict=True):
        array[row, column] = kept[name].to_numpy()
    return Profiles(order.drop("N"), *pushed(*filled))


def _of_one_dose(keys: pl.DataFrame) -> pl.DataFrame:
    """Refuse a profile with two durations or intervals; without the columns that told."""
    import polars as pl

    for name in ("DUR", "TAU"):
        several = keys.filter(pl.col(name) != pl.col(f"{name}_MOST"))
        if len(several):
            subject, least, most = several.row(0, named=True)["USUBJID"], several[name][0], several[f"{name}_MOST"][0]
            raise DataError(
                f"{WHAT}: subject {subject} has {name} {least:g} and {most:g} in one profile. Correct it, or name the "
                "column that tells the profiles apart (by, --by), or add the column DOSETIME."
            )
    return keys.drop("DUR_MOST", "TAU_MOST")


def _one_each(keys: pl.DataFrame, row: I64, time: F64) -> None:
    """Refuse two samples of a profile at one time."""
    order = np.lexsort((time, row))
    twice = np.flatnonzero((np.diff(row[order]) == 0) & (np.diff(time[order]) == 0))
    if len(twice):
        where = order[twice[0]]
        raise DataError(
            f"{WHAT}: subject {keys['USUBJID'][int(row[where])]} has two concentrations at time {time[where]:g}. Keep "
            "one; or, if a subject has several profiles, name the column that tells them apart (by, --by), give the "
            "times of the doses (--dose-times), or the columns ANALYTE, DOSETIME."
        )
