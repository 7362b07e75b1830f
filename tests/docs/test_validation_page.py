"""The validation page is current in a subset that is quick to compute, and complete in all."""

import runpy
from pathlib import Path

import pytest

from firstdose.molecule import library
from firstdose.pkpd.calibrate import targets
from firstdose.pkpd.models.adc import SITES
from firstdose.pkpd.validate import validate

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "validation.py"))
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
QUICK = ("lu_clearance", "q3w_dm1_peak_max", "q3w36_tcp_g3plus", "q3w_nadir_day", "q3w_nadir_share")


def section(name: str) -> str:
    """What stands below a heading of the page."""
    return PAGE.split(f"## {name}\n")[1].split("\n## ")[0]


def test_a_quick_subset_is_as_it_is_now() -> None:
    found = validate(library("t-dm1"), only=QUICK)
    assert len(found.outcomes) == len(QUICK) + 3 * (len(SITES) - 1)
    for one in (each for each in found.outcomes if each.name in QUICK):
        line = f"| {' | '.join(SCRIPT['row'](one))} |"
        assert line in PAGE, "run: .venv/bin/python scripts/validation.py"


@pytest.mark.parametrize("fitted", [True, False])
def test_every_target_stands_in_its_own_table(fitted: bool) -> None:
    own, other = ("Fitted targets", "Predicted targets")[:: 1 if fitted else -1]
    for one in targets("t-dm1").targets:
        told = f"| {one.what}"
        assert (told in section(own)) == (one.fitted == fitted), one.id
        assert one.fitted != fitted or f"| {one.what}, {one.unit}" not in section(other) or one.unit == "1"


def test_what_is_not_predicted_says_why() -> None:
    for one in targets("t-dm1").unpredicted:
        assert one.reason in section("What is not predicted, and why")


def test_sites_of_action_stand_side_by_side() -> None:
    head = section("Where platelets are harmed")
    assert f"| {' | '.join(SITES)} |" in head
    assert "grade 3, 2.4 mg/kg weekly" in head
