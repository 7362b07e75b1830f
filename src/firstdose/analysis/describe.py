"""A number of many subjects in a few: how many, middle and spread, by treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def described(frame: pl.DataFrame, column: str, by: str) -> pl.DataFrame:
    """Each group's values in a few numbers; values that are missing are left out.

    Returns
    -------
    ``by N MEAN SD MEDIAN LOW HIGH GMEAN GCV``: LOW and HIGH are the extremes, GMEAN the geometric mean, GCV the
    geometric coefficient of variation in per cent. What cannot be is null: an SD of one value, a geometric mean where
    a value is not positive.

    Notes
    -----
    SD is that of the sample (N - 1). GCV = 100 √(exp(s²) - 1), with s the SD of the natural logarithms.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"TRTA": ["DL1", "DL1"], "AVAL": [10.0, 40.0]})
    >>> described(frame, "AVAL", "TRTA").select("N", "MEAN", pl.col("GMEAN", "GCV").round(1)).row(0)
    (2, 25.0, 20.0, 127.0)
    """
    import polars as pl

    value = pl.col(column).cast(pl.Float64)
    whole = (value > 0).all()
    logs = pl.when(value > 0).then(value).log()
    return (
        frame.filter(value.is_not_null() & value.is_not_nan())
        .group_by(by, maintain_order=True)
        .agg(
            N=pl.len(),
            MEAN=value.mean(),
            SD=value.std(),
            MEDIAN=value.median(),
            LOW=value.min(),
            HIGH=value.max(),
            GMEAN=pl.when(whole).then(logs.mean().exp()),
            GCV=pl.when(whole).then(100 * ((logs.std() ** 2).exp() - 1).sqrt()),
        )
    )
