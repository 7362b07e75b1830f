"""A design's options and rules in words."""

from __future__ import annotations

from firstdose.design import Blrm, Design, EnoughAt, Limit, LowestTooToxic, MaxPatients, NoSkipping, Stops, name_of
from firstdose.design.options import in_use, unruled
from firstdose.design.rules import Both, MaxIncrement, MinAtLevel, MinPatients, Precision, Stable
from firstdose.report.blocks import Column, Table
from firstdose.report.digits import capitalised, counted, percent
from firstdose.report.results import Results
from firstdose.report.words import design_name
from firstdose.study import Study

_LABELS = {
    "bound_mtd": "MTD estimate below the upper boundary",
    "cutoff": "Cutoff of exclusion",
    "deescalate_at_bound": "De-escalate at the upper boundary",
    "ewoc": "Limit of overdosing (EWOC)",
    "expand_top": "Six patients at the top",
    "extrasafe": "Extra safety at the lowest level",
    "intervals": "Target interval",
    "offset": "Extra safety: offset of the cutoff",
    "p_saf": "DLT probability that calls for escalation, p_saf",
    "p_tox": "DLT probability that calls for de-escalation, p_tox",
    "prior_cov": "Prior covariance",
    "reference_dose": "Reference dose",
    "target": "Target DLT probability",
    "top_up": "Six on de-escalation",
}


def option_rows(design: Design) -> tuple[tuple[str, str], ...]:
    """Each option of a design, and its value."""
    return tuple(
        (_LABELS.get(name, capitalised(name.replace("_", " "))), _value(value))
        for name, value in in_use(design).items()
        if value not in (None, ())
    )


def titled(design: Design) -> str:
    """A design and what it aims at."""
    aim = "" if design.target is None else f", target {design.target:g}"
    return f"{design_name(name_of(design))}{aim}"


def options_in_use(design: Design) -> tuple[str, ...]:
    """Each option of a design with its value, as one phrase."""
    return tuple(f"{name}: {value}" for name, value in option_rows(design))


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
    return _stop(rule) if isinstance(rule, Stops) else _limit(rule)


def _limit(rule: Limit) -> str:
    match rule:
        case NoSkipping():
            return "no untried level is skipped"
        case MaxIncrement():
            most = " or ".join(f"{rise:g} %" for rise in rule.percents)
            return f"the dose rises by at most {most} over the last one given" + ", by its range" * (" or " in most)
        case MinAtLevel(n):
            least = " or ".join(map(str, dict.fromkeys(n))) if isinstance(n, tuple) else str(n)
            return f"no higher before the level has had {least} patients"
        case _:
            return str(rule)


def _stop(rule: Stops) -> str:
    match rule:
        case MaxPatients(n):
            return f"stops after {counted(n, 'patient')}"
        case MinPatients(n):
            return f"not before {counted(n, 'patient')} in all"
        case EnoughAt(n, staying):
            which = "is to be treated again" if staying else "would come next"
            return f"stops once the level that {which} has had {counted(n, 'patient')}"
        case Stable(cohorts):
            return f"stops once the last {counted(cohorts, 'cohort')} had the level that would come next"
        case Precision(p_target=float(share)):
            return f"stops once that level lies in the target interval with a probability of {percent(share)} %"
        case Precision(cv=float(share)):
            return f"stops once its DLT probability is known to a standard deviation of {percent(share)} % of its mean"
        case LowestTooToxic(target, cutoff, at_least):
            return (
                f"stops without an MTD once the lowest level’s DLT probability exceeds {percent(target)} % with a "
                f"probability above {percent(cutoff)} %, after {counted(at_least, 'patient')} or more"
            )
        case Both(one, other):
            return f"both of these: {_stop(one)}; {_stop(other)}"
        case _:
            return str(rule)
