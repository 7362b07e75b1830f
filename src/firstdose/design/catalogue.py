"""Designs and rules by the names they have in study files and on the command line."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import reduce
from inspect import signature
from operator import or_
from typing import Any

from firstdose.design.blrm import Blrm
from firstdose.design.boin import Boin
from firstdose.design.interface import Design, Limit
from firstdose.design.options import FROM_GRID, unruled
from firstdose.design.ruled import Ruled
from firstdose.design.rules import Cohorts, EnoughAt, LowestTooToxic, MaxPatients, NoSkipping, Stops
from firstdose.design.skeleton import get_prior_skeleton
from firstdose.design.three_plus_three import ThreePlusThree
from firstdose.errors import DesignError
from firstdose.tables import noun
from firstdose.trial.grid import DoseGrid

HALFWIDTH = 0.05  # of the indifference intervals of a skeleton that nobody gave, the MTD guessed in the middle
DESIGNS: Mapping[str, type[Design]] = {"3+3": ThreePlusThree, "boin": Boin, "blrm": Blrm}
RULES: Mapping[str, type[Limit | Stops]] = {
    "no-skipping": NoSkipping,
    "max-patients": MaxPatients,
    "enough-at-mtd": EnoughAt,
    "lowest-too-toxic": LowestTooToxic,
}


def named(options: Mapping[str, Any], n_levels: int, doses: Sequence[float] | None, where: str = "") -> Design:
    """The design that ``options`` describe: its ``name``, and any of its class's own options.

    Parameters
    ----------
    options : e.g. ``{"name": "boin", "target": 0.3}``.
    n_levels, doses : of the trial; doses None where they are not known.
    where : what stands in front of an error, e.g. the file and ``[escalation.design]``.

    Examples
    --------
    >>> named({"name": "boin", "target": 0.3}, n_levels=5, doses=None).n_levels
    5
    """
    kind = _pick(DESIGNS, options, where or "design")
    given = {key: value for key, value in options.items() if key != "name"}
    for key in sorted(given.keys() & set(FROM_GRID)):
        raise DesignError(f"{where or 'design'}: {key} comes from the trial's dose levels. Remove it here.")
    levels = _from_levels(str(options["name"]), given, n_levels, doses)
    design: Design = noun(kind, levels | given, where or f"design {options['name']}", DesignError)
    if design.n_levels != n_levels:
        raise DesignError(
            f"{where or 'design'}: {options['name']} is for {design.n_levels} levels and the trial has {n_levels}. "
            "Give the design's options one value for each level of the trial."
        )
    return design


def _from_levels(name: str, given: Mapping[str, Any], n_levels: int, doses: Sequence[float] | None) -> dict[str, Any]:
    """What the class of this name takes from the trial's dose levels."""
    wanted = signature(DESIGNS[name]).parameters
    if needs_doses(name) and doses is None:
        raise DesignError(f"{name.upper()} is a model of dose: give the doses of the levels, e.g. 1.2, 1.6 and 2.0.")
    taken: dict[str, Any] = {"doses": list(doses or ())} if needs_doses(name) else {}
    if "n_levels" in wanted:
        taken["n_levels"] = n_levels
    if "skeleton" in wanted and "skeleton" not in given and "target" in given:
        model = {key: given[key] for key in ("model", "intercept") if key in given}
        taken["skeleton"] = list(get_prior_skeleton(HALFWIDTH, given["target"], n_levels // 2 + 1, n_levels, **model))
    return taken


def published(name: str, n_levels: int, doses: Sequence[float] | None, target: float) -> Design:
    """A design with its default options, aiming at ``target`` where it aims at anything."""
    return named({"name": name} | ({"target": target} if aims(name) else {}), n_levels, doses)


def aims(name: str) -> bool:
    """The design of this name, if there is one, has a target."""
    return name in DESIGNS and "target" in signature(DESIGNS[name]).parameters


def needs_doses(name: str) -> bool:
    """The design of this name, if there is one, models the dose itself."""
    return name in DESIGNS and "doses" in signature(DESIGNS[name]).parameters


def name_of(design: Design) -> str:
    """The name of a design, whatever rules are around it; a stranger's is its class's."""
    inner = unruled(design)
    return next((name for name, kind in DESIGNS.items() if type(inner) is kind), type(inner).__name__)


def build(
    options: Mapping[str, Any],
    grid: DoseGrid,
    *,
    cohort_size: int,
    max_patients: int,
    start_level: int = 0,
    rules: Sequence[Mapping[str, Any]] = (),
    where: str = "",
) -> Ruled:
    """A study's design within its rules; the trial's maximum of patients is always one of them.

    Parameters
    ----------
    options : the table ``[escalation.design]``.
    grid : the trial's dose levels.
    cohort_size : patients of a cohort, where the design leaves it open.
    start_level : level of the first cohort, 0-based.
    rules : the tables ``[[escalation.rules]]``, each with a ``name`` and the rule's own options.
    """
    design = named(options, len(grid), grid.doses, f"{where}[escalation.design]")
    wanted = [_rule(rule, f"{where}[[escalation.rules]] {number}") for number, rule in enumerate(rules, start=1)]
    stopping: list[Stops] = [MaxPatients(max_patients), *(rule for rule in wanted if isinstance(rule, Stops))]
    return Ruled(
        design,
        limits=tuple(rule for rule in wanted if not isinstance(rule, Stops)),
        stopping=reduce(or_, stopping),
        size=Cohorts.of(design, cohort_size, max_patients),
        start_level=start_level,
    )


def _rule(options: Mapping[str, Any], where: str) -> Limit | Stops:
    kind = _pick(RULES, options, where)
    rule: Limit | Stops = noun(
        kind, {key: value for key, value in options.items() if key != "name"}, where, DesignError
    )
    return rule


def _pick(kinds: Mapping[str, Any], options: Mapping[str, Any], where: str) -> Any:
    name = str(options.get("name", ""))
    if name not in kinds:
        close = get_close_matches(name, kinds, n=1)
        meant = f'Did you mean "{close[0]}"? ' if close else ""
        found = f'name = "{name}" is not known' if "name" in options else "there is no name"
        raise DesignError(f"{where}: {found}. {meant}Give one of {', '.join(kinds)}.")
    return kinds[name]
