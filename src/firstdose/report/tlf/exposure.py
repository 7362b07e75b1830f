"""Section 14.1: how much was given, for how long, and of how much planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.describe import described
from firstdose.report.tlf.by_arm import Lines, both
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

_SHOWN = {  # PARAMCD: label, decimals
    "TDURD": ("Duration of treatment, days", 0),
    "TNDOSE": ("Number of doses", 0),
    "TDOSE": ("Cumulative dose", 1),
    "AVGDOSE": ("Mean dose", 2),
    "TDOSINT": ("Dose given of dose planned, %", 1),
}


def table(trial: Trial) -> Sheet:
    """Exposure and dose intensity by dose level."""
    rows, lines = _overall(trial), Lines.of(trial.arms)
    for code, (label, decimals) in _SHOWN.items():
        of = rows.filter(rows["PARAMCD"] == code)
        if not of.is_empty():
            lines.group(f"{label}{_unit(of) if code in ('TDOSE', 'AVGDOSE') else ''}")
            lines.numbers(described(both(of), "AVAL", "TRTA").to_dicts(), decimals=decimals)
    notes = (
        [f"Not all intervals count: {why}." for why in sorted(set(rows["reason"].drop_nulls()))[:3]]
        if "reason" in rows.columns
        else []
    )
    if "TDOSINT" not in set(rows["PARAMCD"]):
        notes.append("No dose intensity: the data have no planned dose (EXPLDOS).")
    return lines.sheet(trial.safety, "Exposure", notes)


def _overall(trial: Trial) -> pl.DataFrame:
    """The totals of each subject, treatments of one subject apart."""
    import polars as pl

    frame = trial.get("adex")
    if "PARCAT1" in frame.columns:
        frame = frame.filter(pl.col("PARCAT1") == "OVERALL")
    rows = frame.drop("TRTA", strict=False).join(trial.arms.subjects.select("USUBJID", "TRTA"), on="USUBJID")
    if rows.is_empty():
        raise UnavailableError("No treated subject has a complete record of doses in EX.")
    return rows.with_columns(pl.col("AVAL").cast(pl.Float64))


def _unit(rows: pl.DataFrame) -> str:
    units = rows["AVALU"].drop_nulls().unique().to_list() if "AVALU" in rows.columns else []
    return f", {units[0]}" if len(units) == 1 else ""
