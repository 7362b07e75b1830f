"""ROSE has the published sizes."""

import json
from pathlib import Path
from typing import Any

import pytest

from firstdose.design.optimisation import Rose

SIZES = json.loads((Path(__file__).parent / "data" / "dosefinding" / "rose.json").read_text())["sizes"]


@pytest.mark.parametrize("case", SIZES, ids=lambda case: f"{case['method']}-{case['n_per_arm']}")
def test_the_size_equals_the_published_one(case: dict[str, Any]) -> None:
    wanted = {name: value for name, value in case.items() if name != "n_per_arm"}
    assert Rose.design(**wanted).n_per_arm == case["n_per_arm"]
