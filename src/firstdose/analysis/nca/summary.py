"""Parameters by dose: how many, geometric mean, its variation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firstdose.analysis.nca.result import NcaResult

if TYPE_CHECKING:
    import polars as pl

_NOT_LOGGED = (  # a median tells of these
    *("TMAX", "TLAG", "TLST", "LAMZNPT", "LAMZLL", "LAMZUL", "R2", "R2ADJ"),
    *("AUCPEO", "AUCPEP", "AUMCPEO", "AUMCPEP", "AUCPBEO", "AUCPBEP"),
)


def at_levels(result: NcaResult) -> bool:
    """Whether several profiles share a dose, so that doses are levels."""
    doses = result.keys["DOSE"].drop_nulls()
    return doses.n_unique() <= max(len(doses) / 2, 1)


def summary(result: NcaResult, codes: Sequence[str] = ()) -> pl.DataFrame:
    """One row an analyte, dose, dosing time and parameter: N, GEOMEAN, GEOCV (%), MEDIAN, MIN, MAX.

    GEOCV = 100 sqrt(exp(s²) - 1), with s the standard deviation of the logs. Both are of values above 0, and missing
    for times, fits and percentages, of which a median tells. Where most doses are of one profile alone, as by body
    weight, DOSE is null and all doses are taken together.

    Parameters
    ----------
    result : of `nca`.
    codes : parameters to summarise; those that people are shown if none are given.
    """
    import polars as pl

    wanted = list(codes) or [each.code for each in result.parameters if each.people]
    by = ["ANALYTE", "ROUTE", "DOSE", "DOSETIME"]
    frame = result.wide()
    if not at_levels(result):
        frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias("DOSE"))
    long = (
        frame.unpivot(wanted, index=by, variable_name="PPTESTCD", value_name="AVAL")
        .filter(pl.col("AVAL").is_not_null())
        .with_columns(
            pl.when((pl.col("AVAL") > 0) & ~pl.col("PPTESTCD").is_in(_NOT_LOGGED))
            .then(pl.col("AVAL").log())
            .alias("LOG")
        )
    )
    order = pl.DataFrame({"PPTESTCD": wanted, "ORDER": range(len(wanted))})
    return (
        long.group_by([*by, "PPTESTCD"])
        .agg(
            pl.len().alias("N"),
            pl.col("LOG").mean().exp().alias("GEOMEAN"),
            (100 * ((pl.col("LOG").std() ** 2).exp() - 1).sqrt()).alias("GEOCV"),
            *(getattr(pl.col("AVAL"), name.lower())().alias(name) for name in ("MEDIAN", "MIN", "MAX")),
        )
        .join(order, on="PPTESTCD")
        .sort(*by, "ORDER", nulls_last=False)
        .drop("ORDER")
    )
