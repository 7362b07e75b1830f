"""ADTR: diameters of target lesions, their sum, its nadir and its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.adam.imputation import completed
from firstdose.analysis.response.evaluator import of_evaluator
from firstdose.analysis.response.lesions import lesions
from firstdose.analysis.response.subjects import subjects
from firstdose.data import AnyTable, require, table, words
from firstdose.trial.recist import WORDS, Response, recist, target_response

if TYPE_CHECKING:
    import polars as pl

_VISIT = ("SUBJECT", "AVISIT", "AVISITN", "SPLIT")
_COLUMNS = (
    *("USUBJID", "PARAMCD", "PARAM", "AVISIT", "AVISITN", "ADT", "ADY", "TRLNKID", "TULOC", "TULOCGR1"),
    *("LSEXP", "LSASS", "AVAL", "ABLFL", "BASE", "NADIR", "CHG", "PCHG", "CHGNAD", "PCHGNAD", "PDFL"),
    *("ANL01FL", "ANL02FL", "ANL03FL", "ANL04FL", "TRGRESP", "ASEQ"),
)


def adtr(
    tr: AnyTable,
    tu: AnyTable,
    rs: AnyTable | None = None,
    adsl: AnyTable | None = None,
    *,
    reference_date: str | None = None,
    evaluator: str | None = None,
) -> pl.DataFrame:
    """Diameters of target lesions (LDIAMn, NLDIAMn) and their sum (SDIAM), with nadir, changes and target response.

    Parameters
    ----------
    tr, tu : SDTM TR and TU; see ``lesions`` for their columns.
    rs : SDTM RS, for PDFL (overall response PD on that date); not given: no PDFL.
    adsl : whom to look at, with the reference date; not given: everyone in ``tr``, which has the date itself.
    reference_date, evaluator : as in ``best_overall_response``.

    Returns
    -------
    frame : on the sums: ABLFL the last on or before the reference date, BASE, CHG, PCHG; NADIR the smallest complete
        sum of an earlier day, CHGNAD, PCHGNAD; ANL01FL every lesion of baseline was measured; ANL02FL the best change
        after the reference date; ANL03FL before progression; ANL04FL ANL01FL or PDFL; TRGRESP the response of target
        lesions.

    Notes
    -----
    A month without a day becomes its first day, as in admiralonco's template. Where no lesion was measured there is no
    sum; the template says 0. A visit with measurements of one lesion on two dates is two; the template adds them up.

    Examples
    --------
    >>> import polars as pl
    >>> tr = pl.DataFrame({"USUBJID": "01", "TRGRPID": "TARGET", "TRLNKID": "T01", "TRTESTCD": "LDIAM",
    ...     "TRSTRESN": ["50", "30"], "TRDTC": ["2024-01-01", "2024-02-12"], "RANDDT": "2024-01-01"})
    >>> tu = pl.DataFrame({"USUBJID": ["01"], "TULNKID": "T01", "TULOC": "LIVER"})
    >>> adtr(tr, tu).filter(pl.col("PARAMCD") == "SDIAM").select("AVAL", "NADIR", "PCHG", "TRGRESP").rows()
    [(50.0, None, 0.0, None), (30.0, 50.0, -40.0, 'PR')]
    """
    import polars as pl

    given = table(tr, "TR")
    require(given, ["USUBJID"], "TR")
    who = subjects(given, adsl, reference_date, "TR").frame
    found = lesions(given, tu, who, evaluator)
    sums = _flagged(_changed(_summed(found)), _progression(rs, evaluator))
    single = found.with_columns(
        pl.col("TRTESTCD").replace({"LPERP": "NLDIAM", "DIAMETER": "LDIAM"}).add(_number()).alias("PARAMCD"),
        pl.format(
            "Target Lesion {} Analysis {}",
            _number(),
            pl.col("TRTESTCD").replace_strict({"LPERP": "Perpendicular"}, default="Diameter"),
        ).alias("PARAM"),
        pl.col("TRLNKID").alias("LSEXP"),
        pl.when(pl.col("AVAL").is_not_null()).then("TRLNKID").alias("LSASS"),
        pl.when(pl.col("AVAL").is_not_null()).then(pl.lit("Y")).alias("ANL01FL"),
    )
    return (
        pl.concat([single, sums], how="diagonal")
        .sort("SUBJECT", "PARAMCD", "AVISITN", "ADT", "TRSEQ", nulls_last=True, maintain_order=True)
        .with_columns((pl.int_range(pl.len()).over("SUBJECT") + 1).alias("ASEQ"))
        .select(_COLUMNS)
    )


def _number() -> pl.Expr:
    """The number of a lesion: 1 of T01."""
    import polars as pl

    return pl.coalesce(pl.col("TRLNKID").str.extract(r"0*(\d+)$"), "TRLNKID")


def _summed(found: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    measured, names = pl.col("AVAL").is_not_null(), pl.col("TRLNKID").sort().str.join(", ")
    entering = found.filter("SUMMED")
    normal = pl.when(pl.col("TULOCGR1") == "NODAL").then(pl.col("AVAL") < recist().node.to("mm"))
    sums = entering.group_by(_VISIT, maintain_order=True).agg(
        pl.col("USUBJID").first(),
        pl.col("REFDT").first(),
        pl.col("ADT").min(),
        pl.col("ADY").min(),
        pl.when(measured.any()).then(pl.col("AVAL").sum()).alias("AVAL"),
        pl.col("TRLNKID").filter(measured).sort().str.join(", ").alias("LSASS"),
        normal.otherwise(pl.col("AVAL") == 0).all(ignore_nulls=False).fill_null(False).alias("GONE"),
    )
    expected = entering.filter(pl.col("AVISIT") == "BASELINE" if _named(entering) else pl.col("ADY") <= 1)
    baseline = expected.unique(("SUBJECT", "TRLNKID")).group_by("SUBJECT").agg(names.alias("LSEXP"))
    return sums.join(baseline, on="SUBJECT", how="left", maintain_order="left").with_columns(
        pl.lit("SDIAM").alias("PARAMCD"),
        pl.lit("Target Lesions Sum of Diameters").alias("PARAM"),
        pl.when(pl.col("LSASS") != "").then("LSASS").alias("LSASS"),
        pl.when(pl.col("LSEXP") == pl.col("LSASS")).then(pl.lit("Y")).alias("ANL01FL"),
    )


def _named(frame: pl.DataFrame) -> bool:
    """Whether visits have names, of which one is the baseline."""
    return bool((frame["AVISIT"] == "BASELINE").any())


def _changed(sums: pl.DataFrame) -> pl.DataFrame:
    """With baseline, nadir and the changes from both."""
    import polars as pl

    whole = pl.when(pl.col("ANL01FL") == "Y").then("AVAL")
    last = pl.col("ADY").filter(pl.col("ADY") <= 1).max().over("SUBJECT")
    base = pl.col("AVAL").filter(pl.col("ABLFL") == "Y").first().over("SUBJECT")
    nadir = whole.cum_min().forward_fill().shift(1).over("SUBJECT")
    ordered = sums.sort("SUBJECT", "ADY", nulls_last=True, maintain_order=True).with_columns(
        pl.when(pl.col("ADY") == last).then(pl.lit("Y")).alias("ABLFL"), nadir.alias("NADIR")
    )
    changed = ordered.with_columns(pl.col("NADIR").first().over("SUBJECT", "ADY"), base.alias("BASE")).with_columns(
        (pl.col("AVAL") - pl.col("BASE")).alias("CHG"), (pl.col("AVAL") - pl.col("NADIR")).alias("CHGNAD")
    )
    return changed.with_columns(
        pl.when(pl.col("BASE") != 0).then(100 * pl.col("CHG") / pl.col("BASE").abs()).alias("PCHG"),
        pl.when(pl.col("NADIR") != 0).then(100 * pl.col("CHGNAD") / pl.col("NADIR")).alias("PCHGNAD"),
        _target(changed),
    )


def _target(sums: pl.DataFrame) -> pl.Series:
    """The response of target lesions of every sum after baseline."""
    import polars as pl

    later = (pl.col("ADY") > pl.col("ADY").filter(pl.col("ABLFL") == "Y").first().over("SUBJECT")).fill_null(False)
    placed = sums.select("SUBJECT", "AVAL", "GONE", "ANL01FL", "ABLFL", later.alias("LATER")).with_columns(
        pl.col("LATER").cum_sum().over("SUBJECT").alias("COLUMN")
    )
    kept = placed["LATER"] | (placed["ABLFL"] == "Y").fill_null(False)
    used = placed.filter(kept)
    at = (used["SUBJECT"].to_numpy(), used["COLUMN"].to_numpy())
    size = tuple(int(each.max(initial=0)) + 1 for each in at)
    values, whole, gone = np.full(size, np.nan), np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    values[at] = used["AVAL"].fill_null(np.nan).to_numpy()
    whole[at], gone[at] = (used["ANL01FL"] == "Y").fill_null(False).to_numpy(), used["GONE"].to_numpy()
    judged = np.column_stack([np.zeros(size[0], np.int8), target_response(values, complete=whole, gone=gone)])
    said: list[str | None] = [None] * sums.height
    for place, code in zip(kept.arg_true(), judged[at], strict=True):
        said[place] = WORDS.get(Response(code))
    return pl.Series("TRGRESP", said, pl.String)


def _progression(rs: AnyTable | None, evaluator: str | None) -> pl.DataFrame:
    """USUBJID and ADT of every overall response PD."""
    import polars as pl

    if rs is None:
        return pl.DataFrame(schema={"USUBJID": pl.String, "ADT": pl.Date, "PDFL": pl.String})
    whole = table(rs, "RS")
    require(whole, ("USUBJID", "RSTESTCD", "RSSTRESC", "RSDTC"), "RS")
    dates = completed(whole, "RSDTC", "RS", highest="D", at="first")["DTM"].dt.date()
    given = of_evaluator(whole.with_columns(ADT=dates), "RS", evaluator).frame
    test, said = (words(given, name).str.to_uppercase() for name in ("RSTESTCD", "RSSTRESC"))
    progressed = (test == "OVRLRESP") & (said == "PD")
    frame = given.filter(progressed.fill_null(False))
    return frame.select(words(frame, "USUBJID"), "ADT", pl.lit("Y").alias("PDFL")).unique()


def _flagged(sums: pl.DataFrame, progression: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    whole, yes = pl.col("ANL01FL") == "Y", pl.lit("Y")
    after = (whole & (pl.col("ADT") > pl.col("REFDT")) & pl.col("PCHG").is_not_null()).fill_null(False)
    joined = sums.join(progression, on=("USUBJID", "ADT"), how="left", maintain_order="left").with_columns(
        pl.when(after).then("PCHG").alias("_AFTER")
    )
    best = (pl.col("_AFTER") == pl.col("_AFTER").min().over("SUBJECT")).fill_null(False)
    first = pl.col("ADY").filter(pl.col("PDFL") == "Y").min().over("SUBJECT")
    either = (whole.fill_null(False)) | (pl.col("PDFL") == "Y").fill_null(False)
    return joined.with_columns(
        pl.when(best & (best.cum_sum().over("SUBJECT") == 1)).then(yes).alias("ANL02FL"),
        pl.when(either & (first.is_null() | (pl.col("ADY") < first))).then(yes).alias("ANL03FL"),
        pl.when(either).then(yes).alias("ANL04FL"),
    )
