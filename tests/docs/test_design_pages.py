"""Every design has a page with the agreed sections, its paper and its options, and a row of the table that is true."""

import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from tests.every_design import EXAMPLES

import firstdose.design
from firstdose.design import ComboBlrm, Design
from firstdose.design.catalogue import DESIGNS
from firstdose.design.options import FROM_TRIAL
from firstdose.design.protocol.docstring import docstring

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = [
    "When to use it",
    "What it assumes",
    "The rule",
    "A worked example by hand",
    "Options",
    "What differs",
    "Paper",
]
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_DOI = re.compile(r"10\.\d{4,}/[^\s,;]*[^\s,;.)]")


@cache
def _page(name: str) -> str:
    path = DOCS / "designs" / f"{name}.md"
    assert path.exists(), f"docs/designs/{name}.md is missing: every design has a page"
    return path.read_text(encoding="utf-8")


def _section(page: str, title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def _example(name: str) -> Design:
    combination = ComboBlrm((1.0, 2.0), (10.0, 20.0))  # its contract is held by tests of its own
    return next(design for design in (*EXAMPLES.values(), combination) if type(design) is DESIGNS[name])


def _rows() -> dict[str, list[str]]:
    """The cells of the index's table, by name."""
    lines = re.findall(r"^\| (\[`.*) \|$", _page("index"), re.MULTILINE)
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    named = [re.sub(r"\[`(.+)`\]\(\1\.md\)", r"\1", row[0]).split() for row in rows]
    return {name: [*kind, *row[1:]] for (name, *kind), row in zip(named, rows, strict=True)}


@pytest.mark.parametrize("name", DESIGNS)
def test_a_page_has_the_agreed_sections(name: str) -> None:
    assert _HEADING.findall(_page(name)) == SECTIONS


@pytest.mark.parametrize("name", DESIGNS)
def test_a_page_names_the_papers_of_the_class(name: str) -> None:
    dois = _DOI.findall(" ".join(docstring(DESIGNS[name]).references))
    paper = _section(_page(name), "Paper")
    assert [doi for doi in dois if doi not in paper] == []


@pytest.mark.parametrize("name", DESIGNS)
def test_a_page_explains_every_option(name: str) -> None:
    options = {field.name for field in fields(DESIGNS[name])} - {*FROM_TRIAL}  # type: ignore[arg-type]
    assert options - {*re.findall(r"`(\w+)`", _section(_page(name), "Options"))} == set()


@pytest.mark.parametrize("name", DESIGNS)
def test_a_worked_example_shows_what_the_code_says(name: str) -> None:
    """One that test_pages runs: Python with prompts, or a command with its answer."""
    example = _section(_page(name), "A worked example by hand")
    assert re.search(r"^(>>> |\$ firstdose .*\n(?!```))", example, re.MULTILINE)


def test_the_index_has_every_design_in_the_order_of_the_catalogue() -> None:
    assert list(_rows()) == list(DESIGNS)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_row_of_the_index_is_true(name: str) -> None:
    kind, _, needs, pending, cohorts, paper = _rows()[name]
    example = _example(name)
    assert kind == f"`{DESIGNS[name].__name__}`"
    assert kind.strip("`") in firstdose.design.__all__
    assert pending == ("weighs" if example.weighs_pending else "waits")
    assert cohorts == ("own" if example.own_cohorts else "protocol")
    assert ("target" in needs) <= ("target" in {field.name for field in fields(DESIGNS[name])})  # type: ignore[arg-type]
    references = " ".join(docstring(DESIGNS[name]).references)
    assert all(doi in references for doi in _DOI.findall(paper))
    assert _DOI.search(paper) or not references


def test_the_reference_documents_every_public_name() -> None:
    page = (DOCS / "reference" / "design.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\.\. auto(?:class|function|exception|data):: (\w+)$", page, re.MULTILINE)
    assert sorted(documented) == sorted({*documented})
    assert set(documented) == {*firstdose.design.__all__}
