"""``firstdose decide --design FILE``: the design of a study, or of a file that says less."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.study import load
from firstdose.trial import Outcomes

Answer = Callable[..., Any]
STUDIES = Path(__file__).parents[2] / "src" / "firstdose" / "studies"
STUDY = str(STUDIES / "imgn289.toml")


def _file(text: str) -> str:
    Path("design.toml").write_text(text, encoding="utf-8")
    return "design.toml"


BOIN = '[escalation.design]\nname = "boin"\ntarget = 0.25\n'
GRID = '[doses]\nvalues = [1.0, 2.0, 4.0]\nunit = "mg/kg"\nstart_level = 2\n'
PAIRS = '[escalation]\ncohort_size = 2\nrules = [{ name = "enough-at-mtd", n = 4 }]\n'


@pytest.mark.parametrize("name", ["imgn289", "t-dm1-weekly", "t-dm1-q3w"])
@pytest.mark.parametrize("outcomes", ["", "1NNN", "1NNN 2NNT", "1NTT"])
def test_a_study_decides_with_its_levels_rules_and_start(answer: Answer, name: str, outcomes: str) -> None:
    path = STUDIES / f"{name}.toml"
    study = load(path)
    grid = study.protocol.grid
    decision = study.design.decide(Outcomes.parse(outcomes)).at(grid.doses, grid.units)
    assert answer("decide", outcomes, "--design", str(path)) == decision.one().to_dict()


def test_a_design_alone_takes_its_levels_from_the_command_line(answer: Answer) -> None:
    said = answer("decide", "--design", _file(BOIN), "--levels", "4", "1NNN")
    assert len(said["levels"]) == 4
    assert "is at or below 0.197" in said["reason"]  # the boundary for a target of 0.25


def test_a_design_alone_takes_its_doses_from_the_command_line(answer: Answer) -> None:
    said = answer("decide", "--design", _file('[escalation.design]\nname = "blrm"\n'), "--doses", "1,2,4", "1NNN")
    assert [level["dose"] for level in said["levels"]] == [1.0, 2.0, 4.0]


def test_dose_levels_start_level_and_cohort_size_of_the_file_apply(answer: Answer) -> None:
    said = answer("decide", "--design", _file(GRID + PAIRS + BOIN))
    assert (said["level"], said["n_next"]) == (2, 2)
    assert [level["dose"] for level in said["levels"]] == [1.0, 2.0, 4.0]


def test_rules_of_the_file_apply(answer: Answer) -> None:
    said = answer("decide", "--design", _file(PAIRS + BOIN), "--levels", "3", "1NN 2NN 3TN 2NN 3TT")
    assert said["action"] == "stop"
    assert said["reason"].startswith("Level 2 would be next and has had at least 4 patients already")


def test_defaults_that_the_file_leaves_out_are_told_as_assumed(run: Callable[..., Result]) -> None:
    told = run("decide", "--design", _file(GRID + BOIN)).stdout
    assert "cutoff = 0.95; " in told
    assert "; cohort_size = 3; max_patients = 36." in told
    assert "target = " not in told


def test_a_target_may_complete_a_file(answer: Answer) -> None:
    said = answer(
        "decide", "--design", _file('[escalation.design]\nname = "boin"\n'), "--levels", "3", "--target", "0.25"
    )
    same = answer("decide", "--design", _file(BOIN), "--levels", "3")
    assert said == same


def test_options_that_agree_with_the_file_are_fine(answer: Answer) -> None:
    doses = "0.3,0.6,1.2,1.8,2.4,3.0,3.6"
    given = ["--levels", "7", "--doses", doses, "--unit", "mg/kg", "--target", "0.3"]
    assert answer("decide", "--design", STUDY, *given) == answer("decide", "--design", STUDY)


@pytest.mark.parametrize(
    ("given", "stated"),
    [
        (["--levels", "3"], "--levels 3 contradicts"),
        (["--doses", "1,2,3,4,5,6,7"], "--doses 1,2,3,4,5,6,7 contradicts"),
        (["--doses", "0.3,0.6,1.2,1.8,2.4,3.0,3.6", "--unit", "mg"], "--unit mg contradicts"),
        (["--target", "0.25"], "which has target = 0.3"),
    ],
)
def test_options_that_contradict_the_study_are_refused(
    refused: Callable[..., str], given: list[str], stated: str
) -> None:
    assert stated in refused("decide", "--design", STUDY, *given)


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        ("", ["--levels", "3"], "design.toml is empty"),
        ("[escalation.dsign]\nname = 'boin'\n", ["--levels", "3"], "there is no table [escalation.design]"),
        ("escalation = 3\n", ["--levels", "3"], "there is no table [escalation.design]"),
        ("[escalation.design]\ntarget = 0.3\n", ["--levels", "3"], "there is no name"),
        ("[escalation.design]\nname = 'bion'\n", ["--levels", "3"], 'Did you mean "boin"?'),
        ("[escalation.design]\nname = ['boin']\n", ["--levels", "3"], "is not known"),
        (BOIN + "cutof = 0.9\n", ["--levels", "3"], 'Did you mean "cutoff"?'),
        ("[escalation]\ncohort_sise = 2\n" + BOIN, ["--levels", "3"], 'Did you mean "cohort_size"?'),
        (GRID.replace("1.0", "-1.0") + BOIN, [], "a dose is a positive number"),
        (GRID + BOIN, ["--levels", "4"], "--levels 4 contradicts design.toml, which has 3 dose levels"),
        (GRID + BOIN, ["--target", "0.3"], "--target 0.3 contradicts design.toml, which has target = 0.25"),
        (BOIN, ["--levels", "3", "--target", "0.3"], "--target 0.3 contradicts"),
        (BOIN, [], "How many dose levels are there?"),
        (BOIN.replace("0.25", "'0.25'"), ["--levels", "3", "--target", "0.3"], "a number without quotes"),
        ("doses = 3\n" + BOIN, ["--levels", "3"], "doses = 3: a table is needed"),
        ("[study]\nsede = 1\n" + BOIN, [], 'Did you mean "seed"?'),
        ("this is not toml", [], "design.toml is not TOML"),
    ],
)
def test_a_file_that_cannot_be_is_refused(
    refused: Callable[..., str], text: str, given: list[str], message: str
) -> None:
    assert message in refused("decide", "--design", _file(text), *given)
