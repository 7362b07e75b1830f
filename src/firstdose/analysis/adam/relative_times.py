"""Samples and doses on one time axis: hours from the first dose, and from the last one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

_BY = ["USUBJID", "DRUG"]


def on_one_axis(samples: pl.DataFrame, doses: pl.DataFrame) -> pl.DataFrame:
    """Samples of dosed subjects and their doses (``EVID`` 0 and 1) with relative times, reference dose and value.

    Parameters
    ----------
    samples : ``USUBJID DRUG ADTM NFRLT`` and PC's own columns.
    doses : ``USUBJID DRUG ADTM NFRLT EXDOSE EXDOSU EXSEQ``.
    """
    import polars as pl

    doses = doses.with_columns(AVISIT=_visit())
    first = doses.group_by(_BY).agg(FANLDTM=pl.col("ADTM").min())
    samples = samples.join(first, on=_BY, maintain_order="left").with_columns(EVID=pl.lit(0))
    until = samples.group_by(_BY).agg(until=pl.col("ADTM").dt.date().max())
    given = doses.join(first, on=_BY).join(until, on=_BY).filter(pl.col("ADTM").dt.date() <= pl.col("until"))
    for key in ("ADTM", "NFRLT"):
        samples = _nearest(samples, doses, key, "prev")
        samples = _nearest(samples, doses, key, "next")
    rows = pl.concat([samples, given.with_columns(EVID=pl.lit(1))], how="diagonal_relaxed")
    return rows.with_columns(_times()).with_columns(_analysed())


def _visit() -> pl.Expr:
    import polars as pl

    return pl.format("Day {}", (pl.col("NFRLT") // 24 + 1).cast(pl.Int64))


def _nearest(samples: pl.DataFrame, doses: pl.DataFrame, key: str, side: Literal["prev", "next"]) -> pl.DataFrame:
    """The last dose before a sample, or the first at or after it, by actual or nominal time."""
    import polars as pl

    values = ("ADTM", "EXDOSE", "AVISIT") if key == "ADTM" else ("NFRLT",)
    known = doses.filter(pl.col(key).is_not_null()).sort(key, "EXSEQ")
    known = known.select(*_BY, *(pl.col(name).alias(f"{name}_{side}") for name in values))
    found = samples.filter(pl.col(key).is_not_null()).sort(key)
    found = found.join_asof(
        known,
        left_on=key,
        right_on=f"{key}_{side}",
        by=_BY,
        strategy="backward" if side == "prev" else "forward",
        allow_exact_matches=side == "next",
        check_sortedness=False,
    )
    return pl.concat([found, samples.filter(pl.col(key).is_null())], how="diagonal_relaxed")


def _times() -> list[pl.Expr]:
    import polars as pl

    dose, nominal = pl.col("EVID") == 1, pl.col("NFRLT")
    earliest = pl.col("NFRLT_prev").min().over(_BY)
    since_previous = nominal - pl.coalesce("NFRLT_prev", earliest, "NFRLT_next")
    return [
        _hours("FANLDTM").alias("AFRLT"),
        pl.when(dose).then(0.0).otherwise(pl.coalesce(_hours("ADTM_prev"), _hours("ADTM_next"))).alias("ARRLT"),
        _hours("ADTM_next").alias("AXRLT"),
        pl.when(dose).then(0.0).otherwise(since_previous).alias("NRRLT"),
        pl.when(dose).then(0.0).otherwise(nominal - pl.col("NFRLT_next")).alias("NXRLT"),
        pl.when(dose).then("ADTM").otherwise(pl.coalesce("ADTM_prev", "ADTM_next")).alias("PCRFTDTM"),
        pl.when(dose).then("EXDOSE").otherwise(pl.coalesce("EXDOSE_prev", "EXDOSE_next")).alias("DOSEA"),
        pl.when(dose).then("AVISIT").otherwise(pl.coalesce("AVISIT_prev", "AVISIT_next")).alias("ATPTREF"),
        (nominal // 24 + 1).cast(pl.Int64).alias("AVISITN"),
        _visit().alias("AVISIT"),
        pl.col("ADTM").dt.date().alias("ADT"),
    ]


def _hours(since: str) -> pl.Expr:
    import polars as pl

    return (pl.col("ADTM") - pl.col(since)).dt.total_microseconds() / 3_600_000_000


def _analysed() -> list[pl.Expr]:
    import polars as pl

    dose = pl.col("EVID") == 1
    return [
        pl.coalesce("PCTESTCD", pl.lit("DOSE")).alias("PARAMCD"),
        pl.when(dose).then(pl.format("Dose of {}", "DRUG")).otherwise(pl.coalesce("PCTEST", "PCTESTCD")).alias("PARAM"),
        pl.col("PCSPEC").alias("PARCAT1"),
        pl.when(dose).then(0.0).otherwise("PCTPTNUM").alias("ATPTN"),
        pl.when(dose).then(pl.lit("Dose")).otherwise("PCTPT").alias("ATPT"),
        pl.format("{} Baseline", "ATPTREF").alias("BASETYPE"),
        pl.when(dose).then("EXDOSE").otherwise("PCSTRESN").alias("AVAL"),
        pl.when(dose).then("EXDOSU").otherwise("PCSTRESU").alias("AVALU"),
        pl.col("PCLLOQ").alias("ALLOQ"),
        pl.when(dose).then(pl.lit("EX")).otherwise(pl.lit("PC")).alias("SRCDOM"),
        pl.coalesce("PCSEQ", "EXSEQ").cast(pl.Int64).alias("SRCSEQ"),
        pl.lit("h").alias("RRLTU"),
        pl.lit(None, pl.String).alias("DTYPE"),
    ]
