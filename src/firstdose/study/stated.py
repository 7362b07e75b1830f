"""What a study file itself rests on: tables with a provenance, and options left to their defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from firstdose.design import Ruled, in_use
from firstdose.design.catalogue import RULES
from firstdose.sourced import Assumption
from firstdose.study.file import StudyFile
from firstdose.study.stated_table import without_address
from firstdose.tables import Table


def stated(said: StudyFile, tables: Table, design: Ruled) -> tuple[Assumption, ...]:
    """In the order of the file.

    Parameters
    ----------
    said : the file.
    tables : the same as it was written, which tells what was left out.
    design : as built from it.
    """
    idle = ("cohort_size",) if design.design.own_cohorts else ()  # what has no effect is no assumption
    named = [*_named(said, tables), *_rules(said, tables)]
    return (*(each for table in named for each in _of_table(*table, idle)), *_design(said.escalation.design, design))


def _named(said: StudyFile, tables: Table) -> Iterator[tuple[str, Table, dict[str, object]]]:
    """Place, content as written, and defaults of every table."""
    for field in fields(said):
        made, written = getattr(said, field.name), tables.get(field.name, {})
        if isinstance(made, tuple):
            for each, table in zip(made, written, strict=True):
                yield f'[[{field.name}]] "{each.name}"', table, each.defaults()
        else:
            yield f"[{field.name}]", written, made.defaults()


def _rules(said: StudyFile, tables: Table) -> Iterator[tuple[str, Table, dict[str, object]]]:
    for rule in said.escalation.rules:
        kind: Any = RULES[rule["name"]]
        # a switch that is off is what the rule is without it, no assumption
        defaults = {option.name: option.default for option in fields(kind) if option.default not in (MISSING, False)}
        yield f'[[escalation.rules]] "{rule["name"]}"', rule, defaults


def _of_table(where: str, written: Table, defaults: dict[str, object], idle: tuple[str, ...]) -> Iterator[Assumption]:
    if written.get("provenance") is not None:
        yield Assumption(where, _listed(written), _source(written), written["provenance"])
    left_out = {key: value for key, value in defaults.items() if key not in (*written, *idle)}
    if what := _listed(left_out):
        yield Assumption(where, what, "default, as the file does not say", "assumed")


def _design(written: Table, design: Ruled) -> Iterator[Assumption]:
    if written.get("provenance") is not None:
        yield Assumption("[escalation.design]", _listed(written), _source(written), written["provenance"])
    for name, value in in_use(design).items():
        if name not in (*written, "rows") and value not in (None, ()):
            yield Assumption("[escalation.design]", _listed({name: value}), "default of the design", "assumed")


def _source(table: Mapping[str, Any]) -> str:
    return str(table.get("source", ""))


def _listed(values: Mapping[str, Any]) -> str:
    """Plain values as ``key = value``; a table's own name stands in its place, and tables have lines of their own."""
    said = {key: value for key, value in without_address(values).items() if key != "name" and not _is_table(value)}
    return "; ".join(f"{key} = {_plain(value)}" for key, value in said.items() if value not in (None, "", (), []))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value)
    )


def _plain(value: Any) -> str:
    if isinstance(value, bool | str):
        return str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, list | tuple):
        return ", ".join(f"({_plain(each)})" if isinstance(each, list | tuple) else _plain(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
