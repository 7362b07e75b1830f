"""``firstdose pathways`` prints, and draws, the tree of the next cohorts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.design import Boin, pathways

Run = Callable[..., Result]
Answer = Callable[..., Any]
BOIN = ("--design", "boin", "--target", "0.3", "--levels", "5")
CURVE = ("--true-dlt", "0.1,0.2,0.3,0.4,0.5")
BLRM = ("--design", "blrm", "--doses", "1.2,1.6,2.0")


def test_the_json_is_the_librarys_answer(answer: Answer) -> None:
    said = answer("pathways", "1NNN 2NNT", *BOIN, *CURVE, "--cohorts", "2")
    assert said == pathways(Boin(0.3, 5), "1NNN 2NNT", 2, (0.1, 0.2, 0.3, 0.4, 0.5)).to_dict()
    assert list(said["nodes"][1]) == [
        *("id", "parent", "outcomes", "probability", "action", "level", "n_next", "mtd", "reason"),
    ]


def test_three_cohorts_ahead_unless_told_otherwise(answer: Answer) -> None:
    assert len(answer("pathways", *BOIN, "1NNN")["nodes"]) == 1 + 4 + 16 + 64


def test_people_read_an_indented_tree(run: Run) -> None:
    lines = run("pathways", "1NNN", *BOIN, *CURVE, "--cohorts", "2").stdout.splitlines()
    assert lines[0] == "1NNN: escalate, 3 patients at level 2"
    assert lines[1] == "    2NNN 0/3 DLT (51.2 %): escalate, 3 patients at level 3"
    assert lines[2] == "        3NNN 0/3 DLT (17.6 %): escalate, 3 patients at level 4"
    assert len([line for line in lines if " DLT" in line]) == 21
    assert "Probabilities: those given" in lines[-2]


def test_a_stop_names_the_mtd(run: Run) -> None:
    told = run("pathways", "1NNN 2NTT", "--design", "3+3", "--levels", "3", "--cohorts", "1").stdout
    assert "1NNN 0/3 DLT: stop, the MTD is level 1" in told
    assert "1NTT 2/3 DLT: stop, no MTD" in told


def test_before_the_first_patient(run: Run) -> None:
    assert run("pathways", *BOIN, "--cohorts", "1").stdout.startswith("Now: start, 3 patients at level 1\n")


def test_a_model_gives_its_own_probabilities(answer: Answer) -> None:
    said = answer("pathways", "1NNN", *BLRM, "--cohorts", "1")
    assert sum(node["probability"] for node in said["nodes"][1:]) == pytest.approx(1)
    assert "the model itself" in said["probabilities"]


def test_a_settled_level_starts_the_tree(answer: Answer) -> None:
    said = answer("pathways", "1NNN 2NNT", *BOIN, "--next", "2", "--cohorts", "1")
    assert [node["outcomes"] for node in said["nodes"][1:]] == [
        f"1NNN 2NNT 2{letters}" for letters in ("NNN", "NNT", "NTT", "TTT")
    ]


def test_a_study_brings_its_rules_and_doses(answer: Answer) -> None:
    said = answer("pathways", "--design", "imgn289", "--cohorts", "1")
    assert "level 1 (0.3 mg/kg)" in said["nodes"][0]["reason"]


@pytest.mark.parametrize(
    ("ending", "holds"), [("html", b"Dose-transition pathways"), ("svg", b"<svg"), ("png", b"PNG")]
)
def test_a_drawing_of_each_kind(run: Run, ending: str, holds: bytes) -> None:
    result = run("pathways", "1NNN", *BLRM, "--cohorts", "2", "-o", f"tree.{ending}")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"tree.{ending}\n"
    assert holds in Path(f"tree.{ending}").read_bytes()


def test_the_drawing_says_what_the_tree_says(run: Run) -> None:
    run("pathways", "1NNN", *BOIN, *CURVE, "--cohorts", "1", "-o", "tree.svg")
    drawn = Path("tree.svg").read_text(encoding="utf-8")
    for words in ("level 3", "51.2 %", "0/3", "de-escalate", "after cohort 1"):
        assert f">{words}<" in drawn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["1NNP", *BOIN], "1 are pending"),
        ([*BOIN, "--cohorts", "7"], "--cohorts"),
        ([*BOIN, "--true-dlt", "0.1,0.2"], "2 probabilities for 5 levels"),
        ([*BOIN, "--true-dlt", "0.1,0.2,0.3,0.4,2"], "true_dlt = 2"),
        ([*BOIN, "--true-dlt", "0.1,x"], '"x" is not a number'),
        ([*BOIN, "--next", "6"], "level is 6"),
        (["1TTT", "--design", "3+3", "--levels", "3", "--next", "1"], "would not treat now"),
        ([*BOIN, "-o", "tree.csv"], ".html or .svg or .png"),
        (["1NNX", *BOIN], '"1NNX" is not a cohort'),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused("pathways", *arguments)
