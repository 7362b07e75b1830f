"""``firstdose table`` prints, and writes, the decision table of a protocol."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.design import Boin, tabulate

Run = Callable[..., Result]
Answer = Callable[..., Any]
BOIN = ("boin", "--target", "0.3", "--max-n", "6")
PNG = b"\x89PNG\r\n\x1a\n"
PLAIN_FILE = '[escalation.design]\nname = "boin"\ntarget = 0.25\n'


def test_the_json_is_exactly_the_promised_one(answer: Answer) -> None:
    said = answer("table", *BOIN)
    assert said == tabulate(Boin(0.3, 3), 6).to_dict()
    assert list(said) == ["rows"]
    assert said["rows"][2] == {
        "n": 3,
        "escalate_if_at_most": 0,
        "deescalate_if_at_least": 2,
        "eliminate_if_at_least": 3,
    }
    assert said["rows"][0]["eliminate_if_at_least"] is None


def test_people_read_a_row_for_each_number_of_patients(run: Run) -> None:
    lines = run("table", *BOIN).stdout.splitlines()
    assert lines[0] == "BOIN, target 0.3"
    assert [line.split() for line in lines[4:10]] == [
        *(["1", "0", "1", "–"], ["2", "0", "1", "–"], ["3", "0", "2", "3"]),
        *(["4", "0", "2", "3"], ["5", "1", "2", "4"], ["6", "1", "3", "4"]),
    ]
    assert "Counts are those of the current level" in lines[11]
    assert "levels = 3" in lines[-1]


def test_whole_cohorts_only(answer: Answer) -> None:
    assert [row["n"] for row in answer("table", *BOIN, "--cohort-size", "3")["rows"]] == [3, 6]


def test_options_of_the_design_change_the_table(answer: Answer) -> None:
    options = ("--option", "p_saf=0.1", "--option", "p_tox=0.4", "--levels", "4")
    assert answer("table", *BOIN, *options) == tabulate(Boin(0.3, 4, p_saf=0.1, p_tox=0.4), 6).to_dict()


def test_a_file_and_a_study_have_tables_too(answer: Answer, run: Run) -> None:
    Path("own.toml").write_text(PLAIN_FILE, encoding="utf-8")
    assert answer("table", "own.toml", "--max-n", "6") == tabulate(Boin(0.25, 3), 6).to_dict()
    told = run("table", "imgn289", "--max-n", "3").stdout
    assert "The decision depends on every level. The table is for level 4 of 7" in told
    assert "The protocol's rules on the end of the trial come on top of it." in told


def test_a_model_is_asked_at_the_level_named(run: Run) -> None:
    told = run("table", "blrm", "--doses", "1.2,1.6,2.0,2.4", "--level", "2", "--max-n", "3").stdout
    assert 'level 2 of 4 reached by "1NNN"' in told


@pytest.mark.parametrize(
    ("ending", "holds"),
    [
        ("csv", b"n,escalate_if_at_most,deescalate_if_at_least,eliminate_if_at_least\n1,0,1,\n"),
        ("md", b"| 3 | 0 | 2 | 3 |"),
        ("html", b"BOIN, target 0.3"),
        ("svg", b"<svg"),
        ("png", PNG),
    ],
)
def test_a_file_of_each_kind(run: Run, ending: str, holds: bytes) -> None:
    result = run("table", *BOIN, "-o", f"table.{ending}")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"table.{ending}\n"
    assert "Counts are those of the current level" in result.stderr
    assert holds in Path(f"table.{ending}").read_bytes()
    assert [path.name for path in Path().iterdir()] == [f"table.{ending}"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bion"], 'Did you mean "boin"?'),
        (["boin", "--levels", "2"], "at least three levels"),
        (["boin", "--level", "3"], "level 3 of 3 is not such a level"),
        (["boin", "--target", "1.2"], "target = 1.2"),
        (["boin", "--max-n", "0"], "--max-n"),
        (["boin", "--max-n", "201"], "at most 200"),
        (["boin", "--cohort-size", "7", "--max-n", "6"], "--cohort-size 7"),
        (["blrm"], "Give the doses of the levels"),
        (["boin", "--option", "cutof=0.9"], 'Did you mean "cutoff"?'),
        (["boin", "--option", "cutoff"], "give a key and its value"),
        (["boin", "--option", "cutoff=0.9", "--option", "cutoff=0.8"], "cutoff is given twice"),
        (["boin", "--option", "name=crm"], "name is the design itself"),
        (["imgn289", "--option", "ewoc=0.3"], "is a whole study"),
        (["boin", "-o", "table.pdf"], ".html or .svg or .png or .csv or .md"),
        (["boin", "-o", "nowhere/table.png"], "there is no folder"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused("table", *arguments)


def test_an_option_against_the_file_is_refused(refused: Callable[..., str]) -> None:
    Path("own.toml").write_text(PLAIN_FILE, encoding="utf-8")
    assert "--option target=0.3 contradicts own.toml" in refused("table", "own.toml", "--option", "target=0.3")


def test_two_targets_are_refused_unless_they_are_one(refused: Callable[..., str]) -> None:
    said = refused("table", "boin", "--target", "0.3", "--option", "target=0.2")
    assert said.startswith("--target 0.3 contradicts --option, which has target = 0.2.")
