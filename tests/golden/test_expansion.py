"""A'Hern, predictive probability and BOP2 equal what is published of them, and what other tools print."""

import json
from pathlib import Path
from typing import Any

import pytest

from firstdose.design.expansion import AHern, Bop2, Bop2Pair, PredictiveProbability

DATA = Path(__file__).parent / "data"
A_HERN = json.loads((DATA / "expansion" / "a_hern.json").read_text())
PREDICTIVE = json.loads((DATA / "expansion" / "predictive_probability.json").read_text())
ENDPOINTS = json.loads((DATA / "expansion" / "bop2_endpoints.json").read_text())
BOP2 = json.loads((DATA / "dosefinding" / "bop2_boundaries_formula.json").read_text())["cases"]


@pytest.mark.parametrize("case", A_HERN["published"], ids=str)
def test_single_stages_are_those_of_the_paper(case: dict[str, Any]) -> None:
    design = AHern.design(case["p0"], case["p1"], case["alpha"], case["beta"])
    assert (design.r, design.n) == (case["needed"], case["n"])


@pytest.mark.parametrize("case", A_HERN["smallest"], ids=lambda case: case["source"])
def test_the_smallest_single_stage_has_the_errors_that_clinfun_prints(case: dict[str, Any]) -> None:
    design = AHern.design(case["p0"], case["p1"], case["alpha"], case["beta"])
    printed = 5e-9 if case["needed"] else 0.005  # digits of each source
    assert design.n == case["n"]
    assert case["needed"] in (None, design.r)
    assert design.p_go(case["p0"]) == pytest.approx(case["error0"], abs=printed)
    assert 1 - design.p_go(case["p1"]) == pytest.approx(case["error1"], abs=printed)


def test_a_given_single_stage_has_the_errors_that_stata_prints() -> None:
    case = A_HERN["given"][0]
    design = AHern(case["p0"], case["p1"], 0.1, 0.2, r=case["needed"], n=case["n"])
    assert design.p_go(case["p0"]) == pytest.approx(case["error0"], abs=5e-5)
    assert design.p_go(case["p1"]) == pytest.approx(case["power"], abs=5e-5)


def test_predictive_probability_of_the_papers_example() -> None:
    case = PREDICTIVE["example"]
    design = PredictiveProbability(case["p0"], 0.8, case["n_max"], case["theta_T"], prior=tuple(case["prior"]))
    assert design.predictive(case["responses"], case["n"]) == pytest.approx(case["predictive"], abs=5e-5)
    assert design.posterior(case["responses"], case["n"]) == pytest.approx(case["posterior"], abs=5e-8)


def test_the_search_finds_the_papers_design_and_its_characteristics() -> None:
    case = PREDICTIVE["design"]
    design = PredictiveProbability.design(
        case["p0"], case["p1"], case["alpha"], case["beta"], prior=tuple(case["prior"])
    )
    assert (design.n_max, design.theta_L) == (case["n_max"], case["theta_L"])
    assert design.theta_T_range == pytest.approx(case["theta_T_range"], abs=1.1e-3)  # printed inside the range
    assert design.p_go(0.2) == pytest.approx(case["type1"], abs=5e-4)
    assert design.p_go(0.4) == pytest.approx(case["power"], abs=5e-4)
    assert design.expected_n(0.2) == pytest.approx(case["expected_n"], abs=5e-3)
    assert design.p_early_stop(0.2) == pytest.approx(case["pet"], abs=5e-3)


def test_boundaries_of_the_papers_design() -> None:
    case = PREDICTIVE["design"]
    design = PredictiveProbability(0.2, 0.4, 36, theta_T=0.9, theta_L=0.001, prior=(0.2, 0.8))
    rows = design.boundaries
    changes = {
        row.n: row.stop_if_at_most for at, row in enumerate(rows) if not at or row != _moved(rows[at - 1], row.n)
    }
    assert {n: low for n, low in changes.items() if low is not None} == {
        int(n): low for n, low in case["stop_at_most"].items()
    }


def _moved(row: Any, n: int) -> Any:
    return type(row)(n, row.stop_if_at_most, row.go_if_at_least)


@pytest.mark.parametrize("case", BOP2, ids=str)
def test_bop2_boundaries_follow_the_formula(case: dict[str, Any]) -> None:
    design = Bop2(case["p0"], tuple(case["looks"]), case["lambda"], case["gamma"], tuple(case["prior"]))
    assert [row.stop_if_at_most for row in design.boundaries] == case["stop_if_responses_le"]


def test_bop2_boundaries_equal_those_of_another_tool() -> None:
    case, looks = ENDPOINTS["binary"], tuple(ENDPOINTS["looks"])
    design = Bop2(case["p0"], looks, case["lambda"], case["gamma"])
    assert [row.stop_if_at_most for row in design.boundaries] == case["stop_at_most"]


@pytest.mark.parametrize("case", ENDPOINTS["pairs"], ids=lambda case: case["kind"])
def test_bop2_boundaries_of_two_endpoints_equal_those_of_another_tool(case: dict[str, Any]) -> None:
    looks = tuple(ENDPOINTS["looks"])
    rows = Bop2Pair(case["kind"], tuple(case["null"]), looks, case["lambda"], case["gamma"]).boundaries
    assert [row.first_at_most for row in rows] == case["first"]
    toxic = case["kind"] == "efficacy-toxicity"
    assert [row.second_at_least if toxic else row.second_at_most for row in rows] == case["second"]
