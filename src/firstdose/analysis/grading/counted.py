"""What is counted of grades: the worst of each subject, how many have which, and shifts from baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firstdose.analysis.grading.graded import SIDES
from firstdose.data import AnyTable, require, table

if TYPE_CHECKING:
    import polars as pl

GRADES = ("0", "1", "2", "3", "4")
NOT_GRADED = "missing"
_NEEDED = ("USUBJID", "PARAMCD", *(f"{name}{side}" for side, _ in SIDES for name in ("ATOXDSC", "ATOXGR", "BTOXGR")))


def worst_grades(adlb: AnyTable, by: Sequence[str] = ()) -> pl.DataFrame:
    """The worst grade of each subject and term after baseline, with the grade at baseline.

    Parameters
    ----------
    adlb : of ``adlb``.
    by : columns of the subject that are kept, e.g. ``["TRT01A"]``.

    Returns
    -------
    USUBJID PARAMCD ATOXDSC ATOXDIR (L or H) BTOXGR ATOXGR ADT, one row for each subject, test and term; ATOXGR is null
    where nothing was graded after baseline, TRTEM is "Y" where it is worse than at baseline.
    """
    import polars as pl

    frame = table(adlb, "ADLB")
    require(frame, [*_NEEDED, *by], "ADLB")
    own = ["USUBJID", *by, "PARAMCD"]
    sides = []
    for side, _ in SIDES:
        one = frame.filter(pl.col(f"ATOXDSC{side}").is_not_null())
        worst = pl.col(f"WORST{side}") == "Y"
        sides.append(
            one.group_by(*own, pl.col(f"ATOXDSC{side}").alias("ATOXDSC"), maintain_order=True).agg(
                pl.lit(side).alias("ATOXDIR"),
                pl.col(f"BTOXGR{side}").drop_nulls().first().alias("BTOXGR"),
                pl.col(f"ATOXGR{side}").filter(worst).max().alias("ATOXGR"),
                pl.col("ADT").filter(worst).first().alias("ADT"),
                pl.when((pl.col(f"TRTEM{side}") == "Y").any()).then(pl.lit("Y")).alias("TRTEM"),
            )
        )
    return pl.concat(sides).sort(*own, "ATOXDIR", descending=[False] * len(own) + [True])


def grade_counts(worst: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """How many subjects have which worst grade, by term.

    Parameters
    ----------
    worst : of ``worst_grades``.
    by : columns that are counted apart.

    Returns
    -------
    ATOXDSC, a column for each grade 0 to 4, N (subjects graded after baseline).
    """
    import polars as pl

    of = [*by, "ATOXDSC"]
    each = worst.group_by(*by, "USUBJID", "ATOXDSC").agg(pl.col("ATOXGR").max())
    counts = [(pl.col("ATOXGR") == grade).sum().alias(grade) for grade in GRADES]
    return each.group_by(of).agg(*counts, pl.col("ATOXGR").count().alias("N")).sort(of)


def shift_table(adlb: AnyTable, by: Sequence[str] = ()) -> pl.DataFrame:
    """From the grade at baseline to the worst afterwards: how many subjects, by term.

    Parameters
    ----------
    adlb : of ``adlb``.
    by : columns of the subject that are counted apart, e.g. ``["TRT01A"]``.

    Returns
    -------
    ATOXDSC, BTOXGR ("0" to "4", "missing"), a column for each worst grade ("0" to "4", "missing"), and N. Rows in which
    nobody stands are left out; a subject who has several tests of one term counts once, with the worst.

    Examples
    --------
    >>> import polars as pl
    >>> from firstdose.analysis.grading import adlb
    >>> lb = pl.DataFrame({"ADT": ["2026-03-01", "2026-03-08"], "LBSTRESN": [200.0, 60.0], "ABLFL": ["Y", None]})
    >>> same = {"USUBJID": "01", "LBTESTCD": "PLAT", "LBSTRESU": "10^9/L", "LBSTNRLO": 150.0, "LBSTNRHI": 400.0}
    >>> shift_table(adlb(lb.with_columns(**{name: pl.lit(it) for name, it in same.items()}))).row(0)
    ('Platelet count decreased', '0', 0, 0, 1, 0, 0, 0, 1)
    """
    import polars as pl

    worst = worst_grades(adlb, by)
    each = worst.group_by(*by, "USUBJID", "ATOXDSC").agg(pl.col("BTOXGR").max(), pl.col("ATOXGR").max())
    told = each.with_columns(pl.col("BTOXGR", "ATOXGR").fill_null(NOT_GRADED))
    of = [*by, "ATOXDSC", "BTOXGR"]
    counts = [(pl.col("ATOXGR") == grade).sum().alias(grade) for grade in (*GRADES, NOT_GRADED)]
    return told.group_by(of).agg(*counts, pl.len().alias("N")).sort(of)
