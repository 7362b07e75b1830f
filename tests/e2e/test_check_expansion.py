"""``firstdose check`` says what each expansion cohort can show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import Result

from firstdose.study import template

BASKET = """
[[expansion]]
name = "squamous"
indication = "NSCLC"
null = 0.1
target = 0.3
design = "exnex"
n = 20
toxicity_limit = 0.33
"""


def test_the_stages_and_power_of_each_cohort(run: Callable[..., Result], answer: Callable[..., Any]) -> None:
    said = run("check", "imgn289").stdout
    assert "SCCHN: simon-optimal, at most 29 patients, goes forward with 81% at a response rate of 30%" in said
    first = answer("check", "imgn289")["expansion"][0]
    assert first["boundaries"] == [
        {"n": 10, "stop_if_at_most": 1, "go_if_at_least": None},
        {"n": 29, "stop_if_at_most": 5, "go_if_at_least": 6},
    ]
    assert first["toxicity"] == []


def test_a_basket_with_a_limit_of_toxicity(answer: Callable[..., Any]) -> None:
    Path("mine.toml").write_text(template("mine") + BASKET, encoding="utf-8")
    said = answer("check", "mine.toml")["expansion"][1]
    assert (said["design"], said["patients"]) == ("exnex", 20)
    assert said["p_go"]["null"] < 0.1 < said["p_go"]["target"]
    assert said["toxicity"][1] == {"n": 2, "stop_if_at_least": 2}


def test_without_cohorts_there_is_nothing_to_say(run: Callable[..., Result]) -> None:
    text = template("mine")
    Path("mine.toml").write_text(text[: text.index("# Cohorts of one disease")], encoding="utf-8")
    assert "\n  expansion: none\n" in run("check", "mine.toml").stdout
