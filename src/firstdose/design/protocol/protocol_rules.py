"""The rules of a study file by their names, and how they stand around a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import reduce
from operator import and_, or_
from typing import Any

from firstdose.design.interface import CohortSize, Design, Limit
from firstdose.design.rules import (
    Cohorts,
    CohortsByDose,
    EnoughAt,
    LowestTooToxic,
    MaxIncrement,
    MaxPatients,
    MinAtLevel,
    MinPatients,
    NoSkipping,
    Precision,
    Sentinel,
    Stable,
    Stops,
    UpTo,
)
from firstdose.errors import DesignError
from firstdose.tables import noun
from firstdose.trial.outcomes import Outcomes


@dataclass(frozen=True)
class AllOf:
    """Stopping rules that end a trial together only, each a table with a name."""

    rules: tuple[dict[str, Any], ...]


RULES: Mapping[str, type[Any]] = {
    "no-skipping": NoSkipping,
    "max-increment": MaxIncrement,
    "min-at-level": MinAtLevel,
    "max-patients": MaxPatients,
    "min-patients": MinPatients,
    "enough-at-mtd": EnoughAt,
    "precision": Precision,
    "stable": Stable,
    "lowest-too-toxic": LowestTooToxic,
    "all-of": AllOf,
    "cohorts-by-dose": CohortsByDose,
    "sentinel": Sentinel,
}


@dataclass(frozen=True)
class Protocol:
    """What ``Ruled`` puts around a design."""

    limits: tuple[Limit, ...]
    stopping: Stops
    size: CohortSize


def around(
    design: Design,
    tables: Sequence[Mapping[str, Any]],
    doses: Sequence[float] | None,
    cohort_size: int,
    max_patients: int,
    where: str,
) -> Protocol:
    """The rules ``[[escalation.rules]]`` of a design, joined; in whatever order they are written, with one meaning.

    Parameters
    ----------
    tables : each with a ``name`` and the rule's own options.
    doses : of the levels; None: not known, or of two drugs.
    cohort_size, max_patients : of the trial; its maximum is always a rule.
    where : what stands in front of an error, with the number of the rule.

    Notes
    -----
    Any one stopping rule is enough, those inside an ``all-of`` only together. ``min-patients`` holds back every rule
    that would end the trial with an MTD, but for its maximum of patients.
    """
    rules = [_rule(table, doses, cohort_size, f"{where} {number}") for number, table in enumerate(tables, start=1)]
    sizes = [rule for rule in rules if isinstance(rule, CohortsByDose | Sentinel)]
    stopping = [rule for rule in rules if isinstance(rule, Stops)]
    limits = [rule for rule in rules if not isinstance(rule, Stops | CohortsByDose | Sentinel)]
    size: CohortSize = Cohorts.of(design, cohort_size, max_patients)
    if sizes:
        size, more = _sizes(design, sizes, cohort_size, max_patients, where)
        limits += more
    return Protocol(tuple(limits), _stopping(stopping, max_patients, where), size)


def _rule(options: Mapping[str, Any], doses: Sequence[float] | None, cohort_size: int, where: str) -> Any:
    kind = pick(RULES, options, where)
    given = {key: value for key, value in options.items() if key != "name"}
    if "doses" in given:
        raise DesignError(f"{where}: doses come from the trial. Remove them here.")
    if kind is Sentinel:
        noun(NoSkipping, given, where, DesignError)  # which has no options either
        return Sentinel(Cohorts(cohort_size))
    taken = _from_doses(kind, str(options["name"]), doses, where)
    rule = noun(kind, taken | given, where, DesignError)
    return _together(rule, doses, cohort_size, where) if isinstance(rule, AllOf) else rule


def _from_doses(kind: type[Any], name: str, doses: Sequence[float] | None, where: str) -> dict[str, Any]:
    if "doses" not in [field.name for field in fields(kind)]:
        return {}
    if doses is None:
        raise DesignError(
            f"{where}: {name} goes by the dose of one drug, which is not known here. Give [doses] values, or leave the "
            "rule out."
        )
    return {"doses": list(doses)}


def _together(rules: AllOf, doses: Sequence[float] | None, cohort_size: int, where: str) -> Stops:
    made = [_rule(each, doses, cohort_size, f"{where} rules {number}") for number, each in enumerate(rules.rules, 1)]
    if len(made) < 2 or not all(isinstance(rule, Stops) for rule in made):
        raise DesignError(
            f"{where}: all-of is for two or more rules that end a trial. Give e.g. enough-at-mtd and precision."
        )
    together: Stops = reduce(and_, made)
    return together


def _stopping(rules: Sequence[Stops], max_patients: int, where: str) -> Stops:
    gates = [rule for rule in rules if isinstance(rule, MinPatients)]
    held = [rule for rule in rules if not (rule.no_mtd or isinstance(rule, MinPatients | MaxPatients))]
    if gates and not held:
        raise DesignError(
            f"{where}: min-patients holds back other rules that would end the trial, and there is none. Add one, e.g. "
            "enough-at-mtd, or leave min-patients out."
        )
    free = [rule for rule in rules if rule not in gates and rule not in held]
    return reduce(or_, [MaxPatients(max_patients), *free, *(reduce(and_, [rule, *gates]) for rule in held)])


def _sizes(
    design: Design, rules: Sequence[CohortsByDose | Sentinel], cohort_size: int, max_patients: int, where: str
) -> tuple[CohortSize, list[Limit]]:
    ranged = [rule for rule in rules if isinstance(rule, CohortsByDose)]
    sentinel = len(ranged) < len(rules)
    if len(ranged) > 1 or (ranged and design.own_cohorts):
        why = "the design says itself how many patients come next" if design.own_cohorts else "it stands twice"
        raise DesignError(f"{where}: cohorts-by-dose: {why}. Leave it out.")
    if sentinel:
        _check_sentinel(design, where)
    base = ranged[0] if ranged else Cohorts.of(design, cohort_size)
    if not sentinel:
        return UpTo(base, max_patients), []
    full = [] if design.own_cohorts else [MinAtLevel(base.by_level if isinstance(base, CohortsByDose) else cohort_size)]
    return UpTo(Sentinel(base), max_patients), list(full)


def _check_sentinel(design: Design, where: str) -> None:
    """Refuse a sentinel that the design would not hear, or act on alone."""
    why = ""
    if design.weighs_pending:
        why = "the design decides before the sentinel's DLT window has passed. Leave it out, or take one that waits"
    elif design.own_cohorts and design.decide(Outcomes.parse("1N")).level[0] > 0:
        why = "the design goes up after a single patient of its own accord. Leave it out, or have the design treat more"
    if why:
        raise DesignError(f"{where}: sentinel: {why}.")


def pick(kinds: Mapping[str, Any], options: Mapping[str, Any], where: str) -> Any:
    """The class of the name that stands in ``options``."""
    name = str(options.get("name", ""))
    if name not in kinds:
        close = get_close_matches(name, kinds, n=1)
        meant = f'Did you mean "{close[0]}"? ' if close else ""
        found = f'name = "{name}" is not known' if "name" in options else "there is no name"
        raise DesignError(f"{where}: {found}. {meant}Give one of {', '.join(kinds)}.")
    return kinds[name]
