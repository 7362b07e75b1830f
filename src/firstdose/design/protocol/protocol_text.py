"""The section of a protocol that describes its dose escalation, made from the design itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby, product

from firstdose import __version__
from firstdose.design.backfill_boin import BackfillBoin
from firstdose.design.boin import Boin
from firstdose.design.boin12 import Boin12
from firstdose.design.catalogue import DESIGNS, name_of
from firstdose.design.combo_blrm import ComboBlrm
from firstdose.design.interface import Design
from firstdose.design.options import in_use, unruled
from firstdose.design.protocol.docstring import docstring
from firstdose.design.protocol.effective_size import effective_sizes
from firstdose.design.protocol.passage import Passage, Row
from firstdose.design.protocol.probe import GRADES, RESPONSES, reads
from firstdose.design.protocol.rule_words import lower, sentence, shown, stops
from firstdose.design.protocol.scenarios import hypothetical
from firstdose.design.protocol.table import RuleTable, tabulate
from firstdose.design.protocol.titles import title_of
from firstdose.design.ruled import Ruled
from firstdose.design.rules import Cohorts
from firstdose.design.tite_boin import TiteBoin
from firstdose.design.u_boin import UBoin
from firstdose.errors import DesignError
from firstdose.trial.grid import DoseGrid
from firstdose.trial.outcomes import Outcomes
from firstdose.trial.protocol import Protocol

_DASH = "–"
_MANY = 30  # patients of a level in a decision table, where there is no trial
_FEW = 6  # by which a design that looks at every level is known
_FORESEEN = "In outcomes N is a patient without a DLT and T one with a DLT, after the number of the level."
_NO_RESPONSE = "Nobody has a response here."
_NO_GRADES = "Toxicity grades are not known here."
_HEADS = ("Patients at the level", "Escalate if DLTs ≤", "De-escalate if DLTs ≥", "Eliminate if DLTs ≥")
_OF_ANOTHER = re.compile(r"of `(\w+)`\.")  # a parameter explained in another design's docstring


def protocol_text(
    design: Design, protocol: Protocol | None = None, grid: DoseGrid | None = None, max_n: int | None = None
) -> tuple[Passage, ...]:
    """The passages of the section, in the order of a protocol.

    Parameters
    ----------
    design : any, within its rules or not. Its words are those of its class's docstring, its numbers those in use.
    protocol : of the study, which adds the schedule and the DLT definition.
    grid : dose levels, where there is no study.
    max_n : patients at one level up to which the decision table goes; the trial's maximum, else 30.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> [passage.title for passage in protocol_text(Boin(0.3, 5))][:3]
    ['Design', 'Dose levels and cohorts', 'Parameters']
    """
    grid = protocol.grid if protocol else grid
    passages = (
        _design(design),
        _levels(design, protocol, grid),
        *([_dlt(protocol)] if protocol else []),
        _parameters(design),
        _worth(design),
        _decisions(design, grid, max_n or (protocol.max_patients if protocol else _MANY)),
        _safety(design),
        _rules(design),
        _selection(design),
        _software(),
        Passage("References", points=docstring(type(unruled(design))).references),
    )
    return tuple(one for one in passages if one.text)


def _design(design: Design) -> Passage:
    inner = unruled(design)
    aim = []
    if inner.target is not None:
        meaning = _meanings(inner).get("target", "DLT probability aimed at").partition(";")[0].removesuffix(".")
        aim = [f"Its target is {inner.target:g} ({lower(meaning)})."]
    told = (
        f"Dose escalation follows the {title_of(name_of(design)).whole}.",
        *aim,
        f"The rule in short: {lower(docstring(type(inner)).summary)}",
        "DLT: dose-limiting toxicity.",
    )
    return Passage("Design", (" ".join(told),))


def _meanings(design: Design) -> Mapping[str, str]:
    """What each parameter of a design means, looked up in the design that explains it."""
    kinds = {kind.__name__: kind for kind in DESIGNS.values()}
    said = dict(docstring(type(design)).parameters)
    for name, meaning in said.items():
        if (other := _OF_ANOTHER.fullmatch(meaning)) and other[1] in kinds:
            said[name] = docstring(kinds[other[1]]).parameters.get(name, meaning)
    return said


def _levels(design: Design, protocol: Protocol | None, grid: DoseGrid | None) -> Passage:
    start = _start(design)
    first = f" ({grid.doses[start]:g} {grid.units})" if grid else ""
    told = [
        f"There are {design.n_levels} dose levels. The first cohort is treated at level {start + 1}{first}.",
        _cohorts(design),
        *([f"A dose is given every {protocol.schedule.every_days:g} days."] if protocol else []),
    ]
    return Passage("Dose levels and cohorts", (" ".join(told),), rows=_doses(unruled(design), grid))


def _doses(design: Design, grid: DoseGrid | None) -> tuple[Row, ...]:
    """What each level gives, of one drug or of two."""
    if isinstance(design, ComboBlrm):
        pairs = product(design.doses_a, design.doses_b)
        rows = ((f"{k}", f"{a:g}", f"{b:g}") for k, (a, b) in enumerate(pairs, start=1))
        return (("Level", "Dose of the first drug", "Dose of the second drug"), *rows)
    if grid is None:
        return ()
    return (("Level", f"Dose, {grid.units}"), *((f"{k}", f"{dose:g}") for k, dose in enumerate(grid.doses, start=1)))


def _cohorts(design: Design) -> str:
    size = design.size if isinstance(design, Ruled) else None
    if size is None:
        own = "The design itself says how many patients a cohort has."
        return (
            own
            if design.own_cohorts
            else f"Cohorts have {_first_size(design)} patients unless the protocol says otherwise."
        )
    if not isinstance(size, Cohorts):
        return sentence(size)
    many = "The design itself says how many patients a cohort has" if size.size is None else ""
    most = "" if size.max_patients is None else f", and the trial at most {size.max_patients}"
    return (many or f"Cohorts have {size.size} patients") + f"{most}."


def _start(design: Design) -> int:
    return design.start_level if isinstance(design, Ruled) else 0


def _dlt(protocol: Protocol) -> Passage:
    about = (
        f"A DLT is one of the following events within {protocol.dlt.window_days} days of the first dose, which is on "
        "day 1. A patient who leaves the trial before the end of this window without a DLT is not evaluable and is "
        "replaced."
    )
    grades = ((each.term, f", grade {each.grade} or higher" if each.grade else "") for each in protocol.dlt.criteria)
    return Passage("Dose-limiting toxicity", (about,), points=tuple(f"{term}{grade}" for term, grade in grades))


def _parameters(design: Design) -> Passage:
    meaning = _meanings(unruled(design))
    options = {name: value for name, value in in_use(design).items() if value not in (None, ())}
    rows = []
    for said, group in groupby(options.items(), key=lambda item: meaning.get(item[0], item[0])):
        names, values = zip(*group, strict=True)
        cells = (", ".join(f"`{name}`" for name in names), "; ".join(map(shown, values)))
        rows.append((*cells, _printed(said) if names[0] in meaning else ""))
    return Passage("Parameters", rows=(("Parameter", "Value", "Meaning"), *rows) if rows else ())


def _printed(meaning: str) -> str:
    """A parameter's meaning as a protocol has it: values as they stand beside it, a word with a capital first."""
    said = meaning.replace("False:", "no:").replace("None:", "none:").replace("True:", "yes:")
    return said[0].upper() + said[1:] if said.partition(" ")[0].isalpha() else said


def _decisions(design: Design, grid: DoseGrid | None, max_n: int) -> Passage:
    notes, table = (*docstring(type(unruled(design))).notes, *_boundaries(unruled(design))), _table(design, max_n)
    if table is None:
        looks_at = reads(design)
        beside = [_NO_RESPONSE] * (RESPONSES in looks_at) + [_NO_GRADES] * (GRADES in looks_at)
        return Passage("Decisions", notes, rows=_foreseen(design, grid), after=(" ".join([_FORESEEN, *beside]),))
    rows = (row.to_dict().values() for row in table.rows)
    told = tuple(tuple(_DASH if value is None else str(value) for value in row) for row in rows)
    return Passage("Decisions", notes, rows=(_HEADS, *told), after=(table.assumes,))


def _boundaries(design: Design) -> tuple[str, ...]:
    """BOIN's, in the designs that compare a DLT rate with them."""
    compares = design.boin if isinstance(design, BackfillBoin) else design
    if not isinstance(compares, Boin | TiteBoin | Boin12 | UBoin):
        return ()
    low, high = compares.boundaries
    return (f"BOIN's lower boundary is {low:.3f}, the upper one {high:.3f}.",)


def _table(design: Design, max_n: int) -> RuleTable | None:
    """The decision table at the numbers of patients that a level comes to; None: no table of one level says it all."""
    try:
        if not tabulate(design, min(_FEW, max_n)).alone:
            return None
        table = tabulate(design, max_n)
    except DesignError:
        return None
    first = _first_size(design)
    return table.reached(first) if unruled(design).own_cohorts else table.every(min(first, max_n))


def _first_size(design: Design) -> int:
    """Patients of the first cohort."""
    return int(design.decide(Outcomes.parse("")).size[0])


def _foreseen(design: Design, grid: DoseGrid | None) -> tuple[Row, ...]:
    """What is said after each outcome of the first two cohorts, the second one after a first without a DLT."""
    rows = []
    for one in hypothetical(design):
        decision = design.decide(Outcomes.parse(one.outcomes))
        rows.append((one.outcomes, (decision.at(grid.doses, grid.units) if grid else decision).one().reason))
    return (("After", "Decision"), *rows)


def _worth(design: Design) -> Passage:
    """What the prior of each level is worth, where the design has one."""
    try:
        sizes = effective_sizes(design)
    except DesignError:
        return Passage("Prior")
    about = (
        "The prior DLT probability of each level, and the number of patients that it is worth: those of the beta "
        "distribution with the same mean and standard deviation. Levels share one prior, so the numbers do not add up."
    )
    rows = (
        (f"{one.level + 1}", f"{one.p_dlt_mean:.3f}", f"{one.p_dlt_sd:.3f}", f"{one.patients:.1f}") for one in sizes
    )
    return Passage("Prior", (about,), rows=(("Level", "Mean", "Standard deviation", "Patients"), *rows))


def _safety(design: Design) -> Passage:
    pending = (
        "Patients still in the DLT window enter the decision as the design has it; the trial ends only where none of "
        "them could change that."
        if design.weighs_pending
        else "A decision is made once every patient's DLT window has ended, or earlier where no outcome of those still "
        "in it could change it."
    )
    told = (
        "A level that is too toxic by the design's criterion is not given, nor is any level that is certainly at least "
        f"as toxic. If the lowest level is too toxic the trial ends and no dose is the MTD. {pending}"
    )
    return Passage("Safety", (told,))


def _rules(design: Design) -> Passage:
    if not isinstance(design, Ruled):
        return Passage("Limits and stopping rules")
    ends = design.stopping.alternatives if design.stopping else ()
    points = (
        *(f"Limit on the next level: {lower(sentence(limit))}" for limit in design.limits),
        *(f"The trial ends when {stops(rule)}" for rule in ends),
    )
    return Passage("Limits and stopping rules", points=points)


def _selection(design: Design) -> Passage:
    said = docstring(type(unruled(design)).select).summary
    level = lower(said.partition("; -1")[0].removeprefix("(T,) ").removesuffix("."))
    told = f"Selected at the end of the trial: {level}. If there is no such level, no dose is selected."
    return Passage("Selection of the dose", (told,))


def _software() -> Passage:
    told = (
        f"Decisions are computed with firstdose {__version__}; the code that decides for the trial is the one that its "
        "simulations used."
    )
    return Passage("Software", (told,))
