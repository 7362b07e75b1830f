"""A document as a PDF: figures as vectors, every table's head repeated, the data's address on every page."""

from __future__ import annotations

import json
from functools import cache

from firstdose import __version__
from firstdose.report.blocks import Document, Table
from firstdose.report.extra import require
from firstdose.report.pdf.plain import plain
from firstdose.report.printable import all_printable
from firstdose.resources import packaged

_MOST_TAGGED = 20_000  # cells of tables: tags of more would be ten times the rest of the file


def to_pdf(document: Document) -> bytes:
    """The document as PDF, with title page, contents and page numbers.

    Notes
    -----
    The document travels as data: the layout is one fixed template that reads JSON, so no sign in a title, a cell or a
    subject's name is ever markup. No clock is asked: the same document gives the same bytes.
    Text is set in Libertinus Serif, which comes with typst; a sign that it lacks is taken from the machine's fonts.
    The PDF is tagged for reading aloud (PDF/UA-1), unless its tables have more than 20,000 cells, or it has a sign that
    no font of the machine knows: that stands as an empty box, which the standard forbids.
    """
    require("pdf")
    import typst

    data = travelling(document)
    if _cells(document) > _MOST_TAGGED:
        return typst.compile(template(), format="pdf", sys_inputs=data, timestamp=0, pdf_tags=False)
    try:
        return typst.compile(template(), format="pdf", sys_inputs=data, timestamp=0, pdf_standards="ua-1")
    except typst.TypstError:
        return typst.compile(template(), format="pdf", sys_inputs=data, timestamp=0)


def to_pages(document: Document, ppi: float = 72) -> list[bytes]:
    """The pages as PNG pictures."""
    require("pdf")
    import typst

    pages: bytes | list[bytes] = typst.compile(template(), format="png", sys_inputs=travelling(document), ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def travelling(document: Document) -> dict[str, str]:
    """What the layout is given: the document as JSON."""
    said = all_printable(plain(document)) | {"version": __version__}
    return {"document": json.dumps(said, ensure_ascii=False, allow_nan=False)}


def _cells(document: Document) -> int:
    return sum(len(one.rows) * len(one.columns) for one in document.blocks if isinstance(one, Table))


@cache
def template() -> bytes:
    """The one layout of every document."""
    return packaged("report/templates/document.typ").read_bytes()
