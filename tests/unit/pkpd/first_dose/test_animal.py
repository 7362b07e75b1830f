"""Doses from what animals tolerated."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import Adc, Nonclinical, NonclinicalStudy, library
from firstdose.pkpd.first_dose import hnstd, noael, species, std10
from firstdose.pkpd.first_dose.animal import Finding
from firstdose.sourced import Sourced


def _dose(value: float, low: float | None = None, high: float | None = None) -> Sourced:
    return Sourced(value, "mg/kg", "a test", "assumed", low, high)


def _adc(*studies: NonclinicalStudy, missing: str = "") -> Adc:
    return replace(library("t-dm1"), nonclinical=Nonclinical(studies, missing=missing))


def test_a_sixth_of_the_hnstd_by_surface_and_by_weight() -> None:
    adc = _adc(NonclinicalStudy("cynomolgus", "every 3 weeks", hnstd=_dose(30)))
    assert hnstd("surface").dose(adc).mg_per_kg == pytest.approx(30 * 12 / 37 / 6)
    assert hnstd("surface").dose(adc).mg_per_m2 == pytest.approx(30 * 12 / 6)
    assert hnstd("weight").dose(adc).mg_70kg == pytest.approx(5 * 70)


def test_a_range_of_the_finding_is_a_range_of_the_dose() -> None:
    adc = _adc(NonclinicalStudy("dog", "once", hnstd=_dose(6, 3, 12)))
    low, value, high = hnstd("surface").dose(adc).span or (0, 0, 0)
    assert (low, value, high) == pytest.approx((3 * 20 / 37 / 6, 6 * 20 / 37 / 6, 12 * 20 / 37 / 6))


def test_the_study_of_the_lowest_dose_counts() -> None:
    monkey = NonclinicalStudy("cynomolgus", "once", hnstd=_dose(6))  # 72 mg/m2
    dog = NonclinicalStudy("dog", "once", hnstd=_dose(5))  # 100 mg/m2
    for studies in ((monkey, dog), (dog, monkey)):
        assert "HNSTD in cynomolgus" in dict(hnstd("surface").dose(_adc(*studies)).inputs)
        assert "HNSTD in dog" in dict(hnstd("weight").dose(_adc(*studies)).inputs)


def test_a_rodent_gives_no_hnstd_and_a_monkey_no_std10() -> None:
    rat = NonclinicalStudy("rat", "once", hnstd=_dose(1), std10=_dose(37))
    monkey = NonclinicalStudy("cynomolgus", "once", hnstd=_dose(10), std10=_dose(1))
    assert "HNSTD in cynomolgus" in dict(hnstd("surface").dose(_adc(rat, monkey)).inputs)
    assert std10().dose(_adc(rat, monkey)).mg_per_kg == pytest.approx(37 * 6 / 37 / 10)


def test_an_std10_known_from_below_gives_a_floor() -> None:
    above = NonclinicalStudy("rat", "once", std10_above=_dose(37))
    found = std10().dose(_adc(above))
    assert found.at_least
    assert found.mg_per_kg == pytest.approx(0.6)
    assert "the dose of this method is a floor" in found.note
    known = NonclinicalStudy("mouse", "once", std10=_dose(370))
    assert not std10().dose(_adc(above, known)).at_least
    assert std10().dose(_adc(above, known)).mg_per_kg == pytest.approx(3.0)


def test_a_tenth_of_the_noael_by_weight_in_any_species() -> None:
    rat = NonclinicalStudy("rat", "once", noael=_dose(3))
    monkey = NonclinicalStudy("cynomolgus", "once", noael=_dose(2))
    assert noael().dose(_adc(rat, monkey)).mg_per_kg == pytest.approx(0.2)


def test_what_is_missing_is_told_and_what_would_fill_it() -> None:
    found = hnstd("surface").dose(_adc(missing="it was not published."))
    assert found.span is None
    assert found.mg_per_kg is None
    assert found.mg_per_m2 is None
    assert found.mg_70kg is None
    assert (
        "No HNSTD of T-DM1 (ado-trastuzumab emtansine) in a non-rodent is known here: it was not published."
        in found.note
    )
    assert "A repeat-dose study in such a species would give it" in found.note


def test_what_is_given_goes_before_the_file() -> None:
    adc = _adc(NonclinicalStudy("cynomolgus", "once", hnstd=_dose(30)))
    assert hnstd("weight").dose(adc, Finding(species("dog"), _dose(60))).mg_per_kg == pytest.approx(10)
    with pytest.raises(LibraryError, match="HNSTD in rat: rat is a rodent, and this method takes a non-rodent"):
        hnstd("weight").dose(adc, Finding(species("rat"), _dose(60)))


def test_inputs_have_their_sources() -> None:
    inputs = dict(hnstd("surface").dose(library("t-dm1")).inputs)
    assert [name for name in inputs if name.startswith("Km")] == ["Km of cynomolgus", "Km of human"]
    assert all(value.source for value in inputs.values())
