"""Figures, tables and sections are numbered in reading order and found by name."""

import pytest

from firstdose.report.blocks import Block, Document, Heading, Table, Text
from firstdose.report.numbering import Label, labels, refer


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


def test_a_reference_becomes_a_link() -> None:
    known = {"doses": Label("Table", 3)}
    assert refer("see @doses.", known, lambda name, label: f"[{label}](#{name})") == "see [Table 3](#doses)."


def test_a_reference_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="@doses refers to no figure, table or section"):
        refer("see @doses", {}, lambda name, label: name)
