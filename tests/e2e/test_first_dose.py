"""``firstdose first-dose``, as it promises key by key."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

Answer = Callable[..., Any]
METHODS = ["hnstd", "hnstd_by_weight", "std10", "noael", "mabel_occupancy", "mabel_in_vitro"]
KEYS = [
    *("method", "title", "dose_mg_per_kg", "dose_mg_per_m2", "dose_mg_70kg", "low_mg_per_kg", "high_mg_per_kg"),
    *("at_least", "inputs", "formula", "note"),
]


def test_the_promised_keys_in_their_order(answer: Answer) -> None:
    said = answer("first-dose", "t-dm1")
    assert list(said) == ["molecule", "illustrative", "methods", "lowest", "customary", "reasons", "actual"]
    assert [each["method"] for each in said["methods"]] == METHODS
    for each in said["methods"]:
        assert list(each) == KEYS
        for given in each["inputs"]:
            assert list(given) == ["name", "value", "low", "high", "unit", "source", "provenance"]
    assert (said["molecule"], said["illustrative"]) == ("t-dm1", False)
    assert [each["dose_mg_per_kg"] for each in said["actual"]] == [0.3, 1.2]


def test_a_dose_in_three_units(answer: Answer) -> None:
    for each in answer("first-dose", "t-dm1")["methods"]:
        dose = each["dose_mg_per_kg"]
        if dose is None:
            assert each["dose_mg_per_m2"] is each["dose_mg_70kg"] is each["low_mg_per_kg"] is None
        else:
            assert each["dose_mg_per_m2"] == pytest.approx(37 * dose)
            assert each["dose_mg_70kg"] == pytest.approx(70 * dose)
            assert each["low_mg_per_kg"] <= dose <= each["high_mg_per_kg"]


def test_what_is_missing_is_null_with_its_reason(answer: Answer) -> None:
    said = answer("first-dose", "imgn289")
    first = said["methods"][0]
    assert first["dose_mg_per_kg"] is None
    assert "not found" in first["note"]
    assert said["customary"] is None
    assert said["actual"] is None
    assert said["illustrative"]


def test_options_stand_in_for_the_file(answer: Answer) -> None:
    options = ["--hnstd", "6 mg/kg", "--std10", "37 mg/kg", "--rodent", "mouse", "--kd", "0.9 nM", "--occupancy", "0.5"]
    said = answer("first-dose", "imgn289", *options, "--effect-concentration", "133.2 ng/mL")
    found = {each["method"]: each for each in said["methods"]}
    assert found["hnstd"]["dose_mg_per_kg"] == pytest.approx(6 * 12 / 37 / 6)
    assert found["std10"]["dose_mg_per_kg"] == pytest.approx(0.3)
    assert found["mabel_in_vitro"]["dose_mg_per_kg"] == pytest.approx(found["mabel_occupancy"]["dose_mg_per_kg"])
    assert said["customary"]["method"] == "hnstd"


def test_people_read_a_table_then_the_reasons(run: Callable[..., Result]) -> None:
    told = run("first-dose", "t-dm1").stdout
    assert "1/6 HNSTD, by body surface" in told
    assert "Customary: 1/6 HNSTD, by body surface" in told
    assert "[recalled]" in told
    assert "0.3 mg/kg every 21 days" in told
    assert "Illustrative" in run("first-dose", "imgn289").stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--hnstd", "6"], '--hnstd = "6" is not a number with a unit'),
        (["--hnstd", "6 mg"], '--hnstd is given in "mg"'),
        (["--hnstd", "6 mg/kg", "--species", "rat"], "rat is a rodent"),
        (["--hnstd", "6 mg/kg", "--species", "cinomolgus"], 'Did you mean "cynomolgus"?'),
        (["--hnstd", "-6 mg/kg"], "HNSTD is a positive number"),
        (["--occupancy", "1"], "no dose occupies all receptors"),
        (["--occupancy", "much"], '--occupancy "much" is not a number'),
        (["--occupancy", "nan"], "--occupancy: nan is no finite number"),
        (["--hnstd", "1e400 mg/kg"], "--hnstd: inf is no finite number. Give one that is, in mg/kg"),
        (["--effect-concentration", "1 day"], '--effect-concentration is given in "day"'),
        (["--kd", "0 nM"], "is a positive number"),
    ],
)
def test_bad_input_is_refused(refused: Callable[..., str], options: list[str], told: str) -> None:
    assert told in refused("first-dose", "t-dm1", "--kd", "0.3 nM", *options)


def test_an_unknown_molecule_is_refused(refused: Callable[..., str]) -> None:
    assert "There is no molecule named" in refused("first-dose", "t-dm2")
