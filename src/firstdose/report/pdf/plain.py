"""A document as plain data: names, strings and pictures, for a layout that knows nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from firstdose.report.blocks import (
    Absent,
    Answers,
    Badge,
    Block,
    Bullets,
    Callout,
    Cell,
    Document,
    Facts,
    Figure,
    Heading,
    Marked,
    Prose,
    Reference,
    Strong,
    Table,
    Text,
    Words,
)
from firstdose.report.numbering import Label, label_of, labels
from firstdose.report.pdf.drawn import drawn
from firstdose.report.pdf.width import is_wide
from firstdose.report.printable import printable

_LONG = re.compile(r"[^\s\u200b-]{24}")  # a word that no column may be able to hold
_KNOWN = Mapping[str, Label]


def plain(document: Document) -> dict[str, Any]:
    """What the layout reads: the document's strings, and its blocks as records."""
    known = labels(document)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "kicker": document.kicker,
        "badge": document.badge.text if document.badge else None,
        "footer": document.footer,
        "running": list(document.running),
        "apart": document.apart,
        "blocks": [_block(block, known) for block in document.blocks],
    }


def spans(words: Words, known: _KNOWN) -> list[dict[str, str]]:
    """Running text as its spans.

    Examples
    --------
    >>> spans("*not strong*", {})
    [{'kind': 'plain', 'text': '*not strong*'}]
    """
    return [_span(one, known) for one in (words.spans if isinstance(words, Prose) else (words,))]


def _span(span: str | Strong | Reference, known: _KNOWN) -> dict[str, str]:
    match span:
        case Reference(name):
            return {"kind": "link", "text": str(label_of(span, known)), "to": name}
        case Strong(text):
            return {"kind": "strong", "text": _broken(text)}
        case _:
            return {"kind": "plain", "text": _broken(span)}


def _broken(text: str) -> str:
    """With a place to break in every long word, so that none runs out of its column; without what cannot be printed."""
    return _LONG.sub("\\g<0>\u200b", printable(text))


def _block(block: Block, known: _KNOWN) -> dict[str, Any]:
    match block:
        case Heading(name, text, level):
            return {"kind": "heading", "name": name, "text": text, "level": level, "number": _number(name, known)}
        case Text(text):
            return {"kind": "text", "text": spans(text, known)}
        case Bullets(items):
            return {"kind": "bullets", "items": [spans(item, known) for item in items]}
        case Callout(title, text):
            return {"kind": "callout", "title": title, "text": spans(text, known)}
        case Answers(items):
            return {"kind": "answers", "items": [_answer(item, known) for item in items]}
        case Facts(rows):
            return {"kind": "facts", "rows": [[name, _fact(value, known)] for name, value in rows]}
        case Table():
            return _table(block, known)
        case Figure():
            return _figure(block, known)
        case Absent():
            return {"kind": "absent", **_titled(block, known), "reason": _broken(block.reason)}


def _number(name: str, known: _KNOWN) -> str | None:
    return str(known[name].number) if name in known else None


def _titled(block: Table | Figure | Absent, known: _KNOWN) -> dict[str, Any]:
    return {"name": block.name, "label": str(known[block.name]), "title": block.title}


def _answer(item: Any, known: _KNOWN) -> dict[str, Any]:
    badge = item.badge.text if item.badge else None
    return {"question": item.question, "answer": item.answer, "detail": spans(item.detail, known), "badge": badge}


def _fact(value: Cell | tuple[str, ...], known: _KNOWN) -> list[Any]:
    if isinstance(value, tuple):
        return [_cell(item, known) for item in value]
    return [_cell(value, known)]


def _cell(cell: Cell, known: _KNOWN) -> dict[str, Any]:
    match cell:
        case Badge(text):
            return {"text": [], "badge": text}
        case Marked(text, badge):
            return {"text": spans(text, known), "badge": badge.text}
        case _:
            return {"text": spans(cell, known), "badge": None}


def _table(table: Table, known: _KNOWN) -> dict[str, Any]:
    return {
        "kind": "table",
        **_titled(table, known),
        "caption": spans(table.caption, known),
        "illustrative": table.illustrative,
        "columns": [
            {"head": _whole_units(one.head), "unit": one.unit, "align": one.align, "wide": one.wide}
            for one in table.columns
        ],
        "rows": [[_cell(cell, known) for cell in row] for row in table.rows],
        "groups": {str(at): _cell(cell, known) for at, cell in table.groups},
        "marked": sorted(table.marked),
        "note": spans(table.note, known),
        "wide": is_wide(table),
    }


def _whole_units(head: str) -> str:
    """With no line's end after a slash: mg/kg stays in one piece."""
    return head.replace("/", "/\u2060")


def _figure(figure: Figure, known: _KNOWN) -> dict[str, Any]:
    pictures = [drawn(panel) for panel in figure.panels]
    return {
        "kind": "figure",
        **_titled(figure, known),
        "caption": spans(figure.caption, known),
        "illustrative": figure.illustrative,
        "alt": figure.alt,
        "panels": [
            {"title": panel.title, "svg": svg, "aspect": aspect}
            for panel, (svg, aspect) in zip(figure.panels, pictures, strict=True)
        ],
    }
