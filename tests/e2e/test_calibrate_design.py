"""``firstdose calibrate-design`` simulates a grid of a design's constants and marks what serves the goal best."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Answer = Callable[..., Any]
CURVE = ("--true-dlt", "0.05,0.15,0.3,0.45,0.6")
BOIN = ("calibrate-design", "--design", "boin", "--target", "0.3", "--levels", "5", "--trials", "100", "--seed", "2")
CUTOFF = ("--vary", "cutoff=0.7:0.95:0.25")


def test_the_json_has_every_point_and_names_the_best(answer: Answer) -> None:
    said = answer(*BOIN, *CURVE, *CUTOFF)
    assert list(said) == ["goal", "subject_to", "scenarios", "trials", "target", "points", "best"]
    assert [point["options"] for point in said["points"]] == [{"cutoff": 0.7}, {"cutoff": 0.95}]
    assert (said["goal"], said["trials"], said["target"]) == ("correct max", 100, 0.3)
    assert said["scenarios"] == ["true DLT 0.05,0.15,0.3,0.45,0.6"]
    best = max(said["points"], key=lambda point: point["estimates"]["correct"]["value"])
    assert said["best"] == best["options"]
    assert best["best"]


def test_people_read_a_row_a_point_with_its_marks(run: Run) -> None:
    told = run(*BOIN, *CURVE, *CUTOFF, "--goal", "none min", "--subject-to", "overdose<0.9").stdout.splitlines()
    assert told[0] == "none min, subject to overdose < 0.9: 100 trials a point and scenario"
    assert told[1].split() == ["cutoff", "none", "overdose,", "worst", "behind", "the", "best"]
    assert [line.split()[0] for line in told[3:5]] == ["0.7", "0.95"]
    assert told[4].endswith("**")
    assert "cutoff = " not in told[-1]  # what varies was not assumed
    assert "offset = 0.05" in told[-1]


def test_several_scenarios_and_a_requirement_that_fails_everywhere(run: Run, answer: Answer) -> None:
    asked = (*BOIN, *CURVE, "--true-dlt", "0.6,0.7,0.8,0.9,0.95", *CUTOFF, "--subject-to", "none<0.01")
    said = answer(*asked)
    assert said["best"] is None
    assert [point["kept"] for point in said["points"]] == [False, False]
    assert "No point keeps what must hold" in run(*asked).stdout


def test_the_same_seed_gives_the_same_answer(answer: Answer) -> None:
    asked = (*BOIN, *CURVE, *CUTOFF)
    assert answer(*asked) == answer(*asked)
    assert answer(*asked) != answer(*asked, "--seed", "3")


def test_a_study_brings_its_rules_and_its_truth(answer: Answer) -> None:
    asked = ("calibrate-design", "imgn289", "--vary", "ewoc=0.2,0.3", "--trials", "20", "--subject-to", "months>0")
    said = answer(*asked)
    assert said["scenarios"] == ["the study's truth"]
    assert all(point["worst"]["months"]["value"] > 1 for point in said["points"])


def test_a_skeleton_by_its_halfwidth(answer: Answer, run: Run) -> None:
    asked = ("calibrate-design", "--design", "crm", "--levels", "5", "--trials", "50", "--vary", "halfwidth=0.04,0.08")
    assert len(answer(*asked, *CURVE)["points"]) == 2
    assert "skeleton" not in run(*asked, *CURVE).stdout


def test_responses_for_a_design_that_looks_at_them(answer: Answer, refused: Callable[..., str]) -> None:
    asked = ("calibrate-design", "--design", "boin12", "--levels", "3", "--trials", "50", "--vary", "n_star=3,6")
    curve = ("--true-dlt", "0.05,0.1,0.3")
    assert len(answer(*asked, *curve, "--true-response", "0.2,0.5,0.5")["points"]) == 2
    assert "looks at responses, and the truth has none" in refused(*asked, *curve)


@pytest.mark.parametrize(("scenarios", "number"), [("five-levels", 6), ("random:paoletti:12", 12)])
def test_scenarios_of_a_set_or_drawn(answer: Answer, run: Run, scenarios: str, number: int) -> None:
    asked = (*BOIN[:-4], "--trials", "20", "--scenarios", scenarios, "--vary", "cutoff=0.9")
    assert len(answer(*asked)["scenarios"]) == number
    told = run(*asked).stdout
    assert ("; 4 more." in told) is (number == 12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*BOIN, *CUTOFF], "What is true?"),
        ([*BOIN, *CURVE], "--vary"),
        ([*BOIN, *CURVE, *CUTOFF, "--scenarios", "five-levels"], "both say what is true"),
        ([*BOIN, *CUTOFF, "--scenarios", "tite-boin-2018"], "7 DLT probabilities and the design 5 levels"),
        ([*BOIN, *CURVE, "--vary", "cutoff"], '--vary "cutoff": give an option and its values'),
        ([*BOIN, *CURVE, "--vary", "cutoff=0.9:0.8:0.1"], "give an option and its values"),
        ([*BOIN, *CURVE, "--vary", "cutoff=0.8:0.9"], "give an option and its values"),
        ([*BOIN, *CURVE, "--vary", "cutoff=0.8:inf:0.1"], "give an option and its values"),
        ([*BOIN, *CURVE, "--vary", "cutoff=0:1:1e-12"], "give an option and its values"),
        ([*BOIN, *CURVE, "--vary", "cutoff=nan"], "give an option and its values"),
        ([*BOIN, *CURVE, *CUTOFF, "--vary", "cutoff=0.9"], '--vary "cutoff=0.9": cutoff is given twice.'),
        ([*BOIN, *CURVE, "--vary", "cutof=0.9"], 'Did you mean "cutoff"?'),
        ([*BOIN, *CURVE, "--vary", "cutoff=0.9,1.5"], "cutoff = 1.5"),
        ([*BOIN, *CURVE, *CUTOFF, "--goal", "right max"], 'no measure "right"'),
        ([*BOIN, *CURVE, *CUTOFF, "--goal", "correct"], "give a measure and max or min"),
        ([*BOIN, *CURVE, *CUTOFF, "--goal", "months min"], 'have no "months"'),
        ([*BOIN, *CURVE, *CUTOFF, "--subject-to", "overdose"], "give a measure, a sign and a number"),
        ([*BOIN, "--true-dlt", "0.1,0.2", *CUTOFF], "2 values for 5 dose levels"),
        (["calibrate-design", "imgn289", *CUTOFF], "not a number that this design can be calibrated by"),
        (["calibrate-design", "imgn289", "--vary", "ewoc=0.2", "--max-patients", "20"], "those of the study"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused(*arguments)
