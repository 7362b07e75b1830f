"""``firstdose simulate`` and ``firstdose compare``, as they promise key by key."""

from collections.abc import Callable
from math import isclose, sqrt
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
    assert list(said) == KEYS
    assert [list(level) for level in said["levels"]] == [LEVEL_KEYS] * len(said["levels"])
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
        assert list(one) == KEYS
        assert [list(level) for level in one["levels"]] == [LEVEL_KEYS] * len(one["levels"])
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
        (["compare", "imgn289", "--designs", "3+3,crm"], '"crm" is not known'),
        (["compare", "imgn289", "--designs", ""], "an item is empty"),
        (["simulate", "nope"], 'There is no study named "nope"'),
        (["compare", "nope.toml"], "nope.toml: there is no such file"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused(*arguments)
    assert message in refused(*arguments, "--json")
