"""Figures and tables are numbered in reading order, and text refers to them by name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from firstdose.report.blocks import Absent, Document, Figure, Heading, Reference, Table


@dataclass(frozen=True)
class Label:
    """How a block is called in print."""

    kind: str  # "Figure", "Table", "Listing" or "Section"
    number: int | str

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
                kind, number = "Section", ""
            case Figure():
                kind, number = "Figure", block.number
            case Table() | Absent():
                kind, number = block.kind, block.number
            case _:
                continue
        if block.name in found:
            raise ValueError(f"two blocks of the document are named {block.name}")
        count[kind] += not number
        found[block.name] = Label(kind, number or count[kind])
    return found


def label_of(reference: Reference, known: Mapping[str, Label]) -> Label:
    """The label that a reference stands for."""
    if reference.name not in known:
        raise ValueError(f"{reference.name} is no figure, table or section of this document")
    return known[reference.name]
