"""The section of a protocol as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firstdose import __version__
from firstdose.design.protocol.passage import Passage
from firstdose.report.blocks import Block, Bullets, Column, Document, Heading, Table, Text

_SENTENCE = 30  # characters from which a cell is one


def protocol_page(title: str, passages: Sequence[Passage]) -> Document:
    """The passages under their headings."""
    return Document(
        title=title,
        subtitle="Dose escalation, in words for the protocol.",
        kicker="Protocol text",
        footer=f"firstdose {__version__} supports decisions; it takes none.",
        blocks=tuple(block for number, one in enumerate(passages) for block in _blocks(f"passage-{number}", one)),
    )


def _blocks(name: str, passage: Passage) -> Iterator[Block]:
    yield Heading(name, passage.title)
    yield from (Text(_plain(text)) for text in passage.paragraphs)
    if passage.points:
        yield Bullets(tuple(map(_plain, passage.points)))
    if passage.rows:
        head, *body = passage.rows
        cells = tuple(tuple(_plain(cell) for cell in row) for row in body)
        longest = [max(map(len, column)) for column in zip(*cells, strict=True)] or [0] * len(head)
        columns = tuple(
            Column(text, align="left", wide=length > _SENTENCE) for text, length in zip(head, longest, strict=True)
        )
        yield Table(f"{name}-table", f"{passage.title}.", columns, cells)
    yield from (Text(_plain(text)) for text in passage.after)


def _plain(text: str) -> str:
    return text.replace("`", "")
