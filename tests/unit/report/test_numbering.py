"""Figures, tables and sections are numbered in reading order and found by name."""

import pytest

from firstdose.report.blocks import Block, Document, Heading, Reference, Table, Text
from firstdose.report.numbering import Label, label_of, labels


def _document(*blocks: Block) -> Document:
    return Document("Title", "", "", "", blocks)


def _table(name: str) -> Table:
    return Table(name, "", (), ())


def test_each_kind_counts_by_itself_in_reading_order() -> None:
    found = labels(_document(Heading("a", "A"), _table("b"), Heading("c", "C"), Text("t"), _table("d")))
    assert {name: str(label) for name, label in found.items()} == {
        "a": "Section 1",
        "b": "Table 1",
        "c": "Section 2",
        "d": "Table 2",
    }


def test_a_lower_heading_has_no_number() -> None:
    assert labels(_document(Heading("a", "A", level=3))) == {}


def test_two_blocks_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two blocks of the document are named twice"):
        labels(_document(_table("twice"), _table("twice")))


def test_a_reference_has_the_label_of_what_it_names() -> None:
    assert str(label_of(Reference("doses"), {"doses": Label("Table", 3)})) == "Table 3"


def test_a_reference_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="doses is no figure, table or section"):
        label_of(Reference("doses"), {})
