"""The outputs as files: one page, one PDF, a CSV a table and an SVG a figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from firstdose.report.html import to_html
from firstdose.report.pdf import to_pdf
from firstdose.report.pictures import pictures
from firstdose.report.tlf.document import Made, Outputs
from firstdose.report.tlf.output import Drawing, Sheet


def write(outputs: Outputs, *, pdf: bool = True) -> Mapping[str, bytes]:
    """The files by their path in the folder: ``index.html``, ``tlf.pdf``, ``tables/*.csv`` and ``figures/*.svg``."""
    document = outputs.document()
    files = {"index.html": to_html(document).encode()}
    if pdf:
        files["tlf.pdf"] = to_pdf(document)
    return files | dict(pair for one in outputs.all for pair in _of(one))


def _of(one: Made) -> Iterator[tuple[str, bytes]]:
    match one.found:
        case Sheet():
            yield one.path, as_csv(one.found)
        case Drawing(panels=panels):
            yield one.path, pictures(panels, "svg", title=one.output.title)


def as_csv(sheet: Sheet) -> bytes:
    """A table as CSV, its headings between rows as a column of their own.

    Notes
    -----
    Text that starts with =, +, @ or a tab gets an apostrophe before it, so that no program takes it for a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = [f"{column.head} ({column.unit})" if column.unit else column.head for column in sheet.columns]
    groups, grouped = dict(sheet.groups), bool(sheet.groups)
    writer.writerow(map(_safe, ["Group", *heads] if grouped else heads))
    group = ""
    for at, row in enumerate(sheet.rows):
        group = groups.get(at, group)
        writer.writerow(map(_safe, [group, *row] if grouped else row))
    return text.getvalue().encode()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "@", "\t", "\r")) else cell
