"""Methods side by side: which is lowest, which is customary, what was done."""

from dataclasses import replace

import pytest

from firstdose.molecule import Adc, Nonclinical, library
from firstdose.pkpd.first_dose import Given, first_dose
from firstdose.sourced import Sourced


def _number(value: float, unit: str) -> Sourced:
    return Sourced(value, unit, "a test", "assumed")


@pytest.fixture(name="blank")
def _blank() -> Adc:
    """A molecule of which no animal was told."""
    return replace(library("t-dm1"), nonclinical=Nonclinical())


def test_the_lowest_is_named_and_the_customary_beside_it(blank: Adc) -> None:
    found = first_dose(
        blank, Given(hnstd=_number(30, "mg/kg"), kd=_number(0.3, "nmol/L"), effect_concentration=_number(1, "nmol/L"))
    )
    assert found.customary is not None
    assert found.customary.method == "hnstd"
    assert found.lowest is not None
    assert found.lowest.method == "mabel_occupancy"
    assert found.reasons[0].startswith("Lowest: MABEL, by receptor occupancy, 0.2")
    assert found.reasons[0].endswith(" µg/kg.")
    assert "committees usually take it" in found.reasons[1]
    assert "doublings of the dose lie between them" in found.reasons[2]


def test_without_an_hnstd_the_std10_is_customary(blank: Adc) -> None:
    found = first_dose(blank, Given(std10=_number(37, "mg/kg"), rodent="mouse"))
    assert found.customary is not None
    assert found.customary.method == "std10"
    assert found.customary.mg_per_kg == pytest.approx(37 * 3 / 37 / 10)


def test_a_floor_is_neither_lowest_nor_customary() -> None:
    t_dm1 = library("t-dm1")
    rat = tuple(study for study in t_dm1.nonclinical.studies if study.std10_above is not None)
    assert rat
    given = Given(kd=_number(1e6, "nmol/L"), effect_concentration=_number(1e6, "nmol/L"))
    found = first_dose(replace(t_dm1, nonclinical=Nonclinical(rat)), given)
    assert found.lowest is not None
    assert found.lowest.method == "mabel_occupancy"
    assert found.customary is None
    assert "cannot be told" in found.reasons[1]


def test_what_was_done_is_told_apart(blank: Adc) -> None:
    done = first_dose(library("t-dm1")).actual
    assert [(each.dose.to("mg/kg"), each.every_days) for each in done] == [(0.3, 21), (1.2, 7)]
    assert first_dose(blank).to_dict()["actual"] is None


def test_a_molecule_is_illustrative_where_its_pharmacokinetics_are_borrowed() -> None:
    found = {name: first_dose(library(name)).illustrative for name in ("t-dm1", "t-dxd", "imgn289", "mrg003")}
    assert found == {"t-dm1": False, "t-dxd": False, "imgn289": True, "mrg003": True}


def test_the_library_says_what_is_not_known_of_imgn289() -> None:
    found = {each.method: each for each in first_dose(library("imgn289")).methods}
    for method in ("hnstd", "hnstd_by_weight", "std10", "noael"):
        assert found[method].span is None
        assert "not found" in found[method].note
