"""What every figure of a trial keeps, whether nobody is in it or hundreds are."""

import json
from typing import Any

import pytest
from tests.trial_frames import every_figure

from firstdose.report.pictures import picture

SIZES = (0, 1, 3, 300)


@pytest.fixture(scope="module", params=SIZES)
def figures(request: pytest.FixtureRequest) -> tuple[int, dict[str, dict[str, Any]]]:
    return request.param, {name: chart.to_dict() for name, chart in every_figure(request.param).items()}


def test_its_population_and_data_cut_off_stand_under_it(figures: tuple[int, dict[str, dict[str, Any]]]) -> None:
    n, specs = figures
    footers = {spec["title"]["text"][0] for spec in specs.values()}
    assert footers == {f"Safety analysis set, N = {n}. Data cut-off: 2026-01-31."}
    assert {spec["title"]["orient"] for spec in specs.values()} == {"bottom"}


def test_it_is_as_wide_as_its_page_and_fits_one(figures: tuple[int, dict[str, dict[str, Any]]]) -> None:
    _, specs = figures
    assert {spec["width"] for spec in specs.values()} == {"container"}
    assert all(80 <= spec["height"] <= 1100 for spec in specs.values())


def test_it_holds_no_number_that_json_lacks(figures: tuple[int, dict[str, dict[str, Any]]]) -> None:
    _, specs = figures
    for spec in specs.values():
        json.dumps(spec, allow_nan=False)


def test_without_anybody_it_says_why_there_is_nothing() -> None:
    for chart in every_figure(0).values():
        [rows] = chart.to_dict()["datasets"].values()
        assert rows[0]["why"].startswith("No ")


@pytest.mark.parametrize("name", every_figure(1))
def test_it_can_be_drawn(name: str) -> None:
    svg = picture(every_figure(3)[name], "svg").decode()
    assert "Data cut-off: 2026-01-31." in svg


def test_subjects_are_named_where_there_is_room(figures: tuple[int, dict[str, dict[str, Any]]]) -> None:
    n, specs = figures
    if n:
        few = n <= 40
        bar, lane = (_bars(specs[name])["encoding"] for name in ("waterfall", "swimmer"))
        assert (bar["x"]["axis"]["labels"], lane["y"]["axis"]["labels"]) == (few, few)
        assert (lane["y"]["title"] is None) is few


def _bars(spec: dict[str, Any]) -> Any:
    [bar] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "bar"]
    return bar
