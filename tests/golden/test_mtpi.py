"""mTPI and mTPI-2 decide as the tables computed from the published formulas; how they choose the MTD is BOIN's."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.steps import letters

from firstdose.design import MTpi, MTpi2

DATA = Path(__file__).parent / "data" / "dosefinding"
TABLES = json.loads((DATA / "mtpi_mtpi2_tables.json").read_text())["tables"]
KINDS: dict[str, type[MTpi | MTpi2]] = {"mtpi": MTpi, "mtpi2": MTpi2}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table['design']}-{table['target']}")
def test_the_decision_after_every_outcome_equals_the_table(table: dict[str, Any]) -> None:
    design = KINDS[table["design"]](table["target"], 5, table["eps1"], table["eps2"], table["xi"])
    for n, row in enumerate(table["decision"], start=1):
        assert letters(design, n) == row


def test_three_of_six_at_a_target_of_three_tenths_tells_the_two_apart() -> None:
    """The case that mTPI-2 was made for."""
    assert letters(MTpi(0.3, 5), 6)[3] == "S"
    assert letters(MTpi2(0.3, 5), 6)[3] == "D"
