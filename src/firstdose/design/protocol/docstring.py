"""What a noun's docstring says of it, section by section, so that print and code have one source."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SECTION = re.compile(r"^(\w+)\n-+\n", re.MULTILINE)
_ENTRY = re.compile(r"^(\S.*?) : ", re.MULTILINE)


@dataclass(frozen=True)
class Docstring:
    """A docstring in its parts, each paragraph on one line."""

    summary: str
    parameters: Mapping[str, str]  # meaning by name
    notes: tuple[str, ...]
    references: tuple[str, ...]


def docstring(noun: Any) -> Docstring:
    """The docstring of a class, a function or an instance's class.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> docstring(Boin).summary
    'Up, stay or down by the DLT rate at the current level, between two optimal boundaries.'
    >>> docstring(Boin).parameters["target"]
    'DLT probability aimed at.'
    """
    whole = inspect.getdoc(noun) or ""
    head, *rest = _SECTION.split(whole)
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    return Docstring(
        summary=_paragraphs(head)[0] if head.strip() else "",
        parameters=_entries(parts.get("Parameters", "")),
        notes=_paragraphs(parts.get("Notes", "")),
        references=tuple(map(_joined, filter(None, re.split(r"(?<=\.)\n", parts.get("References", "").strip())))),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs, and each point of a list on its own."""
    parts = re.split(r"\n\s*\n|\n(?=- )", text.strip())
    return tuple(_joined(part) for part in parts if part.strip())


def _entries(text: str) -> dict[str, str]:
    _, *rest = _ENTRY.split(text)
    named = zip(rest[::2], rest[1::2], strict=True)
    return {name: _joined(meaning) for names, meaning in named for name in names.split(", ")}


def _joined(text: str) -> str:
    return " ".join(text.replace("``", "`").split())
