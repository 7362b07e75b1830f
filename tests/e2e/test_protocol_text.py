"""``firstdose protocol-text`` writes the protocol's section on dose escalation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.cli.options import DESIGN_NAMES
from firstdose.design import Boin
from firstdose.design.catalogue import DESIGNS
from firstdose.design.protocol.protocol_text import protocol_text

Run = Callable[..., Result]
Answer = Callable[..., Any]
BOIN = ("--design", "boin", "--target", "0.3", "--levels", "5")


def test_the_json_is_the_librarys_answer(answer: Answer) -> None:
    said = answer("protocol-text", *BOIN)
    expected = protocol_text(Boin(0.3, 5))
    assert said == {
        "title": "Dose escalation",
        "sections": [{"title": one.title, "text": one.text} for one in expected],
    }


def test_people_get_markdown_and_the_assumptions_on_standard_error(run: Run) -> None:
    result = run("protocol-text", *BOIN)
    assert result.stdout.startswith("# Dose escalation\n\n## Design\n\nDose escalation follows the Bayesian optimal")
    assert "doi:10.1111/rssc.12089" in result.stdout
    assert "Assumed, because not given: p_saf" in result.stderr
    assert "Assumed" not in result.stdout


def test_a_study_has_its_doses_rules_and_dlts_in_it(run: Run) -> None:
    told = run("protocol-text", "imgn289").stdout
    assert told.startswith("# IMGN289 weekly: dose escalation\n")
    for words in (
        "| 1 | 0.3 |",
        "- platelet count decreased, grade 4 or higher",
        "The trial ends when the level that comes next has been given to 9 patients already.",
        "A dose is given every 7 days.",
        "doi:10.1002/sim.3230",
    ):
        assert words in told


@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_of_the_catalogue(run: Run, name: str) -> None:
    bounds = "n = 3, escalate_if_at_most = 0, deescalate_if_at_least = 2, eliminate_if_at_least = 3"
    two_drugs = ("--option", "doses_a=1,2", "--option", "doses_b=10,20")
    needed = {
        "table": ("--levels", "4", "--option", f"rows=[{{{bounds}}}]"),
        "po-crm": ("--levels", "4", "--option", "orders=[[1,2,3,4],[1,3,2,4]]"),
        "combo-blrm": two_drugs,
    }
    result = run("protocol-text", "--design", name, *needed.get(name, ("--doses", "1,2,3,4")))
    assert result.exit_code == 0, result.output
    assert "## Selection of the dose" in result.stdout


def test_operating_characteristics_are_there_when_asked_for(run: Run, answer: Answer) -> None:
    assert "Operating characteristics" not in run("protocol-text", *BOIN).stdout
    curves = ("--true-dlt", "0.05,0.1,0.2,0.3,0.45", "--true-dlt", "0.3,0.4,0.5,0.6,0.7")
    said = answer("protocol-text", *BOIN, "--trials", "40", "--seed", "7", *curves)
    titles = [section["title"] for section in said["sections"]]
    text = said["sections"][titles.index("Operating characteristics")]["text"]
    assert titles.index("Operating characteristics") == titles.index("Software") - 1
    assert "By 40 simulated trials a scenario (seed 7), of at most 36 patients each, with a target of 30 %." in text
    assert text.count("| Selected, % |") == 2
    assert "| true DLT 0.3,0.4,0.5,0.6,0.7 | True DLT probability, % | 30.0 | 40.0 |" in text
    assert "(seed 20131105)" in run("protocol-text", "imgn289", "--trials", "20").stdout


def test_the_names_in_the_help_are_those_of_the_catalogue() -> None:
    assert set(DESIGN_NAMES) == set(DESIGNS)


@pytest.mark.parametrize(
    ("ending", "holds"), [("md", "# Dose escalation"), ("txt", "## Design"), ("html", "<title>Dose escalation</title>")]
)
def test_a_file_of_each_kind(run: Run, ending: str, holds: str) -> None:
    result = run("protocol-text", *BOIN, "-o", f"text.{ending}")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"text.{ending}\n"
    assert holds in Path(f"text.{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "STUDY or --design is missing"),
        (["imgn289", "--design", "boin"], "are both given"),
        (["--design", "bion"], 'Did you mean "boin"?'),
        ([*BOIN, "-o", "text.pdf"], ".md or .txt or .html"),
        ([*BOIN, "--max-n", "0"], "--max-n"),
        ([*BOIN, "--trials", "-1"], "--trials"),
        ([*BOIN, "--trials", "10"], "What is true?"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused("protocol-text", *arguments)
