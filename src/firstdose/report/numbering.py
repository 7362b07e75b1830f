"""Figures and tables are numbered in reading order, and text refers to them by name."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firstdose.report.blocks import Document, Figure, Heading, Table

_REFERENCE = re.compile(r"@([a-z][a-z0-9-]*)")


@dataclass(frozen=True)
class Label:
    """How a block is called in print."""

    kind: str  # "Figure", "Table" or "Section"
    number: int

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


def labels(document: Document) -> Mapping[str, Label]:
    """The label of every figure, table and top section, by name.

    Examples
    --------
    >>> blocks = (Heading("dose", "Doses"), Table("levels", "Dose levels", (), ()))
    >>> page = Document("T", "", "", "", blocks)
    >>> str(labels(page)["levels"])
    'Table 1'
    """
    found: dict[str, Label] = {}
    count: Counter[str] = Counter()
    for block in document.blocks:
        match block:
            case Heading(level=2):
                kind = "Section"
            case Figure() | Table():
                kind = type(block).__name__
            case _:
                continue
        if block.name in found:
            raise ValueError(f"two blocks of the document are named {block.name}")
        count[kind] += 1
        found[block.name] = Label(kind, count[kind])
    return found


def refer(text: str, known: Mapping[str, Label], link: Callable[[str, Label], str]) -> str:
    """``text`` with every ``@name`` replaced by ``link(name, label)``."""

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        if name not in known:
            raise ValueError(f"@{name} refers to no figure, table or section")
        return link(name, known[name])

    return _REFERENCE.sub(replaced, text)
