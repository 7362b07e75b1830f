"""Every node of the dose paths that the R package escalation 0.2.3 prints for BOIN and 3+3."""

import json
from pathlib import Path
from typing import Any

import pytest

from firstdose.design import Boin, Design, Recommendation, ThreePlusThree
from firstdose.trial import Outcomes

FILE = Path(__file__).parent / "data" / "dosefinding" / "escalation_dose_paths.json"
PATHS = {path["design"]: path["nodes"] for path in json.loads(FILE.read_text())["paths"]}
BEFORE = "1NNN 2NNT"


def _nodes(design: str) -> list[tuple[str, int | None]]:
    """Outcomes up to each node, and the reference's dose there; the root is not a decision: its dose was given."""
    nodes = {node[".node"]: node for node in PATHS[design]}
    decided = [node for node in nodes.values() if node[".parent"] is not None]
    return [(" ".join([BEFORE, *_cohorts(nodes, node)]), node["next_dose"]) for node in decided]


def _cohorts(nodes: dict[int, dict[str, Any]], node: dict[str, Any]) -> list[str]:
    if node[".parent"] is None:
        return []
    parent = nodes[node[".parent"]]
    return [*_cohorts(nodes, parent), f"{parent['next_dose']}{node['outcomes']}"]


def _answer(design: Design, outcomes: str) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


@pytest.mark.parametrize(("outcomes", "dose"), _nodes("boin"))
def test_boin_goes_where_the_reference_goes(outcomes: str, dose: int | None) -> None:
    answer = _answer(Boin(0.25, 5), outcomes)  # None: the lowest dose is too toxic
    assert (answer.action, answer.to_dict()["level"]) == ("treat" if dose else "stop", dose)
    assert answer.mtd is None


def test_boin_at_the_root_goes_by_its_own_rule() -> None:
    """The reference is told to treat level 2 there; 1 DLT in 3 is above 0.298, so BOIN goes down."""
    assert _answer(Boin(0.25, 5), BEFORE).level == 0


@pytest.mark.parametrize("top_up", [False, True])
@pytest.mark.parametrize(("outcomes", "dose"), _nodes("threeplus"))
def test_three_plus_three_goes_where_the_reference_goes(outcomes: str, dose: int, top_up: bool) -> None:
    """The reference goes on printing the dose it recommends; here such a trial stops, with that dose as its MTD.

    It does not bring the level below to six patients (``allow_deescalate=FALSE``); with ``top_up`` the dose is the
    same, given to more patients first.
    """
    answer = _answer(ThreePlusThree(5, top_up=top_up), outcomes)
    assert answer.to_dict()["mtd" if answer.action == "stop" else "level"] == dose
    if outcomes.endswith("2NNT 2NNT"):  # level 1 has had three patients
        assert answer.action == ("treat" if top_up else "stop")
