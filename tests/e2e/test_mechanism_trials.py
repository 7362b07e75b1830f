"""Trials in which every patient's mechanism is simulated, as a user runs them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.resources import packaged

Answer = Callable[..., Any]


@pytest.fixture(name="study")
def _study(empty_folder: Path) -> str:
    """IMGN289 weekly, with the mechanism as its truth."""
    text = packaged("studies/imgn289.toml").read_text(encoding="utf-8")
    before, _, after = text.partition("[truth]")
    rest = after[after.index("[[expansion]]") :]
    (empty_folder / "study.toml").write_text(f'{before}[truth]\nkind = "mechanism"\n\n{rest}', encoding="utf-8")
    return "study.toml"


def test_a_truth_named_on_the_command_line_is_that_of_a_file(answer: Answer, study: str) -> None:
    for arguments in (
        ("predict", "--patients", "30"),
        ("simulate", "--trials", "10"),
        ("compare", "--designs", "boin", "--trials", "5"),
    ):
        command, *options = arguments
        named = answer(command, "imgn289", *options, "--truth", "mechanism")
        assert named.pop("truth") == "mechanism"
        assert named == answer(command, study, *options)


def test_the_check_lists_what_a_named_truth_rests_on(answer: Answer) -> None:
    said = answer("check", "imgn289", "--truth", "mechanism")
    assert [one["what"] for one in said["assumptions"] if one["where"] == "[truth]"] == [
        "kind = mechanism; site = circulation"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--truth", "mechanistic"], "Give exposure or mechanism"),
        (["--truth", "exposure", "--scenarios", "five-levels"], "both say what is true. Give one of them"),
        (["--truth", "mechanism", "--true-dlt", "0.1,0.2"], "--true-dlt 0.1,0.2 both say what is true"),
    ],
)
def test_truths_that_contradict_are_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused("simulate", "imgn289", "--trials", "5", *arguments)


def test_a_design_is_tried_on_the_mechanism(answer: Answer, run: Callable[..., Result], study: str) -> None:
    said = answer("simulate", study, "--trials", "20")
    true_dlt = [level["true_dlt"] for level in said["levels"]]
    assert true_dlt == sorted(true_dlt)
    assert 0 < true_dlt[0] < 0.05 < true_dlt[-1]
    assert answer("simulate", study, "--trials", "20") == said
    told = run("simulate", study, "--trials", "5").stdout
    assert "Illustrative: no human result of IMGN289" in told
    assert "the conjugate acts on platelets in circulation" in told


def test_a_design_that_weighs_responses_meets_tumours(answer: Answer, study: str) -> None:
    said = answer("compare", study, "--designs", "boin12,boin", "--trials", "5")
    assert [one["design"] for one in said["designs"]] == ["boin12", "boin"]


def test_a_molecule_without_a_mechanism_is_refused(refused: Callable[..., str], study: str, empty_folder: Path) -> None:
    molecule = packaged("molecule/library/imgn289.toml").read_text(encoding="utf-8")
    before, _, after = molecule.partition("[antibody.binding]")
    bare = before + after[after.index("[antibody.target]") :]
    (empty_folder / "bare.toml").write_text(bare, encoding="utf-8")
    path = empty_folder / study
    path.write_text(path.read_text(encoding="utf-8").replace('"imgn289"', '"bare.toml"'), encoding="utf-8")
    told = refused("check", study)
    assert "[antibody.binding] is missing: the mechanistic models need it" in told
    assert told.startswith("study.toml")
