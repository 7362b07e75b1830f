"""The decision table equals those of the R packages BOIN 2.7.2 and Keyboard 0.1.3 and of the published mTPI formulas.

Found by asking the design, so that no second implementation stands between the paper and what a trial is told.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from firstdose.design import Boin, Design, Keyboard, MTpi, MTpi2, tabulate

DATA = Path(__file__).parent / "data" / "dosefinding"
LEVELS = 3
Row = tuple[int | None, ...]


def _read(name: str) -> dict[str, Any]:
    file: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
    return file


BOIN = _read("boin_boundaries")
PUBLISHED = _read("published_values")["boin_decision_table_target_0.3_cohort3"]


def _reference(table: dict[str, list[int | None]], names: tuple[str, ...]) -> list[Row]:
    never = [[None if value == -1 else value for value in table[name]] for name in names]  # -1: never escalate
    return list(zip(*never, strict=True))


def _ours(design: Design, n: int, cohort_size: int = 1) -> list[Row]:
    return [tuple(row.to_dict().values()) for row in tabulate(design, n).every(cohort_size).rows]


NAMES = ("n", "escalate_if_le", "deescalate_if_ge", "eliminate_if_ge")


@pytest.mark.parametrize("case", BOIN["default"] + BOIN["custom"], ids=lambda case: case["call"])
def test_boin(case: dict[str, Any]) -> None:
    design = Boin(case["target"], LEVELS, p_saf=case["p_saf"], p_tox=case["p_tox"], cutoff=case["cutoff_eli"])
    assert _ours(design, 36) == _reference(case["table"], NAMES)
    if "cohort3" in case:
        assert _ours(design, 36, 3) == _reference(case["cohort3"], NAMES)


def test_boin_as_published() -> None:
    names = ("n", "escalate_le", "deescalate_ge", "eliminate_ge")
    assert _ours(Boin(0.3, LEVELS), 30, 3) == _reference(PUBLISHED, names)


@pytest.mark.parametrize("case", _read("keyboard_tables")["boundaries"], ids=lambda case: case["call"])
def test_keyboard(case: dict[str, Any]) -> None:
    design = Keyboard(case["target"], LEVELS, margin_left=case["marginL"], margin_right=case["marginR"])
    assert _ours(design, 30) == _reference(case["table"], NAMES)


@pytest.mark.parametrize("case", _read("mtpi_mtpi2_tables")["tables"], ids=lambda case: f"{case['design']}")
def test_mtpi_and_mtpi2_letter_by_letter(case: dict[str, Any]) -> None:
    options = {"eps1": case["eps1"], "eps2": case["eps2"], "cutoff": case["xi"]}
    name = case["design"]
    design = MTpi(case["target"], LEVELS, **options) if name == "mtpi" else MTpi2(case["target"], LEVELS, **options)
    assert [list(row.letters) for row in tabulate(design, len(case["decision"])).rows] == case["decision"]
