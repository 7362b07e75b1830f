"""What ADPC adds to what was measured: half of the limit for what lies below it, pre-dose copies, baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_BELOW = r"(?i)^\s*<|BLQ|BQL|LLOQ"  # a result below the limit of quantification, as laboratories write it
_ORDER = ("USUBJID", "ADTM", "BASETYPE", "EVID", "AVISITN", "ATPTN", "PARCAT1", "DTYPE", "PARAMCD", "SRCSEQ")
_PROFILE = ["USUBJID", "PARAMCD", "PARCAT1", "BASETYPE"]
_COLUMNS = (
    "USUBJID PARAMCD PARAM PARCAT1 DRUG PCTEST PCSPEC PCSTRESC DTYPE ADTM ADT AVISIT AVISITN ATPT ATPTN ATPTREF "
    "BASETYPE FANLDTM PCRFTDTM NFRLT AFRLT NRRLT ARRLT MRRLT RRLTU DOSEA AVAL AVALU BASE CHG ABLFL ANL01FL ANL02FL "
    "ALLOQ SRCDOM SRCSEQ ASEQ"
)


def with_derived_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows ``on_one_axis`` with those derived from them, baselines, flags and ``ASEQ``, in their order."""
    import polars as pl

    rows = pl.concat([rows, _half_of_limit(rows)])
    rows = pl.concat([rows, _copies(rows)])
    flag = pl.lit("Y")
    rows = rows.with_columns(
        MRRLT=pl.col("ARRLT").clip(lower_bound=0),
        ANL01FL=flag,
        ANL02FL=pl.when(pl.col("DTYPE").is_null()).then(flag),
        ABLFL=pl.when(pl.col("PREDOSE") & pl.col("AVAL").is_not_null()).then(flag),
    )
    rows = rows.join(_baselines(rows), on=_PROFILE, how="left", nulls_equal=True)
    rows = rows.sort(_ORDER, nulls_last=True)
    rows = rows.with_columns(CHG=pl.col("AVAL") - pl.col("BASE"), ASEQ=pl.int_range(1, pl.len() + 1).over("USUBJID"))
    return rows.select(_COLUMNS.split())


def _half_of_limit(rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    below = (pl.col("EVID") == 0) & pl.col("AVAL").is_null() & pl.col("PCSTRESC").str.contains(_BELOW)
    return rows.filter(below).with_columns(AVAL=pl.col("ALLOQ") / 2, DTYPE=pl.lit("HALFLLOQ"))


def _copies(rows: pl.DataFrame) -> pl.DataFrame:
    """Samples planned for the time of a next dose, once more as that dose's pre-dose sample."""
    import polars as pl

    last = (pl.col("EVID") == 0) & (pl.col("NFRLT") > 0) & (pl.col("NXRLT") == 0) & pl.col("AVISIT_next").is_not_null()
    return rows.filter(last).with_columns(
        ATPTREF=pl.col("AVISIT_next"),
        ARRLT=pl.col("AXRLT"),
        NRRLT=pl.col("NXRLT"),
        PCRFTDTM=pl.col("ADTM_next"),
        DOSEA=pl.col("EXDOSE_next"),
        BASETYPE=pl.format("{} Baseline", "AVISIT_next"),
        ATPT=pl.lit("Pre-dose"),
        ATPTN=pl.lit(-0.5),
        PREDOSE=pl.lit(True),
        DTYPE=pl.concat_str(pl.lit("COPY"), "DTYPE", separator="/", ignore_nulls=True),
    )


def _baselines(rows: pl.DataFrame) -> pl.DataFrame:
    """By profile, the last pre-dose value; a measured one before a derived one."""
    import polars as pl

    before = rows.filter(pl.col("ABLFL") == "Y").with_columns(measured=pl.col("DTYPE").is_null())
    before = before.sort("measured", "ADTM", nulls_last=False)
    return before.group_by(_PROFILE).agg(BASE=pl.col("AVAL").last())
