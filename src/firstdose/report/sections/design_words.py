"""A design's options and rules in words."""

from __future__ import annotations

from dataclasses import fields

from firstdose.design import EnoughAt, Limit, LowestTooToxic, MaxPatients, NoSkipping, Ruled, Stops
from firstdose.design.rules import Both
from firstdose.report.digits import capitalised, percent
from firstdose.study import Study

_LABELS = {
    "cutoff": "Cutoff of exclusion",
    "ewoc": "Limit of overdosing (EWOC)",
    "expand_top": "Six patients at the top",
    "intervals": "Target interval",
    "p_saf": "DLT rate to go up",
    "p_tox": "DLT rate to go down",
    "prior_cov": "Prior covariance",
    "reference_dose": "Reference dose, mg/kg",
    "target": "Target DLT probability",
    "top_up": "Six on de-escalation",
}
_FROM_GRID = ("doses", "n_levels")


def option_rows(study: Study) -> tuple[tuple[str, str], ...]:
    """Each option of the study's own design, and its value."""
    inner = study.design.design if isinstance(study.design, Ruled) else study.design
    names = [field.name for field in fields(inner) if field.name not in _FROM_GRID]  # type: ignore[arg-type]
    return tuple(
        (_LABELS.get(name, capitalised(name.replace("_", " "))), _value(getattr(inner, name))) for name in names
    )


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}".replace("-", "−")
        case tuple():
            return "; ".join(map(_value, value)) if any(isinstance(one, tuple) for one in value) else _row(value)
        case None:
            return "as the paper has it"
        case _:
            return str(value)


def _row(values: tuple[object, ...]) -> str:
    return ", ".join(map(_value, values))


def rule_words(study: Study) -> tuple[str, ...]:
    """Each rule around the study's own design, in a sentence."""
    if not isinstance(study.design, Ruled):
        return ()
    stopping = study.design.stopping.alternatives if study.design.stopping else ()
    return tuple(map(_rule, (*study.design.limits, *stopping)))


def _rule(rule: Limit | Stops) -> str:
    match rule:
        case NoSkipping():
            return "no untried level is skipped"
        case MaxPatients(n):
            return f"stops after {n} patients"
        case EnoughAt(n):
            return f"stops once the level that would come next has had {n} patients"
        case LowestTooToxic(target, cutoff, at_least):
            return (
                f"stops without an MTD once the lowest level's DLT probability exceeds {percent(target)} % with a "
                f"probability above {percent(cutoff)} %, after {at_least} patients or more"
            )
        case Both(one, other):
            return f"both of these: {_rule(one)}; {_rule(other)}"
        case _:
            return str(rule)
