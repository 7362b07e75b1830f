"""Simon's two-stage designs equal those of clinfun's ph2simon."""

import json
from pathlib import Path
from typing import Any

import pytest

from firstdose.design.expansion import SimonTwoStage
from firstdose.design.expansion.simon import Criterion

FILE = Path(__file__).parent / "data" / "dosefinding" / "simon_two_stage.json"
CASES = json.loads(FILE.read_text())["cases"]
PRINTED = 1e-11  # the reference prints twelve decimals of numbers up to about 50


@pytest.mark.parametrize("criterion", ["optimal", "minimax"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["call"])
def test_simon_design_equals_the_reference(case: dict[str, Any], criterion: Criterion) -> None:
    design = SimonTwoStage.design(case["p0"], case["p1"], case["alpha"], case["beta"], criterion)
    expected = case[criterion]
    assert (design.r1, design.n1, design.r, design.n) == tuple(expected[name] for name in ("r1", "n1", "r", "n"))
    assert design.expected_n(case["p0"]) == pytest.approx(expected["EN(p0)"], abs=PRINTED)
    assert design.p_early_stop(case["p0"]) == pytest.approx(expected["PET(p0)"], abs=PRINTED)
