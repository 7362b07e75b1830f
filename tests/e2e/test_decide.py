"""``firstdose decide`` answers for the outcomes of a trial, as it promises key by key."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from firstdose.design import Blrm, Boin, ThreePlusThree
from firstdose.design.catalogue import DESIGNS
from firstdose.trial import Outcomes

Run = Callable[..., Result]
Answer = Callable[..., Any]
ASKED = ("1NNN 2NNT 3TT",)
DOSES = ("--doses", "1.2,1.6,2.0,2.4,2.9")
LEVEL_KEYS = ["level", "dose", "n", "dlt", "p_dlt_mean", "p_under", "p_target", "p_over", "admissible"]


def test_the_promised_keys_in_their_order(answer: Answer) -> None:
    said = answer("decide", "--design", "boin", "--target", "0.3", "--levels", "5", *ASKED)
    assert list(said) == ["action", "level", "n_next", "mtd", "reason", "levels"]
    assert [list(level) for level in said["levels"]] == [LEVEL_KEYS] * 5


def test_levels_count_from_one(answer: Answer) -> None:
    said = answer("decide", "--design", "boin", "--target", "0.3", "--levels", "5", "1NNN")
    assert [level["level"] for level in said["levels"]] == [1, 2, 3, 4, 5]
    assert (said["action"], said["level"], said["n_next"], said["mtd"]) == ("treat", 2, 3, None)


@pytest.mark.parametrize(
    ("name", "design"),
    [
        ("3+3", ThreePlusThree(5)),
        ("boin", Boin(target=0.3, n_levels=5)),
        ("blrm", Blrm(doses=(1.2, 1.6, 2.0, 2.4, 2.9), target=0.3)),
    ],
)
@pytest.mark.parametrize("outcomes", ["", "1NNN 2NNT", "1NNP 2P", "1NTT 1TTT", "1NNN 2NTT 1NNN", "1NEB"])
def test_the_json_is_the_librarys_answer(
    answer: Answer, name: str, design: ThreePlusThree | Boin | Blrm, outcomes: str
) -> None:
    said = answer("decide", outcomes, "--design", name, "--target", "0.3", *DOSES)
    decision = design.decide(Outcomes.parse(outcomes)).at((1.2, 1.6, 2.0, 2.4, 2.9), "mg/kg")
    assert said == decision.one().to_dict()


def test_no_outcomes_ask_for_the_first_dose(answer: Answer) -> None:
    for outcomes in ([], [""]):
        said = answer("decide", *outcomes, "--design", "boin", "--target", "0.3", "--levels", "5")
        assert (said["action"], said["level"]) == ("treat", 1)
        assert said["reason"] == "No patient has been treated: start at level 1."


def test_a_stop_names_the_mtd(answer: Answer) -> None:
    said = answer("decide", "--design", "3+3", "--levels", "3", "1NNN 2NTT 1NNN")
    assert (said["action"], said["level"], said["n_next"], said["mtd"]) == ("stop", None, 0, 1)


def test_a_toxic_lowest_level_leaves_no_mtd(answer: Answer) -> None:
    said = answer("decide", "--design", "3+3", "--levels", "3", "1TTN")
    assert (said["action"], said["level"], said["mtd"]) == ("stop", None, None)


def test_numbers_that_a_design_does_not_have_are_null(answer: Answer) -> None:
    said = answer("decide", "--design", "3+3", "--levels", "3", "1NNN")
    assert {level[key] for level in said["levels"] for key in ("dose", *LEVEL_KEYS[4:8])} == {None}


def test_doses_and_their_unit_stand_in_the_answer(answer: Answer) -> None:
    said = answer("decide", "--design", "boin", "--target", "0.3", "--doses", "1.2,1.6", "--unit", "mg", "1NNN")
    assert [level["dose"] for level in said["levels"]] == [1.2, 1.6]
    assert "level 2 (1.6 mg)" in said["reason"]


def test_defaults_of_blrm_are_told_as_assumed(run: Run) -> None:
    told = run("decide", "--design", "blrm", *DOSES, "1NNN").stdout
    assert "Assumed, because not given: " in told
    for said in (
        "target = 0.3",
        "reference_dose = 2 (the middle level)",
        "prior_mean = [-0.8473, 0] (logit of the target, and 0)",
        "prior_cov = [[4, 0], [0, 1]] (standard deviations 2 and 1, no correlation)",
        "intervals = [0.16, 0.33]",
        "ewoc = 0.25",
        "unit = mg/kg",
    ):
        assert said in told


def test_with_json_assumptions_go_to_standard_error(run: Run) -> None:
    result = run("decide", "--design", "boin", "--levels", "5", "1NNN", "--json")
    assert "Assumed, because not given: target = 0.3; p_saf = 0.18 (0.6 times the target)" in result.stderr
    assert "Assumed" not in result.stdout


def test_what_is_given_is_not_told_as_assumed(run: Run) -> None:
    told = run("decide", "--design", "blrm", "--target", "0.25", *DOSES, "--unit", "mg/kg").stdout
    assert "target = 0.25" not in told
    assert "unit =" not in told


def test_a_target_without_effect_is_told(run: Run) -> None:
    told = run("decide", "--design", "3+3", "--target", "0.3", "--levels", "5").stdout
    assert "The design has no target: --target 0.3 has no effect." in told


@pytest.mark.parametrize(
    ("outcomes", "headline"),
    [
        ("1NNN", "Treat 3 patients at level 2 (1.6 mg/kg)."),
        ("1NNP", "Wait."),
        ("1TTN", "Stop: no dose is the MTD."),
        ("1NNN 2NTT 1NNN", "Stop: level 1 (1.2 mg/kg) is the MTD."),
    ],
)
def test_people_read_the_action_first_then_the_reason_then_the_levels(run: Run, outcomes: str, headline: str) -> None:
    lines = run("decide", "--design", "3+3", "--doses", "1.2,1.6", outcomes).stdout.splitlines()
    reason = ThreePlusThree(2).decide(Outcomes.parse(outcomes)).at((1.2, 1.6), "mg/kg").one().reason
    assert lines[:2] == [headline, reason]
    assert lines[2].split() == ["level", "dose", "mg/kg", "n", "DLTs", "open"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--design", "boin", "--levels", "5", "7NNN"], "patients at level 7, but the design has 5 levels"),
        (["--design", "boin", "--levels", "5", "1NNX"], '"1NNX" is not a cohort'),
        (["--design", "boin", "--doses", "-1.2,1.6"], '--doses "-1.2,1.6": level 1 = -1.2 mg/kg: a dose is a positive'),
        (["--design", "boin", "--doses", "1.6,1.2"], "level 2 = 1.2 is not above level 1 = 1.6"),
        (["--design", "boin", "--doses", "1.2,x"], '"x" is not a number'),
        (["--design", "boin", "--doses", "1.2,,2"], "an item is empty"),
        (["--design", "boin", "--doses", "1,2", "--levels", "3"], "has 2 doses and --levels says 3"),
        (["--design", "boin"], "Give --levels 5, or the doses"),
        (["--design", "boin", "--levels", "5", "--unit", "mg"], '--unit "mg" is that of --doses, which are not given'),
        (["--design", "blrm", "--levels", "5"], "Give the doses of the levels: --doses 1.2,1.6,2.0"),
        (["--design", "boin", "--levels", "5", "--target", "1.2"], "target = 1.2"),
        (["--design", "bion", "--levels", "5"], 'Did you mean "boin"?'),
        (["--design", "nope.toml"], "nope.toml: there is no such file"),
        (["--design", "boin", "--levels", "0"], "greater than or equal to 1"),
        (["--design", "boin", "--levels", "x"], "--levels"),
        (["--levels", "5"], "--design"),
        (["--design", "boin", "--levels", "5", "1NNN", "2NNT"], "unexpected extra argument"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused("decide", *arguments)
    assert message in refused("decide", *arguments, "--json")


def test_numbers_that_a_design_has_are_columns_of_the_table(run: Run) -> None:
    heads = {
        name: run("decide", "--design", name, *DOSES, "1NNE 2NNT").stdout.splitlines()[2]
        for name in ("3+3", "crm", "blrm", "boin12")
    }
    assert "estimate" not in heads["3+3"]
    for head in ("plug-in", "95 % interval"):
        assert head in heads["crm"]
    assert heads["blrm"].split()[-4:] == ["P(under)", "P(target)", "P(over)", "open"]
    for head in ("responses", "P(response)", "utility"):
        assert head in heads["boin12"]


def test_levels_open_to_backfill_are_told(run: Run, answer: Answer) -> None:
    asked = ("decide", "--design", "bf-boin", "--levels", "4", "1NNE 2NNN 3NNN")
    said = answer(*asked)
    levels = ", ".join(f"level {level}" for level in said["backfill"]) or "no level"
    assert f"Open to backfill: {levels}." in run(*asked).stdout


def test_options_of_the_design_are_given_by_name(answer: Answer) -> None:
    said = answer("decide", "1NTT", "--design", "boin", "--levels", "4", "--option", "extrasafe=true")
    assert said == Boin(0.3, 4, extrasafe=True).decide(Outcomes.parse("1NTT")).one().to_dict()
    assert said["action"] == "stop"


def test_a_design_with_a_required_option_is_asked_by_it(answer: Answer, refused: Callable[..., str]) -> None:
    bounds = "n = 3, escalate_if_at_most = 0, deescalate_if_at_least = 2, eliminate_if_at_least = 3"
    asked = ("decide", "1NNN", "--design", "table", "--levels", "4")
    assert answer(*asked, "--option", f"rows=[{{{bounds}}}]")["level"] == 2
    assert "rows is missing" in refused(*asked)


def test_every_design_is_named_in_the_help(run: Run) -> None:
    told = " ".join(run("decide", "--help").stdout.split()).replace("- ", "-")
    for name in DESIGNS:
        assert name in told
