"""``firstdose simulate`` and ``firstdose compare``, as they promise key by key."""

from collections.abc import Callable
from math import isclose, sqrt
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Answer = Callable[..., Any]
STUDIES = ("imgn289", "t-dm1-weekly", "t-dm1-q3w")
KEYS = [
    "design",
    "trials",
    "target",
    "levels",
    "none_selected",
    "patients_mean",
    "overdosed_patients_mean",
    "duration_days_mean",
]
LEVEL_KEYS = ["level", "dose", "true_dlt", "selected", "selected_se", "patients_mean", "dlt_mean"]
STEEP = "0.05,0.1,0.2,0.35,0.5,0.6,0.7"


@pytest.mark.parametrize("study", STUDIES)
def test_the_promised_keys_in_their_order(answer: Answer, study: str) -> None:
    said = answer("simulate", study, "--trials", "40", "--seed", "1")
    assert list(said)[: len(KEYS)] == KEYS  # others may follow
    assert [list(level)[: len(LEVEL_KEYS)] for level in said["levels"]] == [LEVEL_KEYS] * len(said["levels"])
    assert [level["level"] for level in said["levels"]] == list(range(1, len(said["levels"]) + 1))
    assert said["trials"] == 40


@pytest.mark.parametrize("study", STUDIES)
def test_selections_are_shares_that_sum_to_one(answer: Answer, study: str) -> None:
    said = answer("simulate", study, "--trials", "200")
    shares = [level["selected"] for level in said["levels"]]
    assert isclose(sum(shares) + said["none_selected"], 1)
    for level, share in zip(said["levels"], shares, strict=True):
        assert isclose(level["selected_se"], sqrt(share * (1 - share) / 200), abs_tol=1e-12)


@pytest.mark.parametrize("target", [None, "0.2", "0.1"])
def test_overdosed_patients_are_those_above_the_target(answer: Answer, target: str | None) -> None:
    given = [] if target is None else ["--target", target]
    said = answer("simulate", "imgn289", "--trials", "200", "--true-dlt", STEEP, *given)
    assert said["target"] == float(target or 0.3)
    over = [level["patients_mean"] for level in said["levels"] if level["true_dlt"] > said["target"]]
    assert over
    assert isclose(said["overdosed_patients_mean"], sum(over))
    assert said["overdosed_patients_mean"] > 0
    assert isclose(said["patients_mean"], sum(level["patients_mean"] for level in said["levels"]))


def test_a_level_exactly_at_the_target_is_no_overdose(answer: Answer) -> None:
    said = answer("simulate", "t-dm1-weekly", "--trials", "100", "--true-dlt", "0.1,0.2,0.3,0.3,0.3", "--target", "0.3")
    assert said["overdosed_patients_mean"] == 0


def test_without_any_target_it_is_a_third(answer: Answer) -> None:
    assert answer("simulate", "t-dm1-weekly", "--trials", "10")["target"] == 0.33


def test_assumed_probabilities_replace_the_truth(answer: Answer) -> None:
    said = answer("simulate", "t-dm1-weekly", "--trials", "50", "--true-dlt", "1,1,1,1,1")
    assert [level["true_dlt"] for level in said["levels"]] == [1.0] * 5
    assert said["none_selected"] == 1
    assert said["patients_mean"] == 3


def test_the_seed_is_the_studys_unless_given(answer: Answer) -> None:
    own = answer("simulate", "imgn289", "--trials", "50", "--true-dlt", STEEP)
    given = answer("simulate", "imgn289", "--trials", "50", "--true-dlt", STEEP, "--seed", "20131105")
    other = answer("simulate", "imgn289", "--trials", "50", "--true-dlt", STEEP, "--seed", "5")
    assert own == given
    assert own != other


@pytest.mark.parametrize("command", ["simulate", "compare", "predict"])
def test_the_same_seed_gives_the_same_bytes(shell: Callable[..., Any], run: Run, command: str) -> None:
    arguments = [command, "imgn289", "--seed", "7", "--json", *([] if command == "predict" else ["--trials", "60"])]
    assert shell(*arguments).stdout == run(*arguments).stdout == run(*arguments).stdout


@pytest.mark.parametrize("study", STUDIES)
def test_a_comparison_has_its_designs_the_optimum_and_each_difference(answer: Answer, study: str) -> None:
    said = answer("compare", study, "--designs", "3+3,boin,blrm", "--trials", "40")
    assert list(said) == ["designs", "optimal", "differences"]
    assert [run["design"] for run in said["designs"]] == ["3+3", "boin", "blrm"]
    for one in (*said["designs"], said["optimal"]):
        assert list(one)[: len(KEYS)] == KEYS
        assert [list(level)[: len(LEVEL_KEYS)] for level in one["levels"]] == [LEVEL_KEYS] * len(one["levels"])
        assert isclose(sum(level["selected"] for level in one["levels"]) + one["none_selected"], 1)
    assert [list(pair) for pair in said["differences"]] == [["a", "b", "correct_diff", "correct_diff_se"]] * 3
    assert [(pair["a"], pair["b"]) for pair in said["differences"]] == [
        ("3+3", "boin"),
        ("3+3", "blrm"),
        ("boin", "blrm"),
    ]


def test_a_difference_is_that_of_the_correct_selections(answer: Answer) -> None:
    said = answer("compare", "t-dm1-weekly", "--trials", "200", "--true-dlt", "0.02,0.05,0.12,0.3,0.55")
    correct = {run["design"]: run["levels"][3]["selected"] for run in said["designs"]}
    for pair in said["differences"]:
        assert isclose(pair["correct_diff"], correct[pair["a"]] - correct[pair["b"]], abs_tol=1e-12)


def test_a_compared_design_is_the_one_simulated_alone(answer: Answer) -> None:
    compared = answer("compare", "imgn289", "--designs", "boin,blrm", "--trials", "60")
    assert compared["designs"][1] == answer("simulate", "imgn289", "--trials", "60")


def test_people_read_tables_with_errors(run: Run) -> None:
    told = run("simulate", "imgn289", "--trials", "50", "--true-dlt", STEEP).stdout
    assert "blrm: 50 virtual trials" in told
    assert "Monte Carlo standard error" in told
    assert "Truth: the DLT probabilities given." in told
    assert "Duration: " in told
    assert " ± " in told


def test_people_read_how_designs_differ(run: Run) -> None:
    told = run("compare", "imgn289", "--designs", "3+3,boin", "--trials", "50").stdout
    assert "3+3 less boin" in told
    assert "optimal" in told
    assert "Illustrative: no human result of IMGN289" in told


def test_one_design_alone_has_no_differences(run: Run, answer: Answer) -> None:
    assert answer("compare", "imgn289", "--designs", "boin", "--trials", "20")["differences"] == []
    assert "less" not in run("compare", "imgn289", "--designs", "boin", "--trials", "20").stdout


def test_any_design_of_the_catalogue_may_be_compared(answer: Answer) -> None:
    names = ["rolling-six", "mtpi2", "keyboard", "crm", "tite-boin"]
    said = answer("compare", "imgn289", "--designs", ",".join(names), "--trials", "20", "--true-dlt", STEEP)
    assert [run["design"] for run in said["designs"]] == names


def test_responses_and_late_dlts_may_be_assumed(answer: Answer) -> None:
    response = "0.1,0.2,0.3,0.4,0.5,0.5,0.5"
    asked = ("compare", "imgn289", "--designs", "boin,boin12", "--trials", "30", "--true-dlt", STEEP)
    said = answer(*asked, "--true-response", response)
    assert [level["true_response"] for level in said["designs"][1]["levels"]][:2] == [0.1, 0.2]
    alone = ("compare", "imgn289", "--designs", "tite-boin", "--trials", "100", "--true-dlt", STEEP)
    assert answer(*alone) != answer(*alone, "--late", "0.9")  # a design that weighs pending patients sees the time


SET = ("--scenarios", "five-levels")
FAMILY = ("--scenarios", "random:clertant:10")


def test_a_set_of_scenarios_by_name(answer: Answer, run: Run) -> None:
    said = answer("compare", "t-dm1-weekly", "--designs", "3+3,boin", "--trials", "20", *SET)
    assert list(said) == ["name", "title", "source", "provenance", "target", "scenarios"]
    assert [one["name"] for one in said["scenarios"]][:2] == ["middle", "lowest"]
    middle = said["scenarios"][0]
    alone = answer(
        "compare", "t-dm1-weekly", "--designs", "3+3,boin", "--trials", "20", "--true-dlt", "0.05,0.15,0.3,0.45,0.6"
    )
    assert {name: middle[name] for name in ("designs", "optimal", "differences")} == alone
    told = run("simulate", "t-dm1-weekly", "--trials", "20", *SET).stdout
    assert "Scenario all too toxic" in told
    assert "Source: chosen here" in told
    simulated = answer("simulate", "t-dm1-weekly", "--trials", "20", *SET)["scenarios"]
    assert [one["design"] for one in simulated] == ["3+3"] * 6


def test_a_random_family_of_scenarios(answer: Answer, run: Run) -> None:
    asked = ("compare", "imgn289", "--designs", "3+3,boin", "--trials", "25", *FAMILY)
    said = answer(*asked)
    assert said["family"] == "clertant-oquigley"
    assert (said["optimal"]["scenarios"], said["optimal"]["trials_each"]) == (10, 3)
    assert [one["design"] for one in said["designs"]] == ["3+3", "boin"]
    told = run(*asked).stdout
    assert "10 random scenarios (clertant-oquigley), 3 trials of each" in told
    assert "3+3 less boin" in told
    assert "less" not in run("simulate", "imgn289", "--trials", "10", *FAMILY).stdout


@pytest.mark.parametrize("ending", ["html", "svg"])
@pytest.mark.parametrize("scenarios", [SET, FAMILY])
def test_scenarios_are_drawn(run: Run, scenarios: tuple[str, ...], ending: str) -> None:
    study = ("compare", "t-dm1-weekly", "--designs", "3+3,boin", "--trials", "10")
    result = run(*study, *scenarios, "-o", f"drawn.{ending}")
    assert result.exit_code == 0, result.output
    assert "3+3 − BOIN" in Path(f"drawn.{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("simulate", "imgn289"), ("compare", "imgn289", "--designs", "3+3,boin")])
@pytest.mark.parametrize(
    ("ending", "holds"), [("html", b"Operating characteristics"), ("svg", b"<svg"), ("png", b"PNG")]
)
def test_a_drawing_of_each_kind(run: Run, command: tuple[str, ...], ending: str, holds: bytes) -> None:
    result = run(*command, "--trials", "20", "--true-dlt", STEEP, "-o", f"drawn.{ending}")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"drawn.{ending}\n"
    drawn = Path(f"drawn.{ending}").read_bytes()
    assert holds in drawn
    assert ending != "html" or b"Given truth: the DLT probabilities given." in drawn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["simulate", "imgn289", "--true-dlt", "0.1,x"], '"x" is not a number'),
        (["simulate", "imgn289", "--true-dlt", "0.1,0.2"], "has 2 values for 7 dose levels"),
        (["simulate", "t-dm1-weekly", "--true-dlt", "0.1,0.2,0.3,0.4,1.5"], "1.5 at level 5"),
        (["simulate", "t-dm1-weekly", "--true-dlt", "0.1,0.2,0.3,0.4,nan"], "at level 5"),
        (["simulate", "imgn289", "--trials", "0"], "--trials"),
        (["simulate", "imgn289", "--trials", "many"], "--trials"),
        (["simulate", "imgn289", "--seed", "-1"], "--seed"),
        (["simulate", "imgn289", "--seed", "99999999999999999999"], "seed = 99999999999999999999"),
        (["simulate", "imgn289", "--target", "1"], "target = 1"),
        (["simulate", "imgn289", "--late", "0.8"], "--late 0.8 goes with assumed DLT probabilities"),
        (["simulate", "imgn289", "--true-response", "0.1"], "--true-response 0.1 goes with assumed DLT probabilities"),
        (["simulate", "imgn289", "--true-dlt", STEEP, "--late", "1"], "late = 1"),
        (["simulate", "imgn289", "--true-dlt", STEEP, "--true-response", "0.1"], "--true-response"),
        (["simulate", "imgn289", "-o", "x.csv"], ".html or .svg or .png"),
        (["simulate", "imgn289", *SET], "have 5 levels and the study 7"),
        (["simulate", "imgn289", "--scenarios", "nope"], 'no set of scenarios named "nope"'),
        (["simulate", "imgn289", "--scenarios", "random"], "give random:KIND:N"),
        (["simulate", "imgn289", "--scenarios", "random:paoletti:0"], "give random:KIND:N"),
        (["simulate", "imgn289", "--scenarios", "random:x:10"], "clertant-oquigley or paoletti"),
        (["simulate", "imgn289", *FAMILY, "--true-dlt", STEEP], "both say what is true"),
        (["compare", "imgn289", "--designs", "boin12", *FAMILY], "boin12 looks at responses"),
        (["compare", "imgn289", "--designs", "boin,boin12"], "boin12 looks at responses, and the truth has none"),
        (["compare", "imgn289", "--designs", "3+3,dfcrm"], '"dfcrm" is not known'),
        (["compare", "imgn289", "--designs", ""], "an item is empty"),
        (["simulate", "nope"], 'There is no study named "nope"'),
        (["compare", "nope.toml"], "nope.toml: there is no such file"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused(*arguments)
    assert message in refused(*arguments, "--json")
