"""Section 14.1: who took part, what became of them, and who they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from firstdose.analysis.describe import described
from firstdose.data import numbers, words
from firstdose.report.digits import capitalised
from firstdose.report.tlf.by_arm import Lines, both, by_arm, tallied
from firstdose.report.tlf.dose_limiting import evaluable
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

_MEASURED = {"AGE": "Age, years", "WEIGHTBL": "Weight at baseline, kg", "HEIGHTBL": "Height at baseline, cm"}
NAMED = {
    "AGEGR1": "Age group",
    "SEX": "Sex",
    "RACE": "Race",
    "ETHNIC": "Ethnicity",
    "ECOGBL": "ECOG performance status",
    "COUNTRY": "Country",
}
_PROPER = re.compile(r"\b(?:african|alaska|american|asian|hawaiian|hispanic|indian|latino|pacific|islander)\b")
_SEXES = {"F": "Female", "M": "Male", "U": "Unknown"}


def of_adsl(trial: Trial) -> pl.DataFrame:
    """ADSL of the treated, with their arm as TRTA."""
    treated = trial.arms.subjects.select("USUBJID", "TRTA")
    return trial.get("adsl").drop("TRTA", strict=False).join(treated, on="USUBJID", how="inner", maintain_order="right")


def disposition(trial: Trial) -> Sheet:
    """How many are in the trial, left it, and why."""
    import polars as pl

    adsl, lines = of_adsl(trial), Lines.of(trial.arms)
    lines.counts("Treated", lines.sizes)
    status = tallied(adsl, "EOSSTT") if "EOSSTT" in adsl.columns else {}
    for name in ("ONGOING", "COMPLETED", "DISCONTINUED"):
        lines.counts(
            f"{capitalised(name.lower())} the study" if name != "ONGOING" else "In the study", status.get(name, {})
        )
    reasons = _reasons(trial, adsl)
    if not reasons.is_empty():
        lines.group("Reason for leaving")
        found = tallied(reasons, "REASON")
        for reason in sorted(found, key=lambda name: (-sum(found[name].values()), name)):
            lines.counts(capitalised(reason.lower()), found[reason])
    died = adsl.filter(pl.col("DTHDT").is_not_null()) if "DTHDT" in adsl.columns else adsl.clear()
    lines.group("Death")
    lines.counts("Died", by_arm(died))
    everybody = len(trial.arms.everybody)
    untreated = everybody - len(adsl)
    notes = [f"{untreated} of {everybody} subjects were never treated, and are not in this table."] if untreated else []
    return lines.sheet(trial.safety, "Disposition", notes)


def _reasons(trial: Trial, adsl: pl.DataFrame) -> pl.DataFrame:
    """USUBJID TRTA REASON of those who left: of ADSL, else the last disposition event of DS."""
    import polars as pl

    left = adsl.filter(pl.col("EOSSTT") == "DISCONTINUED") if "EOSSTT" in adsl.columns else adsl.clear()
    if "DCSREAS" in adsl.columns:
        return left.select("USUBJID", "TRTA", REASON=words(left, "DCSREAS")).drop_nulls()
    ds = trial.domain("ds")
    if ds is None or not {"DSDECOD", "DSSTDTC"} <= set(ds.columns):
        return left.select("USUBJID", "TRTA", REASON=pl.lit("", pl.String)).clear()
    events = ds.filter(pl.col("DSCAT") == "DISPOSITION EVENT") if "DSCAT" in ds.columns else ds
    last = (
        events.sort("DSSTDTC", maintain_order=True, nulls_last=False)
        .group_by("USUBJID")
        .agg(REASON=pl.col("DSDECOD").last())
    )
    return left.select("USUBJID", "TRTA").join(last, on="USUBJID", how="inner").drop_nulls()


def analysis_sets(trial: Trial) -> Sheet:
    """How many are in which analysis set."""
    lines, notes = Lines.of(trial.arms), []
    lines.counts("Safety: at least one dose", lines.sizes)
    for label, counted in _SETS.items():
        try:
            lines.counts(label, counted(trial))
        except UnavailableError as error:
            notes.append(f"{label.partition(':')[0]}: {error}")
    return lines.sheet(trial.safety, "Analysis set", notes)


def _sampled(trial: Trial) -> dict[str, int]:
    import polars as pl

    return _there(trial, trial.get("adpc").filter(pl.col("PARAMCD") != "DOSE"))


def _assessed(trial: Trial) -> dict[str, int]:
    import polars as pl

    return _there(trial, trial.get("adrs").filter(pl.col("PARAMCD") == "OVR"))


def _there(trial: Trial, rows: pl.DataFrame) -> dict[str, int]:
    """Treated subjects who have a row, by arm."""
    return by_arm(trial.arms.subjects.join(rows.select("USUBJID"), on="USUBJID", how="semi"))


_SETS: dict[str, Callable[[Trial], dict[str, int]]] = {
    "DLT-evaluable": evaluable,
    "Pharmacokinetics: at least one concentration": _sampled,
    "Response: at least one assessment": _assessed,
}


def demographics(trial: Trial) -> Sheet:
    """Age, sex, race and whatever else ADSL holds of them at baseline."""
    adsl, lines = of_adsl(trial), Lines.of(trial.arms)
    for column, label in _MEASURED.items():
        if column in adsl.columns:
            lines.group(label)
            values = adsl.with_columns(numbers(adsl, column, "ADSL"))
            lines.numbers(described(both(values), column, "TRTA").to_dicts())
    for column, label in NAMED.items():
        if column in adsl.columns:
            lines.group(label)
            found = tallied(adsl.with_columns(words(adsl, column).fill_null("Missing")), column)
            for value in sorted(
                found,
                key=lambda name: (name == "Missing", name if column == "AGEGR1" else -sum(found[name].values()), name),
            ):
                lines.counts(told(column, value), found[value])
    return lines.sheet(trial.safety, "Characteristic")


def told(column: str, value: str) -> str:
    """A value of a characteristic as print has it; codes in capitals, such as of countries, stay."""
    if column == "SEX":
        return _SEXES.get(value, value)
    if not value.isupper() or len(value) <= 3:
        return value
    return capitalised(_PROPER.sub(lambda name: name[0].capitalize(), value.lower()))
