"""A design's options and rules in words."""

from __future__ import annotations

from firstdose.design import EnoughAt, Limit, LowestTooToxic, MaxPatients, NoSkipping, Ruled, Stops
from firstdose.design.options import in_use
from firstdose.design.rules import Both
from firstdose.report.digits import capitalised, counted, percent
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


def option_rows(study: Study) -> tuple[tuple[str, str], ...]:
    """Each option of the study's own design, and its value."""
    return tuple(
        (_LABELS.get(name, capitalised(name.replace("_", " "))), _value(value))
        for name, value in in_use(study.design).items()
    )


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}".replace("-", "−")
        case tuple():
            return "; ".join(map(_value, value)) if any(isinstance(one, tuple) for one in value) else _row(value)
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
            return f"stops after {counted(n, 'patient')}"
        case EnoughAt(n):
            return f"stops once the level that would come next has had {counted(n, 'patient')}"
        case LowestTooToxic(target, cutoff, at_least):
            return (
                f"stops without an MTD once the lowest level’s DLT probability exceeds {percent(target)} % with a "
                f"probability above {percent(cutoff)} %, after {counted(at_least, 'patient')} or more"
            )
        case Both(one, other):
            return f"both of these: {_rule(one)}; {_rule(other)}"
        case _:
            return str(rule)
