"""What a PDF keeps, whatever the document says."""

import json
import re

import altair as alt
import pytest
import typst

from firstdose.report.blocks import (
    Absent,
    Answer,
    Answers,
    Badge,
    Bullets,
    Callout,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Panel,
    Reference,
    Table,
    Text,
    prose,
)
from firstdose.report.pdf import to_pdf
from firstdose.report.pdf.render import template, travelling

HOSTILE = '#panic("x") *b* _i_ $x$ <label> @ref `raw` \\ [a]{b} = // /* <script>alert(1)</script> \x00\x0b'
ROWS = tuple((f"{HOSTILE} {at}", "1") for at in range(120))


def _document(words: str, *, apart: bool = False) -> Document:
    chart = alt.LayerChart(layer=[alt.Chart(alt.InlineData(values=[{"a": words}])).mark_text().encode(text="a:N")])
    columns = (Column(words, words, "left"), Column("n"))
    wide = tuple(Column(f"column {at}") for at in range(14))
    blocks = (
        Heading("one", words),
        Text(prose(words, Reference("t"))),
        Bullets((words,)),
        Callout(words, words),
        Facts(((words, words),)),
        Answers((Answer(words, words, words, Badge(words)),)),
        Table("t", words, columns, ROWS, ((0, words),), note=words, title=words, number="14.1.1"),
        Table("w", words, wide, (tuple("wide words" for _ in wide),), title="Wide", number="16.2.1", kind="Listing"),
        Figure("f", words, words, (Panel(chart, words),), title="Picture", number="14.2.1"),
        Absent("a", "Gone", "14.2.2", "Table", words),
        Heading("two", "Second"),
    )
    return Document(words, words, words, words, blocks, Badge(words), (words, "cut"), apart)


def _headings(document: Document) -> str:
    found: str = typst.query(template(), "heading", field="body", sys_inputs=travelling(document))
    return found


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return to_pdf(_document(HOSTILE))


def test_no_string_is_markup(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-")


def test_the_same_document_gives_the_same_bytes(pdf: bytes) -> None:
    assert to_pdf(_document(HOSTILE)) == pdf


def test_it_can_be_read_aloud(pdf: bytes) -> None:
    assert b"pdfuaid" in pdf
    assert b"/StructTreeRoot" in pdf


def test_its_contents_name_sections_and_titled_outputs() -> None:
    told = json.dumps(json.loads(_headings(_document("words"))))
    for title in ("Contents", "Second", "Table 14.1.1. words", "Listing 16.2.1. Wide", "Table 14.2.2. Gone"):
        assert title in told


def test_a_wide_table_turns_its_page_and_a_long_one_goes_on(pdf: bytes) -> None:
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    turned = [float(width) > float(height) for width, height in boxes]
    assert turned.count(True) == 1
    assert _pages(pdf) == len(boxes) >= 7


def test_outputs_that_stand_apart_begin_a_page(pdf: bytes) -> None:
    assert _pages(to_pdf(_document(HOSTILE, apart=True))) > _pages(pdf)
