"""Whole trees of pathways, node by node, as the R package escalation 0.2.3 prints them.

The reference is told the level of the first cohort (``next_dose``); here ``level`` says so. It prints a dose after
3+3 has come to its end too, where our tree has a stop with that dose as its MTD.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firstdose.design import Boin, Cohorts, Design, EnoughAt, MTpi, MTpi2, NoSkipping, Ruled, ThreePlusThree
from firstdose.design.crm import Crm
from firstdose.design.protocol.pathways import pathways

FILE = Path(__file__).parent / "data" / "dosefinding" / "escalation_dose_paths.json"
PATHS = json.loads(FILE.read_text())["paths"]
DESIGNS: dict[str, Callable[[], Design]] = {
    "boin": lambda: Boin(0.25, 5),
    "mtpi": lambda: MTpi(0.3, 5),
    "mtpi2": lambda: MTpi2(0.3, 5),
    "threeplus": lambda: ThreePlusThree(5, top_up=False),
    "dfcrm": lambda: Ruled(
        Crm((0.05, 0.12, 0.25, 0.40, 0.55), 0.25), (NoSkipping(),), stopping=EnoughAt(9), size=Cohorts(3)
    ),
}


def _whole(path: dict[str, Any]) -> dict[str, int | None]:
    """The reference's next dose by all outcomes until then."""
    nodes = {node[".node"]: node for node in path["nodes"]}

    def told(node: dict[str, Any]) -> str:
        if node[".parent"] is None:
            return str(node["outcomes"])
        parent = nodes[node[".parent"]]
        return f"{told(parent)} {parent['next_dose']}{node['outcomes']}".strip()

    return {told(node): node["next_dose"] for node in nodes.values()}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path["call"].partition("previous_")[2])
def test_every_node_of_the_reference_is_in_the_tree_with_its_dose(path: dict[str, Any]) -> None:
    reference, root = _whole(path), path["nodes"][0]
    tree = pathways(DESIGNS[path["design"]](), root["outcomes"], cohorts=3, level=root["next_dose"] - 1)
    ours = {node.outcomes: node.to_dict() for node in tree.nodes}
    assert ours.keys() == reference.keys()
    for outcomes, dose in reference.items():
        said = ours[outcomes]
        assert (said["mtd"] if said["action"] == "stop" else said["level"]) == dose, outcomes
