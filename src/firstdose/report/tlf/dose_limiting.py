"""Section 14.3: dose-limiting toxicities by dose level."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from firstdose.analysis.safety.arms import TOTAL
from firstdose.errors import DataError
from firstdose.report.blocks import Column
from firstdose.report.digits import DASH, fixed, listed
from firstdose.report.tlf.output import Population, Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    from firstdose.analysis.safety.dose_limiting import DoseLimiting


def found(trial: Trial) -> DoseLimiting:
    """DLTs by the definition of the study's protocol."""
    return trial.once(_found)


def _found(trial: Trial) -> DoseLimiting:
    from firstdose.analysis.safety.dose_limiting import dose_limiting

    cut = date.fromisoformat(trial.cut) if trial.cut else None
    doses = trial.domain("ex")
    try:
        return dose_limiting(trial.get("adsl"), trial.get("adae"), doses, trial.study.protocol.dlt, cut=cut)
    except DataError as error:
        raise UnavailableError(str(error)) from None


def evaluable(trial: Trial) -> dict[str, int]:
    """Evaluable subjects by arm, and of all."""
    return dict(found(trial).levels.select("TRTA", "evaluable").rows())


def table(trial: Trial) -> Sheet:
    """One line a dose level: treated, evaluable, with a DLT, and the share with its exact interval."""
    seen = found(trial)
    total = seen.levels.filter(seen.levels["TRTA"] == TOTAL).to_dicts()
    n = total[0]["evaluable"] if total else 0
    if not n:
        raise UnavailableError(_nobody(seen))
    whole = ("treated", "not_evaluable", "pending", "evaluable", "dlt")
    rows = tuple(
        (row["TRTA"], *(fixed(row[name]) for name in whole), _percent(row["estimate"]), _interval(row))
        for row in seen.levels.to_dicts()
    )
    heads = ("Treated", "Not evaluable", "Pending", "Evaluable", "With a DLT")
    columns = (
        Column("Dose level", align="left"),
        *map(Column, heads),
        Column("With a DLT", "%"),
        Column("95 % interval", "%"),
    )
    return Sheet(Population("DLT-evaluable set", n), columns, rows, notes=(_definition(seen), *_undated(seen)))


def listing(trial: Trial) -> Sheet:
    """Every dose-limiting event."""
    seen = found(trial)
    rows = seen.events.sort("TRTA", "USUBJID", "ASTDT", nulls_last=True).to_dicts()
    if not rows:
        raise UnavailableError("No subject had a dose-limiting toxicity.")
    started = dict(seen.subjects.select("USUBJID", "STARTDT").rows())
    cells = tuple(
        (
            row["TRTA"],
            row["USUBJID"],
            row["AEDECOD"],
            fixed(row["ATOXGR"]),
            str(row["ASTDT"]),
            _day(row["ASTDT"], started[row["USUBJID"]]),
        )
        for row in rows
    )
    heads = (
        ("Dose level", "left"),
        ("Subject", "left"),
        ("Event", "left"),
        ("Grade", "right"),
        ("Start", "left"),
        ("Study day", "right"),
    )
    columns = tuple(Column(head, align=side) for head, side in heads)  # type: ignore[arg-type]
    return Sheet(
        Population("Subjects with a DLT", seen.events["USUBJID"].n_unique()), columns, cells, notes=(_definition(seen),)
    )


def _day(when: date | None, start: date | None) -> str:
    return DASH if when is None or start is None else str((when - start).days + 1)


def _percent(value: float | None) -> str:
    return DASH if value is None else f"{100 * value:.1f}"


def _interval(row: dict[str, float | None]) -> str:
    return DASH if row["low"] is None else f"{_percent(row['low'])}–{_percent(row['high'])}"


def _definition(seen: DoseLimiting) -> str:
    criteria = (
        f"{one.term} of grade {one.grade} or higher" if one.grade else one.term for one in seen.definition.criteria
    )
    return f"DLT, within {seen.definition.window_days} days of the first dose: {listed(list(criteria))}."


def _undated(seen: DoseLimiting) -> tuple[str, ...]:
    n = seen.undated.height
    return (f"{n} events would be dose-limiting in the window, but their start is not known.",) if n else ()


def _nobody(seen: DoseLimiting) -> str:
    reasons = sorted(set(seen.subjects["reason"].drop_nulls())) if "reason" in seen.subjects.columns else []
    return " ".join(["No DLT-evaluable subject.", *reasons[:3]])
