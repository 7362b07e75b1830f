"""First doses agree with published tables and worked numbers."""

import csv
from pathlib import Path

import pytest

from firstdose.pkpd.first_dose import all_species, concentration_at, human_equivalent

DATA = Path(__file__).parent / "data" / "pkpd" / "body_surface.csv"
ROWS = list(csv.DictReader(line for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["species"]))
def test_human_equivalents_are_those_of_the_guidance(row: dict[str, str]) -> None:
    """The table rounds factors to three decimals, and divisors to one."""
    factor = human_equivalent(1.0, row["species"])
    assert factor == pytest.approx(float(row["multiply"]), abs=5.1e-4)
    assert 1 / factor == pytest.approx(float(row["divide"]), abs=0.0501)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["species"]))
def test_km_is_about_weight_over_surface(row: dict[str, str]) -> None:
    """The table rounds surfaces to a few per cent, and the guidance Km to whole numbers."""
    km = all_species()[row["species"]].km.to("kg/m^2")
    assert km == pytest.approx(float(row["weight_kg"]) / float(row["surface_m2"]), rel=0.05)


def test_every_animal_is_in_the_published_table() -> None:
    assert {row["species"] for row in ROWS} == set(all_species()) - {"human"}


def test_the_concentration_at_ten_per_cent_occupancy_of_cd28() -> None:
    """KD 0.41 nM and 0.65 nM of CD28: "0.1 nM", rounded so (J Pharmacol Exp Ther, table of MABEL approaches)."""
    assert round(concentration_at(0.1, 0.41, target=0.65), 1) == 0.1
    assert concentration_at(0.1, 0.41, target=0.65) == pytest.approx(0.41 / 9 + 0.065, rel=1e-12)
