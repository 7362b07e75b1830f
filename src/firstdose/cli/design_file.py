"""The design of a file: of a whole study, or of one that says no more than its design and dose levels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firstdose.cli.assumed import defaults
from firstdose.cli.question import Given, Question
from firstdose.design import Design, build, named
from firstdose.design.catalogue import RANKS
from firstdose.errors import StudyError
from firstdose.resources import File
from firstdose.study import load
from firstdose.study.decision_rows import with_rows
from firstdose.study.protocol_tables import DosesTable, EscalationTable
from firstdose.tables import Table, noun, read_toml
from firstdose.trial import DoseGrid

_ADDRESS = ("source", "provenance")
_TRIAL = ("cohort_size", "max_patients")


@dataclass(frozen=True)
class DesignFile:
    """A file without the rest of a study."""

    escalation: EscalationTable
    doses: DosesTable | None = None


def in_file(path: File, given: Given) -> Question:
    """The design that a file describes, on its dose levels or those given."""
    tables = read_toml(path, StudyError)
    if set(tables) <= {"escalation", "doses"}:
        return _alone(path, tables, given)
    plan = load(path) if isinstance(path, Path) else load(path.name.removesuffix(".toml"))
    if given.options:
        raise StudyError(f"{path} is a whole study. Write the options of --option into its table [escalation.design].")
    grid = plan.protocol.grid
    given.agrees(str(path), grid, plan.target)
    assumed = _assumed(plan.design, tables["escalation"], ruled=True)
    return Question(plan.design, grid, assumed, given.notes(plan.design), plan)


def _alone(path: File, tables: Table, given: Given) -> Question:
    said = _read(path, tables)
    grid = said.doses.made() if said.doses else given.grid
    n_levels = len(grid) if grid else given.n_levels
    near = path.parent if isinstance(path, Path) else None
    options = with_rows(given.added(str(path), with_rows(_options(said.escalation.design), near)), None)
    options |= given.aim(str(options.get("name")), options)
    design: Design = named(options, n_levels, grid.doses if grid else None, f"{path}: [escalation.design]")
    given.agrees(str(path), grid, design.target)
    ruled = said.doses is not None or set(tables["escalation"]) != {"design"}
    stated = (*given.options, *(() if given.target is None else ("target",)))
    assumed = (*_assumed(design, tables["escalation"], ruled, stated), *([] if said.doses else given.unsaid()))
    if ruled:
        design = _within_rules(said, options, grid or _ranks(n_levels), f"{path}: ")
    return Question(design, grid, assumed, given.notes(design))


def _read(path: File, tables: Table) -> DesignFile:
    escalation = tables.get("escalation")
    if not isinstance(escalation, dict) or not isinstance(escalation.get("design"), dict):
        raise StudyError(f'{path}: there is no table [escalation.design]. Add it, with name = "boin" or another.')
    return noun(DesignFile, tables, str(path), StudyError)


def _within_rules(said: DesignFile, options: Table, grid: DoseGrid, where: str) -> Design:
    return build(
        options,
        grid,
        cohort_size=said.escalation.cohort_size,
        max_patients=said.escalation.max_patients,
        start_level=said.doses.start_level - 1 if said.doses else 0,
        rules=[_options(rule) for rule in said.escalation.rules],
        where=where,
    )


def _ranks(n_levels: int) -> DoseGrid:
    """Levels whose doses nobody gave, for a design that asks for no doses."""
    return DoseGrid(tuple(float(level) for level in range(1, n_levels + 1)), RANKS)


def _options(table: Table) -> Table:
    return {key: value for key, value in table.items() if key not in _ADDRESS}


def _assumed(design: Design, escalation: Table, ruled: bool, stated: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Defaults where ``[escalation]`` is silent."""
    trial = [f"{key} = {getattr(EscalationTable, key)}" for key in _TRIAL if ruled and key not in escalation]
    return (*defaults(design, (*escalation["design"], *stated)), *trial)
