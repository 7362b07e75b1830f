"""A team's own decision table: decided by, printed, and read again; and the rules that ask for doses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.design import Ruled
from firstdose.design.rules import MaxIncrement
from firstdose.errors import StudyError
from firstdose.study import load

Answer = Callable[..., Any]
Run = Callable[..., Result]
TABLE = "n,escalate_if_at_most,deescalate_if_at_least,eliminate_if_at_least\n3,0,2,3\n6,1,3,4\n9,2,4,5\n"
STUDY = Path(__file__).parents[2] / "src" / "firstdose" / "studies" / "imgn289.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder other than the current one, with a table, a design and a study that name it."""
    there = tmp_path / "there"
    there.mkdir()
    (there / "my.csv").write_text(TABLE, encoding="utf-8")
    (there / "design.toml").write_text('[escalation.design]\nname = "table"\nfile = "my.csv"\n', encoding="utf-8")
    return there


def test_a_file_beside_the_design_and_one_on_the_command_line(answer: Answer, folder: Path) -> None:
    said = answer("decide", "--design", str(folder / "design.toml"), "--levels", "3", "1NNN 2NNT")
    assert (
        said["reason"] == '1 of 3 patients at level 2 had a DLT, for which the table has "stay": treat level 2 again.'
    )
    file = f"file={folder / 'my.csv'}"
    assert answer("decide", "--design", "table", "--option", file, "--levels", "3", "1NNN 2NNT") == said


def test_a_printed_table_is_read_again(answer: Answer, run: Run, folder: Path) -> None:
    printed = run("table", "boin", "--target", "0.3", "--max-n", "12", "--json").stdout
    (folder / "boin.json").write_text(printed, encoding="utf-8")
    given = ["--option", f"file={folder / 'boin.json'}", "--target", "0.3", "--max-n", "12"]
    assert answer("table", "table", *given) == answer("table", "boin", "--target", "0.3", "--max-n", "12")


def test_rows_are_not_told_as_assumed(run: Run, folder: Path) -> None:
    assert "rows" not in run("decide", "--design", str(folder / "design.toml"), "--levels", "3").stdout


def _study(folder: Path, design: str) -> Path:
    text = STUDY.read_text(encoding="utf-8")
    start, end = text.index("[escalation.design]"), text.index("[accrual]")
    (folder / "study.toml").write_text(text[:start] + design + text[end:], encoding="utf-8")
    return folder / "study.toml"


def test_a_study_has_a_table_and_rules_of_dose(folder: Path) -> None:
    rules = '[[escalation.rules]]\nname = "max-increment"\npercent = 100\n[[escalation.rules]]\nname = "sentinel"\n'
    study = load(_study(folder, f'[escalation.design]\nname = "table"\nfile = "my.csv"\ntarget = 0.3\n{rules}'))
    design = study.design
    assert isinstance(design, Ruled)
    assert [row.n for row in design.design.rows] == [3, 6, 9]  # type: ignore[attr-defined]
    assert design.limits == (MaxIncrement(100, study.protocol.grid.doses),)
    assert not any("rows" in each.what for each in study.stated)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            TABLE.replace("6,1,3,4", "6,3,3,4"),
            "my.csv: Row 2 (n = 6), column deescalate_if_at_least = 3: it contradicts",
        ),
        (TABLE.replace("9,2", "9,x"), "my.csv: row 3, column escalate_if_at_most = x: a whole number of patients"),
    ],
)
def test_a_wrong_table_is_said_with_its_place(folder: Path, table: str, message: str) -> None:
    (folder / "my.csv").write_text(table, encoding="utf-8")
    path = _study(folder, '[escalation.design]\nname = "table"\nfile = "my.csv"\n')
    with pytest.raises(StudyError) as refused:
        load(path)
    assert message in str(refused.value)


def test_a_rule_of_dose_needs_doses(refused: Callable[..., str], folder: Path) -> None:
    text = '[escalation]\nrules = [{ name = "max-increment", percent = 50 }]\n[escalation.design]\nname = "3+3"\n'
    (folder / "design.toml").write_text(text, encoding="utf-8")
    told = refused("decide", "--design", str(folder / "design.toml"), "--levels", "3")
    assert "max-increment goes by the dose of one drug, which is not known here." in told
