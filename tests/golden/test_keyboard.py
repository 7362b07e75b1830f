"""Keyboard decides and behaves as the R package Keyboard 0.1.3."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.behaviour import check_behaviour, conducted
from tests.steps import letters

from firstdose.design import Keyboard

DATA = Path(__file__).parent / "data" / "dosefinding"
REFERENCE = json.loads((DATA / "keyboard_tables.json").read_text())
TRIALS = 5_000  # as the reference


@pytest.mark.parametrize("case", REFERENCE["boundaries"], ids=lambda case: case["call"])
def test_the_decision_after_every_outcome_equals_the_reference(case: dict[str, Any]) -> None:
    design = Keyboard(case["target"], 5, case["marginL"], case["marginR"])
    table = case["table"]
    names = ("n", "escalate_if_le", "deescalate_if_ge", "eliminate_if_ge")
    for n, up, down, out in zip(*(table[name] for name in names), strict=True):
        wanted = ["E" if dlt <= up else "S" if dlt < down else "D" for dlt in range(n + 1)]
        assert letters(design, n) == ["DU" if out is not None and dlt >= out else wanted[dlt] for dlt in range(n + 1)]


@pytest.mark.parametrize("case", REFERENCE["oc"], ids=lambda case: f"target-{case['target']}")
def test_behaviour_over_many_trials_equals_the_reference(case: dict[str, Any]) -> None:
    p_true = tuple(case["p_true"])
    ours = conducted(Keyboard(case["target"], len(p_true)), p_true, 36, TRIALS)
    check_behaviour(ours, case, TRIALS)
