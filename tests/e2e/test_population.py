"""``firstdose population``, as it promises key by key; the numbers themselves are held in tests/golden."""

from collections.abc import Callable
from math import isclose
from typing import Any

import pytest
from typer.testing import Result

Answer = Callable[..., Any]
ROW_KEYS = [
    "indication",
    "subtype",
    "incidence",
    "share_low",
    "share",
    "share_high",
    "strong_low",
    "strong",
    "strong_high",
    "patients_low",
    "patients",
    "patients_high",
]


def test_the_promised_keys_in_their_order(answer: Answer) -> None:
    said = answer("population", "imgn289")
    assert list(said) == ["rows", "totals"]
    assert [list(row) for row in said["rows"]] == [ROW_KEYS] * len(said["rows"])
    assert list(said["totals"]) == ["incidence", "patients_low", "patients", "patients_high"]
    assert {row["indication"] for row in said["rows"]} == {"NSCLC", "SCCHN"}


def test_an_indication_is_counted_once(answer: Answer) -> None:
    assert answer("population", "imgn289")["totals"]["incidence"] == 194_000 + 51_000


@pytest.mark.parametrize("end", ["_low", "", "_high"])
def test_patients_are_products_and_totals_sums(answer: Answer, end: str) -> None:
    said = answer("population", "imgn289")
    for row in said["rows"]:
        assert 0 <= row[f"share{end}"] <= 1
        assert isclose(row[f"patients{end}"], row["incidence"] * row[f"share{end}"] * row[f"strong{end}"])
    assert isclose(said["totals"][f"patients{end}"], sum(row[f"patients{end}"] for row in said["rows"]))


def test_people_read_the_year_and_the_sources(run: Callable[..., Result]) -> None:
    told = run("population", "imgn289").stdout
    assert "United States, 2013" in told
    assert "American Cancer Society 2013" in told
    assert "[derived]" in told


def test_an_unknown_study_is_refused(refused: Callable[..., str]) -> None:
    assert "There is no study named" in refused("population", "imgn288")
