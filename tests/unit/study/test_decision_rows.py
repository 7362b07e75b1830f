"""Decision tables from files, and what is wrong with them by row and column."""

import json
from pathlib import Path

import pytest

from firstdose.errors import StudyError
from firstdose.study.decision_rows import decision_rows, with_rows

HEAD = "n,escalate_if_at_most,deescalate_if_at_least,eliminate_if_at_least\n"
ROWS = [
    {"n": 3, "escalate_if_at_most": 0, "deescalate_if_at_least": 2, "eliminate_if_at_least": None},
    {"n": 6, "escalate_if_at_most": 1, "deescalate_if_at_least": 2, "eliminate_if_at_least": 4},
]


def _file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_csv_file_with_empty_cells_for_never(tmp_path: Path) -> None:
    assert decision_rows(_file(tmp_path, "a.csv", HEAD + "3,0,2,\n6, 1, 2, 4\n")) == ROWS


def test_a_json_file_as_it_is_printed(tmp_path: Path) -> None:
    assert decision_rows(_file(tmp_path, "a.JSON", json.dumps({"rows": ROWS}))) == ROWS


def test_a_toml_file(tmp_path: Path) -> None:
    text = "[[rows]]\nn = 3\nescalate_if_at_most = 0\ndeescalate_if_at_least = 2\n"
    assert decision_rows(_file(tmp_path, "a.toml", text)) == [
        {"n": 3, "escalate_if_at_most": 0, "deescalate_if_at_least": 2}
    ]


def test_a_csv_file_with_semicolons(tmp_path: Path) -> None:
    text = (HEAD + "3,0,2,\n6,1,2,4\n").replace(",", ";")
    assert decision_rows(_file(tmp_path, "a.csv", text)) == ROWS


def test_letters_in_a_csv_file(tmp_path: Path) -> None:
    assert decision_rows(_file(tmp_path, "a.csv", "n,dlt,decision\n1,0,E\n1,1,DU\n")) == [
        {"n": 1, "dlt": 0, "decision": "E"},
        {"n": 1, "dlt": 1, "decision": "DU"},
    ]


def test_the_file_is_looked_for_beside_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, "a.csv", HEAD + "3,0,2,\n6,1,2,4\n")
    options = {"name": "table", "file": "a.csv", "target": 0.3}
    assert with_rows(options, tmp_path) == {"name": "table", "target": 0.3, "rows": ROWS}
    monkeypatch.chdir(tmp_path)
    assert with_rows(options, None) == {"name": "table", "target": 0.3, "rows": ROWS}


@pytest.mark.parametrize("options", [{"name": "boin", "file": "a"}, {"name": "table", "rows": ROWS}, {}])
def test_other_options_are_left_alone(options: dict[str, object]) -> None:
    assert with_rows(options, None) == options


def test_rows_and_a_file_are_too_much() -> None:
    with pytest.raises(StudyError, match=r"^table: it has rows and a file. Give one of the two."):
        with_rows({"name": "table", "file": "a.csv", "rows": ROWS}, None)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "a.csv",
            HEAD + "3,0,2,x\n",
            ": row 1, column eliminate_if_at_least = x: a whole number of patients is needed",
        ),
        ("a.csv", HEAD + "3,0,2,3\n6,3,2,4\n", ": Row 2 (n = 6), column deescalate_if_at_least = 2: it contradicts"),
        ("a.csv", HEAD + "3,0,2,3,4\n", ": row 1 has more cells than the first line has columns."),
        ("a.csv", HEAD + "3,0\n,,\n", ": Row 2: column n is empty."),
        ("a.csv", HEAD, ": The decision table has no rows."),
        ("a.csv", "n,dlt, n\n1,0,2\n", ": its first line names the column n twice."),
        ("a.csv", "n,dlt,decision\n1,0,\n", ": Row 1: column decision is empty."),
        ("a.json", "[", " is not JSON: "),
        ("a.json", "[1]", ': there is no list "rows" of tables'),
        ("a.json", '{"rows": [1]}', ': there is no list "rows" of tables'),
        ("a.toml", "n = 3\n", ': there is no list "rows" of tables'),
        ("a.xlsx", "", ": a decision table is a file that ends in .csv, .toml, .json. Save it as one."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = _file(tmp_path, name, text)
    with pytest.raises(StudyError) as refused:
        decision_rows(path)
    assert str(refused.value).startswith(f"{path}{message}")


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="there is no such file"):
        decision_rows(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_bytes(b"n\xff")
    with pytest.raises(StudyError, match=r"a.csv is not UTF-8 text. Save the file as UTF-8."):
        decision_rows(tmp_path / "a.csv")
