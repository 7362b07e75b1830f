"""Section 14.2: time to events, by Kaplan and Meier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.report.digits import DASH, fixed
from firstdose.report.tlf.by_arm import Lines, share
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.survival.curve import KaplanMeier

MONTH = 30.4375  # days
TITLES = {"OS": "Overall survival", "PFS": "Progression-free survival", "RSD": "Duration of response"}
_LANDMARKS = (3, 6, 12)  # months


def curves(trial: Trial, code: str) -> dict[str, KaplanMeier]:
    """Estimates of an endpoint by dose level in their order, the total last; times in months."""
    from firstdose.analysis.survival import kaplan_meier

    rows = _rows(trial, code)
    found = kaplan_meier(rows["AVAL"] / MONTH, rows["CNSR"], rows["TRTA"])
    total = kaplan_meier(rows["AVAL"] / MONTH, rows["CNSR"])
    return {arm: found[arm] for arm in trial.arms.names if arm in found} | {"Total": next(iter(total.values()))}


def _rows(trial: Trial, code: str) -> pl.DataFrame:
    import polars as pl

    rows = trial.get("adtte").filter(pl.col("PARAMCD") == code).drop("TRTA", strict=False)
    rows = rows.join(trial.arms.subjects.select("USUBJID", "TRTA"), on="USUBJID")
    rows = rows.with_columns(pl.col("AVAL", "CNSR").cast(pl.Float64)).drop_nulls(["AVAL", "CNSR"])
    if rows.is_empty():
        raise UnavailableError(
            f"No treated subject has a time to {TITLES.get(code, code).lower()} (ADTTE, PARAMCD {code})."
        )
    return rows


def table(trial: Trial) -> Sheet:
    """Events, median with its interval and shares without the event at landmarks."""
    lines, told, notes = Lines.of(trial.arms), 0, []
    for code, title in TITLES.items():
        try:
            found = curves(trial, code)
        except UnavailableError as error:
            notes.append(f"{title}: {error}")
            continue
        told += 1
        _endpoint(lines, title, found)
    if not told:
        raise UnavailableError(notes[0])
    notes.append("Kaplan-Meier; intervals 95 %, log-log. A dash: not reached, or nobody is followed so long.")
    return lines.sheet(trial.safety, "Endpoint", notes)


def _endpoint(lines: Lines, title: str, found: dict[str, KaplanMeier]) -> None:
    lines.group(f"{title}, months")
    lines.line("n", {arm: fixed(curve.n) for arm, curve in found.items()})
    lines.line("Events", {arm: share(curve.n_events, curve.n) for arm, curve in found.items()})
    medians = {arm: curve.median for arm, curve in found.items()}
    lines.line("Median", {arm: fixed(one.estimate, 1) for arm, one in medians.items()}, DASH)
    lines.line(
        "95 % interval", {arm: f"{fixed(one.low, 1)}, {fixed(one.high, 1)}" for arm, one in medians.items()}, DASH
    )
    for month in _LANDMARKS:
        at = {arm: curve.at(np.array([month], float)).to_dicts()[0] for arm, curve in found.items()}
        shown = {arm: DASH if one["survival"] is None else f"{100 * one['survival']:.0f}" for arm, one in at.items()}
        lines.line(f"Event-free at {month} months, %", shown, DASH)
