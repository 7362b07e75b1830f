"""The words of a report without their dress."""

from firstdose.report import Document
from firstdose.report.blocks import Bullets, Callout, Facts, Marked, Prose, Reference, Table, Text


def plain(words: object) -> str:
    """Running text or a cell as a string; a reference by its name in brackets."""
    match words:
        case Prose(spans):
            return "".join(map(plain, spans))
        case Reference(name):
            return f"[{name}]"
        case Marked(text, badge):
            return f"{plain(text)} [{badge.text}]"
        case tuple():
            return "; ".join(map(plain, words))
        case str():
            return words
        case _:
            return str(getattr(words, "text", words))


def running_text(document: Document) -> str:
    """Paragraphs, callouts, bullets and facts, one after another."""
    found: list[object] = []
    for block in document.blocks:
        match block:
            case Text(text) | Callout(text=text):
                found.append(text)
            case Bullets(items):
                found += items
            case Facts(rows):
                found += [value for _, value in rows]
    return " ".join(map(plain, found))


def table(document: Document, name: str) -> Table:
    """A table by its name."""
    return next(block for block in document.blocks if isinstance(block, Table) and block.name == name)
