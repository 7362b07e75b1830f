"""``firstdose models``, as it promises key by key."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from firstdose.pkpd.models import MODELS

Answer = Callable[..., Any]
PROMISED = ["pk1", "pk1_oral", "pk2", "pk2_oral", "pk2_mm", "tmdd_full", "tmdd_qss", "friberg"]
KEYS = ["name", "meaning", "time", "states", "parameters", "outputs", "equations"]


def test_every_model_is_listed_with_its_equations_and_units(answer: Answer) -> None:
    said = answer("models")["models"]
    names = [each["name"] for each in said]
    assert names == [*MODELS]
    assert names[: len(PROMISED)] == PROMISED
    for each in said:
        assert list(each) == KEYS
        assert {equation["of"] for equation in each["equations"]} >= {state["name"] for state in each["states"]}
        assert all(row["unit"] for part in ("states", "parameters", "outputs") for row in each[part])


def test_one_model_is_told_alone(answer: Answer) -> None:
    (said,) = answer("models", "tmdd_qss")["models"]
    assert said["parameters"][4] == {
        "name": "KSS",
        "value": 0.5,
        "unit": "nmol/L",
        "meaning": "free drug at which half of the target is bound",
    }
    assert said["outputs"] == [{"name": "CP", "unit": "nmol/L"}, {"name": "CTOT", "unit": "nmol/L"}]
    assert list(said["equations"][0]) == ["kind", "of", "text", "latex"]


def test_the_list_names_each_model_and_what_it_is(run: Callable[..., Result]) -> None:
    told = run("models").stdout
    for name in PROMISED:
        assert f"\n{name} " in told
    assert "Two compartments, and the area under the concentration." in told


def test_equations_are_read_in_a_terminal(run: Callable[..., Result]) -> None:
    told = run("models", "pk2_oral").stdout
    for line in ("  dCENT/dt = KA*DEPOT - CL*CP - Q*CP + Q*PERI/V2", "  lag of DEPOT = ALAG", "  CP = CENT/V1"):
        assert f"\n{line}\n" in told
    assert "share of the dose that is absorbed" in told


@pytest.mark.parametrize("name", ["pk3", "tmdd_ful"])
def test_an_unknown_model_is_refused_with_those_there_are(refused: Callable[..., str], name: str) -> None:
    told = refused("models", name)
    assert f'There is no model "{name}". ' in told
    assert "The library has pk1, pk1_oral, pk2" in told


def test_the_json_is_one_object(run: Callable[..., Result]) -> None:
    assert list(json.loads(run("models", "--json").stdout)) == ["models"]
