"""What a document is made of, whatever the format: a renderer turns each block into HTML or PDF.

A string is plain: no character in it means anything but itself, whoever wrote it. What is more than plain is a noun.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import altair as alt

    Chart: TypeAlias = "alt.Chart | alt.LayerChart"

Kind = Literal["illustrative", "observed", "neutral", "assumed", "recalled", "derived", "transcription", "source"]


@dataclass(frozen=True)
class Badge:
    """A word that says how much to trust what stands beside it."""

    text: str
    kind: Kind = "neutral"


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True)
class Reference:
    """A figure, a table or a section, by name."""

    name: str


@dataclass(frozen=True)
class Prose:
    """Running text with strong words and references in it."""

    spans: tuple[str | Strong | Reference, ...]


Words: TypeAlias = str | Prose


def prose(*spans: str | Strong | Reference | Prose) -> Prose:
    """Spans one after another, as running text.

    Examples
    --------
    >>> prose("Doses are in ", Reference("levels"), ".").spans
    ('Doses are in ', Reference(name='levels'), '.')
    """
    return Prose(tuple(inner for one in spans for inner in (one.spans if isinstance(one, Prose) else (one,))))


@dataclass(frozen=True)
class Marked:
    """Words with their badge."""

    text: Words
    badge: Badge


Cell: TypeAlias = str | Prose | Badge | Marked


@dataclass(frozen=True)
class Heading:
    """Opens a section; the table of contents is made of these."""

    name: str  # what a reference names
    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: Words


@dataclass(frozen=True)
class Bullets:
    """Points of equal rank."""

    items: tuple[Words, ...]


@dataclass(frozen=True)
class Callout:
    """What must not be overlooked."""

    title: str
    text: Words
    kind: Kind = "neutral"


@dataclass(frozen=True)
class Answer:
    """One question of the committee with its answer in a few words."""

    question: str
    answer: str
    detail: Words
    badge: Badge | None = None


@dataclass(frozen=True)
class Answers:
    """The report in a few answers."""

    items: tuple[Answer, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what they are: two columns without rules."""

    rows: tuple[tuple[str, Cell | tuple[str, ...]], ...]  # several strings are a list


@dataclass(frozen=True)
class Column:
    """Head of a column; the unit stands here so that the cells are bare numbers."""

    head: str
    unit: str = ""
    align: Literal["left", "right"] = "right"
    wide: bool = False  # holds sentences


@dataclass(frozen=True)
class Table:
    """Rows of cells under their columns."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    groups: tuple[tuple[int, Cell], ...] = ()  # a heading before the row of that number
    marked: frozenset[int] = frozenset()  # rows that the caption speaks of
    note: str = ""
    illustrative: bool = False  # no human result of this molecule stands behind it
    title: str = ""  # in a few words, for the contents
    number: str = ""  # where the kind of document prescribes it, as in "14.1.2"; else it is counted
    kind: Literal["Table", "Listing"] = "Table"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}: a row of {len(row)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, eq=False)
class Panel:
    """One chart of a figure."""

    chart: Chart
    title: str = ""
    least_px: int = 0  # width below which its labels would overlap; it is scrolled where the page is narrower


@dataclass(frozen=True, eq=False)
class Figure:
    """One chart or several side by side, what they show, and the same in words for who cannot see them."""

    name: str
    caption: str
    alt: str
    panels: tuple[Panel, ...]
    illustrative: bool = False  # no human result of this molecule stands behind it
    title: str = ""  # in a few words, for the contents
    number: str = ""  # where the kind of document prescribes it; else it is counted


@dataclass(frozen=True)
class Absent:
    """A table, listing or figure that belongs here and cannot be made, with the reason."""

    name: str
    title: str
    number: str
    kind: Literal["Table", "Listing", "Figure"]
    reason: str


Block: TypeAlias = Heading | Text | Bullets | Callout | Answers | Facts | Table | Figure | Absent


@dataclass(frozen=True, eq=False)
class Document:
    """A title and blocks in reading order."""

    title: str
    subtitle: str
    kicker: str  # the kind of document, above the title
    footer: str
    blocks: tuple[Block, ...]
    badge: Badge | None = None
    running: tuple[str, ...] = ()  # on every page of print: the study, the data cut, the hash of the data
    apart: bool = False  # in print, every titled table and figure begins a page
