"""What waterfall and spider plots show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def changes(adtr: pl.DataFrame) -> pl.DataFrame:
    """The change of the sum of diameters from baseline, at baseline and each later visit with every lesion measured.

    Parameters
    ----------
    adtr : as from ``adtr``.

    Returns
    -------
    frame : USUBJID, AVISIT, ADT, ADY, PCHG, by day.
    """
    import polars as pl

    ends = (pl.col("ABLFL") == "Y").fill_null(False) | pl.col("TRGRESP").is_not_null()
    sums = adtr.filter(
        (pl.col("PARAMCD") == "SDIAM") & (pl.col("ANL01FL") == "Y") & ends & pl.col("PCHG").is_not_null()
    )
    return sums.select("USUBJID", "AVISIT", "ADT", "ADY", "PCHG").sort("USUBJID", "ADY", maintain_order=True)


def best_change(adtr: pl.DataFrame) -> pl.DataFrame:
    """The best change of each subject's sum of diameters from baseline: its smallest after the reference date.

    Parameters
    ----------
    adtr : as from ``adtr``.

    Returns
    -------
    frame : USUBJID, PCHG, ADT, the largest growth first; subjects without a sum after baseline are not in it.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"USUBJID": ["01", "02"], "PARAMCD": "SDIAM", "PCHG": [-40.0, 12.0], "ADT": None,
    ...                       "ANL02FL": "Y"})
    >>> best_change(frame)["USUBJID"].to_list()
    ['02', '01']
    """
    import polars as pl

    best = adtr.filter((pl.col("PARAMCD") == "SDIAM") & (pl.col("ANL02FL") == "Y"))
    return best.select("USUBJID", "PCHG", "ADT").sort("PCHG", descending=True, maintain_order=True)
