"""``firstdose grade`` as a person or a program uses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

HEAD = "USUBJID,LBTESTCD,LBSTRESN,LBSTRESU,LBSTNRLO,LBSTNRHI,ADT,ABLFL"
ROWS = (
    "01,PLAT,210,10^9/L,150,400,2026-03-01,Y",
    "01,PLAT,40,10^9/L,150,400,2026-03-15,",
    "01,ALT,90,U/L,5,40,2026-03-01,Y",
    "01,ALT,100,U/L,5,40,2026-03-15,",
    "01,PROT,70,g/L,60,80,2026-03-15,",
    "01,URATE,500,umol/L,150,420,2026-03-15,",
)


@pytest.fixture
def lb(empty_folder: Path) -> str:
    """A table of one subject."""
    path = empty_folder / "lb.csv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return str(path)


def test_programs_get_a_row_for_each_row(run: Callable[..., Result], lb: str) -> None:
    told = json.loads(run("grade", lb, "--ctcae", "5", "--units", "si", "--json").stdout)
    assert list(told) == ["rows"]
    assert list(told["rows"][0]) == ["USUBJID", "LBTESTCD", "ADT", "ATOXGRL", "ATOXGRH", "reason"]
    assert [(row["ATOXGRL"], row["ATOXGRH"]) for row in told["rows"]] == [
        ("0", None),
        ("3", None),
        (None, "1"),
        (None, "0"),
        (None, None),
        (None, "3"),
    ]
    assert told["rows"][2]["reason"] == "baseline: graded on the limits of normal, not on itself"
    assert told["rows"][4]["reason"] == "the test has no CTCAE term"


def test_the_baseline_against_itself_only_in_the_reading_of_admiral(run: Callable[..., Result], lb: str) -> None:
    told = json.loads(run("grade", lb, "--mode", "admiral", "--json").stdout)
    assert told["rows"][2]["ATOXGRH"] == "0"


def test_people_get_counts_who_and_what_was_not_graded(run: Callable[..., Result], lb: str) -> None:
    told = run("grade", lb, "--ctcae", "4").stdout
    assert "Subjects by worst grade after baseline, CTCAE v4.0" in told
    assert "Platelet count decreased" in told
    assert "Hyperuricemia: physiologic consequences are taken to be present." in told
    assert "2026-03-15" in told
    assert "the test has no CTCAE term" in told
    assert "Nobody has grade 4 or worse" in run("grade", lb, "--at-least", "4").stdout


def test_what_cannot_be_is_a_sentence(run: Callable[..., Result], lb: str) -> None:
    for arguments, said in (
        ((lb, "--ctcae", "7"), "ctcae = 7: give one of 4, 5, 6."),
        ((lb, "--units", "imperial"), "units = imperial: give one of si, us."),
        (("none.csv",), "there is no such file"),
    ):
        result = run("grade", *arguments)
        assert result.exit_code == 2
        assert said in result.stderr
