"""From tables TR and TU to the diameters of target lesions, visit by visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.adam.imputation import completed
from firstdose.analysis.response.evaluator import of_evaluator
from firstdose.data import AnyTable, numbers, require, table, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_LONG, _SHORT, _EITHER = "LDIAM", "LPERP", "DIAMETER"
_BEFORE = ("SCREENING", "BASELINE")
_NODE = "LYMPH NODE"


def lesions(tr: AnyTable, tu: AnyTable, subjects: pl.DataFrame, evaluator: str | None) -> pl.DataFrame:
    """Every diameter of a target lesion, with where it is and whether it enters the sum (SUMMED).

    Parameters
    ----------
    tr : SDTM TR with USUBJID, TRGRPID, TRLNKID, TRTESTCD, TRSTRESN, TRDTC; and VISIT and VISITNUM, if it has visits.
    tu : SDTM TU with USUBJID, TULNKID, TULOC.
    subjects : USUBJID and REFDT, one row a subject.

    Notes
    -----
    The longest diameter (LDIAM) of a lesion and the short axis (LPERP) of a lymph node enter the sum. Where TR has
    neither, DIAMETER is taken for both. Without VISIT a visit is a date. A visit at which some lesion was measured on
    several dates is as many visits (SPLIT has the date).
    """
    import polars as pl

    frame = _targets(tr, evaluator)
    read = frame.select(
        words(frame, "USUBJID"),
        words(frame, "TRLNKID"),
        "TRTESTCD",
        "AVAL",
        "ADT",
        *_visit(frame),
        (numbers(frame, "TRSEQ", "TR") if "TRSEQ" in frame.columns else pl.int_range(frame.height)).alias("TRSEQ"),
    ).with_columns(pl.coalesce("AVISIT", pl.col("ADT").cast(pl.String)).alias("AVISIT"))
    read = read.with_columns(_split())
    _refuse_twice(read)
    index = subjects.select("USUBJID", "REFDT").with_row_index("SUBJECT")
    placed = read.join(index, on="USUBJID", maintain_order="left").join(
        _places(tu, evaluator), on=("USUBJID", "TRLNKID"), how="left", maintain_order="left"
    )
    day, nodal = (pl.col("ADT") - pl.col("REFDT")).dt.total_days(), pl.col("TULOC").str.contains(_NODE).fill_null(False)
    summed = pl.col("TRTESTCD") == pl.when(nodal).then(pl.lit(_SHORT)).otherwise(pl.lit(_LONG))
    return placed.with_columns(
        (day + (day >= 0)).alias("ADY"),
        pl.when(nodal).then(pl.lit("NODAL")).otherwise(pl.lit("NON-NODAL")).alias("TULOCGR1"),
        (summed | (pl.col("TRTESTCD") == _EITHER)).alias("SUMMED"),
    )


def _targets(tr: AnyTable, evaluator: str | None) -> pl.DataFrame:
    """The rows of TR that measure a target lesion, with AVAL and ADT."""
    whole = table(tr, "TR")
    require(whole, ("USUBJID", "TRGRPID", "TRLNKID", "TRTESTCD", "TRSTRESN", "TRDTC"), "TR")
    dates = completed(whole, "TRDTC", "TR", highest="D", at="first")["DTM"].dt.date()
    values = whole.with_columns(numbers(whole, "TRSTRESN", "TR").alias("AVAL"), ADT=dates)
    given = of_evaluator(values, "TR", evaluator).frame
    tests = words(given, "TRTESTCD").str.to_uppercase()
    measured = (_LONG, _SHORT) if tests.is_in([_LONG, _SHORT]).any() else (_EITHER,)
    targets = (words(given, "TRGRPID").str.to_uppercase() == "TARGET") & tests.is_in(measured)
    return given.with_columns(tests).filter(targets.fill_null(False))


def _visit(frame: pl.DataFrame) -> tuple[pl.Series | pl.Expr, pl.Series | pl.Expr]:
    """AVISIT and AVISITN."""
    import polars as pl

    if "VISIT" not in frame.columns:
        return pl.lit(None, pl.String).alias("AVISIT"), pl.lit(None, pl.Float64).alias("AVISITN")
    visit = words(frame, "VISIT")
    first = visit.str.to_uppercase().is_in(_BEFORE)
    number = numbers(frame, "VISITNUM", "TR") if "VISITNUM" in frame.columns else pl.lit(None, pl.Float64)
    return (
        pl.when(first).then(pl.lit("BASELINE")).otherwise(visit).alias("AVISIT"),
        pl.when(first).then(0.0).otherwise(number).alias("AVISITN"),
    )


def _places(tu: AnyTable, evaluator: str | None) -> pl.DataFrame:
    given = of_evaluator(table(tu, "TU"), "TU", evaluator).frame
    require(given, ("USUBJID", "TULNKID", "TULOC"), "TU")
    frame = given.select(
        words(given, "USUBJID"), words(given, "TULNKID").alias("TRLNKID"), words(given, "TULOC").str.to_uppercase()
    )
    return frame.drop_nulls().unique(("USUBJID", "TRLNKID"), keep="first", maintain_order=True)


def _split() -> pl.Expr:
    """The date, at a visit with several measurements of one lesion."""
    import polars as pl

    visit = ("USUBJID", "AVISIT", "AVISITN")
    twice = pl.struct("TRLNKID", "TRTESTCD").is_duplicated().any().over(*visit)
    return pl.when(twice).then("ADT").alias("SPLIT")


def _refuse_twice(frame: pl.DataFrame) -> None:
    import polars as pl

    key = ("USUBJID", "AVISIT", "AVISITN", "SPLIT", "TRLNKID", "TRTESTCD")
    if (twice := frame.filter(pl.struct(key).is_duplicated())).height:
        who, visit, _, _, lesion, test = twice.select(key).row(0)
        raise DataError(
            f"TR: subject {who} has {test} of lesion {lesion} at {visit} more than once. "
            "Give one measurement of a lesion a visit."
        )
