"""Rolling six decides as a published decision grid has it, row by row."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstdose.design import RollingSix
from firstdose.trial import Outcomes

DATA = Path(__file__).parent / "data" / "dosefinding"
ROWS = json.loads((DATA / "rolling_six.json").read_text())["rows"]
LEVELS = {"escalate": 2, "same": 1, "deescalate": 0, "hold": 1}


def _range(text: str) -> range:
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def _cases(row: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Patients, patients whose outcome is known, and patients with a DLT."""
    for total in _range(row["total"]):
        for known in _range(row["evaluable"]):
            for dlt in _range(row["dlt"]):
                if dlt <= known <= total and total:
                    yield total, known, dlt


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row.values()))
def test_the_decision_for_every_state_of_a_level_equals_the_grid(row: dict[str, Any]) -> None:
    cases = list(_cases(row))
    assert cases
    for total, known, dlt in cases:
        here = "T" * dlt + "N" * (known - dlt) + "P" * (total - known)
        answer = RollingSix(3).decide(Outcomes.parse(f"1NNNNNN 2{here}")).one()
        assert (answer.action, answer.level) == (
            ("wait", 1) if row["next"] == "hold"
            # six of level 1 have been seen already, so that going down ends the trial at it
            else ("stop", None) if row["next"] == "deescalate"
            else ("treat", LEVELS[row["next"]])
        )  # fmt: skip
