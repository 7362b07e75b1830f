"""Section 16.2: what was recorded, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from firstdose.report.blocks import Column
from firstdose.report.digits import significant
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

ARM, SUBJECT = "Dose level", "Subject"
_SUBJECTS = {
    "AGE": "Age",
    "SEX": "Sex",
    "RACE": "Race",
    "TRTSDT": "First dose",
    "TRTEDT": "Last dose",
    "TRTDURD": "Days on treatment",
    "EOSSTT": "Status",
    "EOSDT": "End of study",
}
_DEATHS = {"DTHDT": "Death", "DTHADY": "Study day", "LDDTHELD": "Days since last dose", "DTHCAUS": "Cause"}
_DOSES = {
    "EXTRT": "Treatment",
    "EXDOSE": "Dose",
    "EXDOSU": "Unit",
    "EXDOSFRQ": "Frequency",
    "EXROUTE": "Route",
    "EXSTDTC": "Start",
    "EXENDTC": "End",
}
_RESPONSES = {"AVISIT": "Visit", "VISIT": "Visit", "ADT": "Date", "ADY": "Study day", "AVALC": "Response"}
_EVENTS = {
    "AEBODSYS": "System organ class",
    "AEDECOD": "Preferred term",
    "ATOXGR": "Grade",
    "ASTDT": "Start",
    "ASTDY": "Study day",
    "AENDT": "End",
    "RELATED": "Related",
    "SERIOUS": "Serious",
    "DISCONTINUED": "Led to discontinuation",
}


def subjects(trial: Trial) -> Sheet:
    """Every treated subject."""
    return _listed(trial, trial.get("adsl"), _SUBJECTS, "No subject was treated.")


def deaths(trial: Trial) -> Sheet:
    """Every death."""
    adsl = trial.get("adsl")
    if "DTHDT" not in adsl.columns:
        raise UnavailableError("ADSL has no date of death (DTHDT).")
    return _listed(
        trial, adsl.filter(adsl["DTHDT"].is_not_null()), _DEATHS, "No treated subject died before the data cut-off."
    )


def doses(trial: Trial) -> Sheet:
    """Every record of EX."""
    ex = trial.need("ex")
    order = [name for name in ("USUBJID", "EXSTDTC", "EXSEQ") if name in ex.columns]
    return _listed(
        trial, ex.sort(order, nulls_last=True, maintain_order=True), _DOSES, "EX has no dose of a treated subject."
    )


def adverse_events(trial: Trial) -> Sheet:
    """Every treatment-emergent adverse event."""
    from firstdose.analysis.safety.listing import ae_listing

    found = ae_listing(trial.events)
    sheet = _listed(trial, found, _EVENTS, "No treated subject had a treatment-emergent adverse event.")
    return Sheet(sheet.population, sheet.columns, sheet.rows, notes=trial.events.notes)


def responses(trial: Trial) -> Sheet:
    """Every assessment, and the best overall response of the subject."""
    import polars as pl

    adrs = trial.get("adrs")
    seen = adrs.filter(pl.col("PARAMCD") == "OVR")
    best = adrs.filter(pl.col("PARAMCD") == "CBOR").select("USUBJID", CBOR="AVALC").unique("USUBJID")
    shown = _RESPONSES | {"CBOR": "Best response, confirmed"}
    if "AVISIT" in seen.columns and seen["AVISIT"].is_not_null().any():
        shown.pop("VISIT")
    else:
        shown.pop("AVISIT")
    rows = seen.join(best, on="USUBJID", how="left", maintain_order="left")
    return _listed(trial, rows, shown, "No treated subject has an assessment of response.")


def concentrations(trial: Trial) -> Sheet:
    """Every concentration after the first dose."""
    from firstdose.report.tlf.pharmacokinetics import first_cycle

    samples = first_cycle(trial).samples
    shown = {
        "ANALYTE": "Analyte",
        "NOMINAL": "Nominal time, h",
        "TIME": "Time, h",
        "TOLD": "Concentration",
        "UNIT": "Unit",
    }
    rows = samples.with_columns(TOLD=_told(samples)).sort("USUBJID", "ANALYTE", "TIME", maintain_order=True)
    return _listed(trial, rows, shown, "No treated subject has a concentration.")


def _told(samples: pl.DataFrame) -> pl.Series:
    import polars as pl

    return pl.Series(
        [
            significant(value, 4) if value else f"<{limit:g}" if limit is not None else "BLQ"
            for value, limit in samples.select("CONC", "LLOQ").rows()
        ],
        dtype=pl.String,
    )


def _listed(trial: Trial, frame: pl.DataFrame, shown: Mapping[str, str], nothing: str) -> Sheet:
    """Rows of treated subjects, by dose level, then subject; columns that the data lack are left out."""
    order = {arm: at for at, arm in enumerate(trial.arms.names)}
    treated = trial.arms.subjects.select("USUBJID", "TRTA")
    rows = frame.drop("TRTA", strict=False).join(treated, on="USUBJID", how="inner", maintain_order="left")
    if rows.is_empty():
        raise UnavailableError(nothing)
    import polars as pl

    place = pl.col("TRTA").replace_strict(order, return_dtype=pl.Int64)
    rows = rows.sort(place, "USUBJID", maintain_order=True)
    names = ["TRTA", "USUBJID", *(name for name in shown if name in rows.columns and rows[name].is_not_null().any())]
    columns = tuple(
        _column(head, rows[name])
        for name, head in zip(names, (ARM, SUBJECT, *(shown[n] for n in names[2:])), strict=True)
    )
    cells = tuple(tuple(map(_text, row)) for row in rows.select(names).rows())
    return Sheet(trial.safety, columns, cells)


def _column(head: str, values: pl.Series) -> Column:
    return Column(head, align="right" if values.dtype.is_numeric() else "left")


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case float():
            return f"{value:.6g}"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)
