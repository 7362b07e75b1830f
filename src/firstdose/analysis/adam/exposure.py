"""ADEX: how much each subject was given, for how long and in how many doses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.adam.doses import MissingEnd, counted, exposed
from firstdose.analysis.adam.imputation import Highest
from firstdose.analysis.domain import domain, one_row_each, with_subject
from firstdose.data import AnyTable, days

if TYPE_CHECKING:
    import polars as pl

_PARAMETERS = {
    "DURD": ("Duration of dosing interval", "DAYS"),
    "NDOSE": ("Number of doses in dosing interval", "DOSES"),
    "DOSE": ("Dose given in dosing interval", None),
    "PLDOSE": ("Planned dose in dosing interval", None),
    "TDURD": ("Duration from first to last dose", "DAYS"),
    "TNDOSE": ("Number of doses", "DOSES"),
    "TDOSE": ("Cumulative dose", None),
    "TPDOSE": ("Cumulative planned dose", None),
    "AVGDOSE": ("Mean dose", None),
    "TDOSINT": ("Dose given of dose planned", "%"),
}


def adex(
    ex: AnyTable, adsl: AnyTable, *, missing_end: MissingEnd = "drop", imputation: Highest = "none"
) -> pl.DataFrame:
    """Exposure in rows of one parameter: by dosing interval (``PARCAT1 = INDIVIDUAL``) and by subject (``OVERALL``).

    Parameters
    ----------
    ex : SDTM EX with ``USUBJID EXTRT EXDOSE EXSTDTC`` and, where there are any, ``EXENDTC EXDOSFRQ EXDOSU``; with
        ``EXPLDOS``, the planned dose, there are planned doses too.
    adsl : of ``adsl``, or any with ``USUBJID`` and, where there is one, ``TRTSDT``.
    missing_end : an interval without an end has no value (``"drop"``), or is one dose (``"start"``).
    imputation : the highest part of a partial date that is imputed, see ``completed``.

    Returns
    -------
    ``USUBJID EXTRT PARCAT1 PARAMCD PARAM AVAL AVALU EXSEQ ASTDT AENDT ASTDY reason`` and the columns of ADSL. PARAMCD
    is ``DURD NDOSE DOSE PLDOSE`` by interval, ``TDURD TNDOSE TDOSE TPDOSE AVGDOSE TDOSINT`` by subject and treatment.

    Notes
    -----
    The dose of an interval is ``EXDOSE`` times its number of doses (``single_doses``). ``TDURD`` runs from the first
    dose to the last day of dosing, days without a dose included, where admiral's template adds up the intervals' days.
    ``TDOSINT`` is 100 times ``TDOSE`` over ``TPDOSE``. Doses of 0 of anything but a placebo count as none.

    Examples
    --------
    >>> import polars as pl
    >>> ex = pl.DataFrame({"USUBJID": ["1", "1"], "EXTRT": ["ADC", "ADC"], "EXDOSE": [100.0, 80.0],
    ...                    "EXSTDTC": ["2024-01-02", "2024-01-23"]})
    >>> found = adex(ex, pl.DataFrame({"USUBJID": ["1"]})).filter(PARCAT1="OVERALL")
    >>> dict(found.select("PARAMCD", "AVAL").rows())
    {'TDURD': 22.0, 'TNDOSE': 2.0, 'TDOSE': 180.0, 'AVGDOSE': 90.0}
    """
    import polars as pl

    subjects = one_row_each(domain(adsl, "ADSL", (), ("TRTSDT",)), "ADSL")
    subjects = subjects.with_columns(days(subjects, "TRTSDT", "ADSL"))
    intervals = _intervals(counted(exposed(ex, imputation), missing_end))
    rows = pl.concat([_long(intervals, "INDIVIDUAL"), _long(_overall(intervals), "OVERALL")], how="diagonal")
    frame = with_subject(rows, subjects)
    since = (pl.col("ASTDT") - pl.col("TRTSDT")).dt.total_days()
    return frame.with_columns(ASTDY=since + (since >= 0))


def _intervals(exposure: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    dosed = pl.col("DOSED").cast(pl.Int64)
    single = pl.col("every").is_null()
    start = pl.col("ASTDTM").dt.date()
    end = (
        pl.when(pl.col("AENDTM").is_null() & pl.col("NDOSE").is_not_null())
        .then(start)
        .otherwise(pl.col("AENDTM").dt.date())
    )
    frame = exposure.with_columns(ASTDT=start, AENDT=end, NDOSE=(pl.col("NDOSE") * dosed).cast(pl.Float64))
    no_start, no_end = pl.lit("EXSTDTC is missing or partial"), pl.lit("EXENDTC is missing or partial")
    reason = pl.when(start.is_null()).then(no_start).when(end.is_null() & ~single).then(no_end)
    return frame.with_columns(
        DURD=((pl.col("AENDT") - pl.col("ASTDT")).dt.total_days() + 1).cast(pl.Float64),
        DOSE=pl.col("EXDOSE") * pl.col("NDOSE"),
        PLDOSE=pl.col("EXPLDOS") * pl.col("NDOSE"),
        reason=reason,
    )


def _overall(intervals: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    given = pl.col("NDOSE") > 0
    known = pl.col("reason").is_null().any()
    units = pl.col("EXDOSU").drop_nulls().unique()
    found = intervals.group_by("USUBJID", "EXTRT", maintain_order=True).agg(
        pl.col("ASTDT").filter(given).min(),
        pl.col("AENDT").filter(given).max(),
        pl.when(units.len() == 1).then(units.first()).alias("EXDOSU"),
        TNDOSE=pl.when(known).then(pl.col("NDOSE").sum()),
        TDOSE=pl.when(known & (units.len() <= 1)).then(pl.col("DOSE").sum()),
        TPDOSE=pl.when(pl.col("PLDOSE").is_not_null().any() & (units.len() <= 1)).then(pl.col("PLDOSE").sum()),
        units=units.sort().str.join(", "),
        mixed=units.len() > 1,
        missing=pl.col("reason").is_not_null().sum(),
        intervals=pl.len(),
    )
    left_out = pl.format("{} of {} intervals left out: dates are missing or partial", "missing", "intervals")
    mixed = pl.format("doses are in different units: {}", "units")
    return found.with_columns(
        TDURD=((pl.col("AENDT") - pl.col("ASTDT")).dt.total_days() + 1).cast(pl.Float64),
        AVGDOSE=pl.when(pl.col("TNDOSE") > 0).then(pl.col("TDOSE") / pl.col("TNDOSE")),
        TDOSINT=pl.when(pl.col("TPDOSE") > 0).then(100 * pl.col("TDOSE") / pl.col("TPDOSE")),
        reason=pl.when(pl.col("missing") > 0).then(left_out).when("mixed").then(mixed),
    )


def _long(frame: pl.DataFrame, category: str) -> pl.DataFrame:
    """One row a parameter; planned doses only where there are any."""
    import polars as pl

    codes = [code for code in _PARAMETERS if code in frame.columns]
    codes = [code for code in codes if code not in ("PLDOSE", "TPDOSE", "TDOSINT") or frame[code].is_not_null().any()]
    index = [
        name for name in ("USUBJID", "EXTRT", "EXSEQ", "EXDOSU", "ASTDT", "AENDT", "reason") if name in frame.columns
    ]
    frame = frame.with_row_index("row")
    rows = frame.unpivot(codes, index=["row", *index], variable_name="PARAMCD", value_name="AVAL").sort(
        "row", maintain_order=True
    )
    labels = {code: label for code, (label, _) in _PARAMETERS.items()}
    units = {code: unit for code, (_, unit) in _PARAMETERS.items() if unit}
    code = pl.col("PARAMCD")
    return rows.with_columns(
        PARCAT1=pl.lit(category),
        PARAM=code.replace_strict(labels, return_dtype=pl.String),
        AVALU=code.replace_strict(units, default=pl.col("EXDOSU"), return_dtype=pl.String),
    ).drop("row", "EXDOSU")
