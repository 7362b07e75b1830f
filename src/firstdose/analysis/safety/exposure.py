"""How much treatment each subject had: doses, duration, cycles, dose intensity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.adam.doses import MissingEnd, counted, expanded, exposed
from firstdose.analysis.safety.arms import TOTAL, arms
from firstdose.data import AnyTable
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

MEASURES = ("NDOSE", "NREDUCED", "NSKIPPED", "TRTDURD", "NCYCLE", "CUMDOSE", "DOSINT", "RDI")
_KEYS = ("USUBJID", "EXTRT")
_COLUMNS = ("USUBJID", "TRTA", "EXTRT", "STARTDT", "ENDDT", *MEASURES, "PLDOSE", "EXDOSU", "reason")


def exposure(
    ex: AnyTable,
    adsl: AnyTable,
    arm: str = "TRT01A",
    *,
    every_days: float | None = None,
    cycle_days: float | None = None,
    missing_end: MissingEnd = "drop",
    population: str = "SAFFL",
) -> pl.DataFrame:
    """Doses, duration and dose intensity of each treated subject and treatment.

    Parameters
    ----------
    ex : SDTM EX; see ``single_doses``. EXPLDOS is the planned dose; without it the subject's first dose is.
    adsl : subjects with their arm; see ``arms``.
    every_days : days between doses as planned; dose intensity needs it.
    cycle_days : days of a cycle; cycles need it.
    missing_end : what an interval of dosing without an end counts for; see ``single_doses``.

    Returns
    -------
    ``USUBJID TRTA EXTRT STARTDT ENDDT`` (first and last dose), ``NDOSE NREDUCED NSKIPPED`` doses given, of these below
    the plan, and of 0 in place of one; ``TRTDURD`` days from the first to the last dose; ``NCYCLE`` cycles begun;
    ``CUMDOSE`` their sum in EXDOSU; ``DOSINT`` EXDOSU a week; ``RDI`` relative dose intensity in %; ``PLDOSE``; and a
    ``reason`` where something is missing.

    Notes
    -----
    With PLDOSE planned every I days, and first and last dose D days apart: DOSINT = CUMDOSE / ((D + I) / 7), the
    last dose has its interval too; RDI = 100 DOSINT / (PLDOSE / (I / 7)). A dose given late, reduced or left out lowers
    it; doses after the last one given do not. This is the intensity of a subject's whole course (Longo 1991). A dose of
    0 of a placebo is a dose.

    References
    ----------
    Hryniuk and Bush (1984), J Clin Oncol 2:1281, doi:10.1200/JCO.1984.2.11.1281; Longo et al. (1991), J Clin Oncol
    9:2042, doi:10.1200/JCO.1991.9.11.2042.

    Examples
    --------
    >>> import polars as pl
    >>> adsl = pl.DataFrame({"USUBJID": ["1"], "TRT01A": ["2 mg/kg"]})
    >>> given = {"EXTRT": "ADC", "EXDOSE": ["100", "50"], "EXSTDTC": ["2024-01-01", "2024-01-22"]}
    >>> exposure(pl.DataFrame({"USUBJID": ["1", "1"], **given}), adsl, every_days=21)["RDI"].to_list()
    [75.0]
    """
    import polars as pl

    for name, value in (("every_days", every_days), ("cycle_days", cycle_days)):
        if value is not None and not value > 0:
            raise DataError(f"{name} = {value:g}: give a positive number of days.")
    subjects = arms(adsl, arm, population).subjects.select("USUBJID", "TRTA")
    given = _given(ex, missing_end)
    found = subjects.join(given, on="USUBJID", how="left", maintain_order="left")
    days = (pl.col("ENDDT") - pl.col("STARTDT")).dt.total_days()
    measured = found.with_columns(
        pl.col("NDOSE", "NREDUCED", "NSKIPPED").fill_null(0),
        TRTDURD=days + 1,
        NCYCLE=(days / pl.lit(cycle_days, pl.Float64)).floor().cast(pl.Int64) + 1,
        DOSINT=pl.col("CUMDOSE") / ((days + pl.lit(every_days, pl.Float64)) / 7),
        reason=pl.when(pl.col("NDOSE").fill_null(0) == 0).then(pl.lit("no dose with a date in EX")).otherwise("reason"),
    )
    planned = pl.when(pl.col("PLDOSE") > 0).then(pl.col("PLDOSE")) / (pl.lit(every_days, pl.Float64) / 7)
    return measured.with_columns(RDI=100 * pl.col("DOSINT") / planned).select(_COLUMNS)


def exposure_summary(given: pl.DataFrame) -> pl.DataFrame:
    """Mean, spread and quantiles of each measure of ``exposure``, by treatment and arm and in all.

    Returns
    -------
    ``EXTRT TRTA PARAMCD of n mean sd median q1 q3 min max``; ``of`` subjects, ``n`` of them with a value.
    """
    import polars as pl

    both = pl.concat([given, given.with_columns(TRTA=pl.lit(TOTAL))])
    long = both.unpivot(MEASURES, index=["EXTRT", "TRTA"], variable_name="PARAMCD", value_name="AVAL").with_columns(
        pl.col("AVAL").cast(pl.Float64)
    )
    value = pl.col("AVAL")
    return long.group_by("EXTRT", "TRTA", "PARAMCD", maintain_order=True).agg(
        of=pl.len().cast(pl.Int64),
        n=value.count().cast(pl.Int64),
        mean=value.mean(),
        sd=value.std(),
        median=value.median(),
        q1=value.quantile(0.25, "linear"),
        q3=value.quantile(0.75, "linear"),
        min=value.min(),
        max=value.max(),
    )


def _given(ex: AnyTable, missing_end: MissingEnd) -> pl.DataFrame:
    """Of each subject and treatment: first and last dose, counts, sum, plan."""
    import polars as pl

    intervals = exposed(ex)
    doses = expanded(intervals, missing_end)
    lost = counted(intervals, missing_end).filter(pl.col("NDOSE").is_null()).group_by(_KEYS).agg(LOST=pl.len())
    planned, dose = pl.col("EXPLDOS"), pl.col("EXDOSE")
    plan = pl.coalesce(planned, dose.filter(pl.col("DOSED")).first().over(_KEYS, order_by="ADTM"))
    there = doses.with_columns(PLAN=plan)
    gave = pl.col("DOSED")
    units = pl.col("EXDOSU").drop_nulls().unique()
    summed = there.group_by(_KEYS, maintain_order=True).agg(
        STARTDT=pl.col("ADT").filter(gave).min(),
        ENDDT=pl.col("ADT").filter(gave).max(),
        NDOSE=gave.sum().cast(pl.Int64),
        NREDUCED=(gave & (dose < pl.col("PLAN"))).sum().cast(pl.Int64),
        NSKIPPED=(~gave).sum().cast(pl.Int64),
        CUMDOSE=pl.when(units.len() <= 1).then(dose.filter(gave).sum()),
        PLDOSE=pl.when(units.len() <= 1).then(pl.col("PLAN").sort_by("ADTM").first()),
        EXDOSU=pl.when(units.len() == 1).then(units.first()),
        UNITS=units.len(),
    )
    joined = summed.join(lost, on=_KEYS, how="full", coalesce=True, nulls_equal=True)
    return joined.with_columns(
        reason=pl.when(pl.col("UNITS") > 1)
        .then(pl.lit("doses in several units (EXDOSU)"))
        .when(pl.col("LOST") > 0)
        .then(pl.format("{} rows of EX left out: their dates are missing or partial", "LOST"))
    ).drop("UNITS", "LOST")
