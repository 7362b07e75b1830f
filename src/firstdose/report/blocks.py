"""What a document is made of, whatever the format: a renderer turns each block into HTML today, into PDF tomorrow.

Running text may hold ``**strong**`` words and ``@name`` references to a figure, a table or a section.
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
class Marked:
    """Words with their badge."""

    text: str
    badge: Badge


Cell: TypeAlias = str | Badge | Marked


@dataclass(frozen=True)
class Heading:
    """Opens a section; the table of contents is made of these."""

    name: str  # what ``@name`` refers to
    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Points of equal rank."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Callout:
    """What must not be overlooked."""

    title: str
    text: str
    kind: Kind = "neutral"


@dataclass(frozen=True)
class Answer:
    """One question of the committee with its answer in a few words."""

    question: str
    answer: str
    detail: str
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

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}: a row of {len(row)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, eq=False)
class Panel:
    """One chart of a figure."""

    chart: Chart
    title: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """One chart or several side by side, what they show, and the same in words for who cannot see them."""

    name: str
    caption: str
    alt: str
    panels: tuple[Panel, ...]
    illustrative: bool = False  # no human result of this molecule stands behind it


Block: TypeAlias = Heading | Text | Bullets | Callout | Answers | Facts | Table | Figure


@dataclass(frozen=True, eq=False)
class Document:
    """A title and blocks in reading order."""

    title: str
    subtitle: str
    kicker: str  # the kind of document, above the title
    footer: str
    blocks: tuple[Block, ...]
    badge: Badge | None = None
