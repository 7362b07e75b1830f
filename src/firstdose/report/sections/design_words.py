"""A design's options and rules in words."""

from __future__ import annotations

from firstdose.design import Blrm, Design, EnoughAt, Limit, LowestTooToxic, MaxPatients, NoSkipping, Stops
from firstdose.design.options import in_use, unruled
from firstdose.design.rules import Both
from firstdose.report.blocks import Column, Table
from firstdose.report.digits import capitalised, counted, percent
from firstdose.report.results import Results
from firstdose.report.words import design_name
from firstdose.study import Study

_LABELS = {
    "cutoff": "Cutoff of exclusion",
    "ewoc": "Limit of overdosing (EWOC)",
    "expand_top": "Six patients at the top",
    "intervals": "Target interval",
    "p_saf": "Underdosing: DLT probability, p_saf",
    "p_tox": "Overdosing: DLT probability, p_tox",
    "prior_cov": "Prior covariance",
    "reference_dose": "Reference dose, mg/kg",
    "target": "Target DLT probability",
    "top_up": "Six on de-escalation",
}


def option_rows(design: Design) -> tuple[tuple[str, str], ...]:
    """Each option of a design, and its value."""
    return tuple(
        (_LABELS.get(name, capitalised(name.replace("_", " "))), _value(value))
        for name, value in in_use(design).items()
    )


def options_table(study: Study, results: Results) -> Table:
    """The options of every design compared."""
    told = [(name, row) for name, design in results.designs.items() for row in option_rows(design)]
    names = [name for name, _ in told]
    return Table(
        "design-options",
        "Options of the designs compared: the study’s own as planned, every other with default options and the same "
        "target. The study’s rules hold for all of them.",
        (Column("Option", align="left"), Column("Value")),
        tuple(row for _, row in told),
        groups=tuple((names.index(name), _called(study, name)) for name in dict.fromkeys(names)),
    )


def _called(study: Study, name: str) -> str:
    return f"{design_name(name)}, the study’s own" if name == study.design_name else design_name(name)


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.4g}".replace("-", "−")
        case tuple():
            return "; ".join(map(_value, value)) if any(isinstance(one, tuple) for one in value) else _row(value)
        case _:
            return str(value)


def _row(values: tuple[object, ...]) -> str:
    return ", ".join(map(_value, values))


def rule_words(study: Study) -> tuple[str, ...]:
    """Each rule of the study's own design and around it, in a sentence."""
    stopping = study.design.stopping.alternatives if study.design.stopping else ()
    return (*_own_rules(study.design), *map(_rule, (*study.design.limits, *stopping)))


def _own_rules(design: Design) -> tuple[str, ...]:
    """By which a design stops whatever the rules around it."""
    inner = unruled(design)
    if not isinstance(inner, Blrm):
        return ()
    return (
        "stops without an MTD once even the lowest level exceeds the limit of overdosing (EWOC): a DLT probability "
        f"above {percent(inner.intervals[1])} % has a probability above {percent(inner.ewoc)} %",
    )


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
