"""What a study file itself rests on: tables with a provenance, and options left to their defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from firstdose.design import Design
from firstdose.sourced import Assumption
from firstdose.study.file import StudyFile
from firstdose.study.stated_table import Stated

_ADDRESS = ("source", "provenance")
_FROM_PROTOCOL = ("n_levels", "doses")


def stated(said: StudyFile, design: Design) -> tuple[Assumption, ...]:
    """In the order of the file."""
    return (*_tables(said), *_options(said.escalation.design, design))


def _tables(said: StudyFile) -> Iterator[Assumption]:
    for field in fields(said):
        table = getattr(said, field.name)
        many = isinstance(table, tuple)
        for each in table if many else (table,):
            name = f'[[{field.name}]] "{each.name}"' if many else f"[{field.name}]"
            if isinstance(each, Stated) and each.provenance is not None:
                yield Assumption(name, _shown(each), each.source, each.provenance)
    for rule in said.escalation.rules:
        if rule.get("provenance") is not None:
            what = _listed({key: value for key, value in rule.items() if key != "name"})
            yield Assumption(f'[[escalation.rules]] "{rule["name"]}"', what, _source(rule), rule["provenance"])


def _options(options: dict[str, Any], design: Design) -> Iterator[Assumption]:
    if options.get("provenance") is not None:
        yield Assumption("[escalation.design]", _listed(options), _source(options), options["provenance"])
    inner = getattr(design, "design", design)
    for field in fields(inner) if is_dataclass(inner) else ():
        if field.name not in (*options, *_FROM_PROTOCOL) and field.default is not MISSING:
            what = _listed({field.name: getattr(inner, field.name)})
            yield Assumption("[escalation.design]", what, "default of the design", "assumed")


def _source(table: Mapping[str, Any]) -> str:
    return str(table.get("source", ""))


def _shown(table: Stated) -> str:
    said = {f.name: getattr(table, f.name) for f in fields(table) if f.name not in (*_ADDRESS, "name")}
    return _listed({key: value for key, value in said.items() if value not in (None, "", ())})


def _listed(values: Mapping[str, Any]) -> str:
    """Plain values as ``key = value``; tables have lines of their own."""
    plain = {key: value for key, value in values.items() if key not in _ADDRESS and not _is_table(value)}
    return "; ".join(f"{key} = {_plain(value)}" for key, value in plain.items())


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, tuple) and any(isinstance(each, dict) for each in value))


def _plain(value: Any) -> str:
    if isinstance(value, bool | str):
        return str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, list | tuple):
        return ", ".join(f"({_plain(each)})" if isinstance(each, list | tuple) else _plain(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
