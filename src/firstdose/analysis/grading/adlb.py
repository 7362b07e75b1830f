"""ADLB: laboratory measurements with baseline, change, grade, and which is the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.domain import domain, one_row_each
from firstdose.analysis.grading.ask import chosen
from firstdose.analysis.grading.graded import SIDES, with_grades
from firstdose.analysis.grading.indicators import BASE_DATE, EARLY, with_baseline
from firstdose.analysis.grading.laboratory import DATE, ROW, has_baseline, keys, laboratory
from firstdose.data import AnyTable, days, table
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_POST = "_POST"


def adlb(
    lb: AnyTable, adsl: AnyTable | None = None, *, ctcae: int = 5, units: str = "si", mode: str = "ctcae"
) -> pl.DataFrame:
    """Each laboratory measurement with its baseline, change and CTCAE grade, and whether it is the worst.

    Parameters
    ----------
    lb : as ``grade_laboratory`` takes it. Without ABLFL or LBBLFL, ``adsl`` is needed: the baseline is then the last
        measurement on or before TRTSDT.
    adsl : USUBJID and TRTSDT; other columns (TRT01A, ...) are added to each row.
    ctcae, units, mode : as in ``grade_laboratory``.

    Returns
    -------
    The columns given, with PARAMCD AVAL AVALU ANRLO ANRHI ADT ANRIND ABLFL BASE BNRIND CHG PCHG, and for low (L) and
    high (H) results ATOXDSCL ATOXGRL BTOXGRL (the grade at baseline), WORSTL ("Y": the first of the worst after
    baseline) and TRTEML ("Y": after baseline, and worse than it); and the reason.

    Notes
    -----
    After baseline is any day after that of the baseline, and from TRTSDT on if that is known. A measurement without a
    date is taken to be after it.
    PCHG is relative to the absolute value of BASE, and null where BASE is 0.

    Examples
    --------
    >>> import polars as pl
    >>> lb = pl.DataFrame({"ADT": ["2026-03-01", "2026-03-08", "2026-03-15"], "LBSTRESN": [200.0, 60.0, 90.0]})
    >>> same = {"USUBJID": "01", "LBTESTCD": "PLAT", "LBSTRESU": "10^9/L", "LBSTNRLO": 150.0, "LBSTNRHI": 400.0}
    >>> lb = lb.with_columns(pl.Series("ABLFL", ["Y", None, None]), **{name: pl.lit(it) for name, it in same.items()})
    >>> adlb(lb).select("CHG", "ATOXGRL", "WORSTL").rows()
    [(None, '0', None), (-140.0, '2', 'Y'), (-110.0, '1', None)]
    """
    given, how = table(lb, "LB"), chosen(ctcae, units, mode)
    subjects = None if adsl is None else _subjects(table(adsl, "ADSL"))
    if not has_baseline(given) and subjects is None:
        raise DataError(
            "LB has neither ABLFL nor LBBLFL, and no ADSL says when treatment began. Give a column that flags the "
            "baseline with Y, or an ADSL with TRTSDT."
        )
    found = laboratory(given, None if has_baseline(given) else subjects)
    found = with_grades(with_baseline(found), how)
    if subjects is not None:
        new = [name for name in subjects.columns if name not in found.columns or name == "USUBJID"]
        found = found.join(subjects.select(new), on="USUBJID", how="left", maintain_order="left")
    return _finished(_with_worst(_with_post(found)))


def _subjects(adsl: pl.DataFrame) -> pl.DataFrame:
    found = one_row_each(domain(adsl, "ADSL", ["TRTSDT"]), "ADSL")
    return found.with_columns(days(found, "TRTSDT", "ADSL").alias("TRTSDT"))


def _with_post(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    first = days(frame, "TRTSDT", "LB") if "TRTSDT" in frame.columns else pl.lit(None, pl.Date)
    after = (pl.col(DATE) > pl.col(BASE_DATE)).fill_null(value=True) & (pl.col(DATE) >= first).fill_null(value=True)
    return frame.with_columns((after & ~pl.col("ABLFL")).alias(_POST))


def _with_worst(frame: pl.DataFrame) -> pl.DataFrame:
    """The grade at baseline, the first of the worst afterwards, and what is worse than at baseline."""
    import polars as pl

    by = keys(frame)
    for side, _ in SIDES:
        grade, base = pl.col(f"ATOXGR{side}"), pl.col(f"BTOXGR{side}")
        at_base = frame.filter(pl.col("ABLFL")).select(*by, grade.alias(f"BTOXGR{side}")).unique(by, keep="first")
        frame = frame.drop(f"BTOXGR{side}", strict=False)
        frame = frame.join(at_base, on=by, how="left", nulls_equal=True, maintain_order="left")
        after = frame.filter(pl.col(_POST) & grade.is_not_null()).sort(DATE, ROW, nulls_last=True)
        worst = after.sort(f"ATOXGR{side}", descending=True, maintain_order=True).group_by(by).first()[ROW]
        frame = frame.with_columns(
            pl.when(pl.col(ROW).is_in(worst.implode())).then(pl.lit("Y")).alias(f"WORST{side}"),
            pl.when(pl.col(_POST) & (grade > base.fill_null("0"))).then(pl.lit("Y")).alias(f"TRTEM{side}"),
        )
    return frame


def _finished(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    flag = pl.when("ABLFL").then(pl.lit("Y")).alias("ABLFL")
    found = frame.sort(ROW).with_columns(flag, pl.col("ADT").cast(pl.String))
    own = [name for name in ("LBSPEC", "LBCAT", "LBFAST") if found[name].null_count() == len(found)]
    return found.drop(ROW, DATE, BASE_DATE, EARLY, _POST, *own)
