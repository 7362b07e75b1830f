"""A document as the data that the layout of a PDF reads."""

import pytest

from firstdose.report.blocks import (
    Absent,
    Badge,
    Column,
    Document,
    Facts,
    Heading,
    Marked,
    Reference,
    Strong,
    Table,
    prose,
)
from firstdose.report.pdf.plain import plain, spans
from firstdose.report.pdf.width import is_wide

HOSTILE = '#panic("x") *b* _i_ $x$ <label> @ref `raw` \\ [a]{b} = // /* "quoted" \u202e'


def _document(*blocks: object) -> Document:
    return Document("T", "S", "K", "F", tuple(blocks))  # type: ignore[arg-type]


def test_a_string_stays_as_it_is_whatever_it_holds() -> None:
    [span] = spans(HOSTILE, {})
    assert span["kind"] == "plain"
    assert span["text"].replace("\u200b", "") == HOSTILE


def test_strong_words_and_references_are_told_apart() -> None:
    found = plain(_document(Table("t", "", (), (), title="A", number="14.1.1"), Heading("h", "H", 2)))
    assert [block["label"] for block in found["blocks"] if "label" in block] == ["Table 14.1.1"]
    from firstdose.report.numbering import labels

    known = labels(_document(Table("t", "", (), ())))
    kinds = [one["kind"] for one in spans(prose("see ", Reference("t"), Strong("now")), known)]
    assert kinds == ["plain", "link", "strong"]


def test_control_characters_do_not_reach_the_page() -> None:
    assert spans("a\x00b\x0bc\nd", {})[0]["text"] == "abc\nd"


def test_a_long_word_can_be_broken() -> None:
    text = spans("x" * 50, {})[0]["text"]
    assert [len(part) for part in text.split("\u200b")] == [24, 24, 2]


def test_cells_keep_their_badges() -> None:
    found = plain(_document(Facts((("a", Badge("b")), ("c", Marked("d", Badge("e"))), ("f", ("g", "h"))))))
    cells = [row[1] for row in found["blocks"][0]["rows"]]
    assert [[cell["badge"] for cell in row] for row in cells] == [["b"], ["e"], [None, None]]


def test_what_is_absent_says_why() -> None:
    block = plain(_document(Absent("a", "Deaths", "16.2.2", "Listing", "Nobody died.")))["blocks"][0]
    assert (block["label"], block["reason"]) == ("Listing 16.2.2", "Nobody died.")


@pytest.mark.parametrize(("columns", "wide"), [(3, False), (12, True)])
def test_many_columns_turn_the_page(columns: int, wide: bool) -> None:
    row = tuple("some words" for _ in range(columns))
    assert is_wide(Table("t", "", tuple(Column("head") for _ in row), (row,))) is wide
