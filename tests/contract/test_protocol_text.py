"""Every design has words for the protocol, and explains each of its options."""

import re
from collections.abc import Mapping

import pytest
from tests.every_design import PLAIN, RULED

from firstdose.design import ComboBlrm, Design, Ruled, in_use, name_of
from firstdose.design.protocol.docstring import docstring
from firstdose.design.protocol.passage import Passage
from firstdose.design.protocol.protocol_text import protocol_text
from firstdose.design.protocol.titles import TITLES

ALWAYS = ("Design", "Dose levels and cohorts", "Decisions", "Safety", "Selection of the dose", "Software")


def _passages(design: Design) -> Mapping[str, Passage]:
    return {one.title: one for one in protocol_text(design)}


@pytest.mark.parametrize("design", PLAIN.values(), ids=PLAIN)
def test_every_design_tells_its_rule_its_options_in_use_and_its_papers(design: Design) -> None:
    said = _passages(design)
    assert [title for title in ALWAYS if title not in said] == []
    assert TITLES[name_of(design)].whole in said["Design"].text
    assert docstring(type(design)).summary[1:] in said["Design"].text
    told = said["Parameters"].text if "Parameters" in said else ""
    for name, value in in_use(design).items():
        assert value in (None, ()) or f"`{name}`" in told
    for row in said["Parameters"].rows if "Parameters" in said else ():
        assert all(row), f"{row[0]} is not explained in the docstring"
    assert "References" in said or name_of(design) == "table"  # a table has no paper
    assert all(re.search(r"\(\d{4}\)", paper) for paper in docstring(type(design)).references)


@pytest.mark.parametrize("design", RULED.values(), ids=RULED)
def test_the_rules_of_a_protocol_are_told_with_their_numbers(design: Ruled) -> None:
    told = _passages(design)["Limits and stopping rules"].text
    assert "`" not in told
    assert "treated 12 patients" in told


def test_the_selection_is_that_of_the_design() -> None:
    for design in PLAIN.values():
        told = _passages(design)["Selection of the dose"].text
        assert told.startswith("Selected at the end of the trial: ")
        assert "-1" not in told


def test_levels_of_two_drugs_are_pairs() -> None:
    levels = _passages(ComboBlrm((1, 2), (10, 20)))["Dose levels and cohorts"]
    assert levels.rows[0] == ("Level", "Dose of the first drug", "Dose of the second drug")
    assert levels.rows[2] == ("2", "1", "20")
