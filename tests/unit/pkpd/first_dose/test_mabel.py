"""Doses from the smallest expected effect."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError, ModelError
from firstdose.molecule import library
from firstdose.pkpd.first_dose import (
    Peak,
    concentration_at,
    linear_peak,
    mabel_in_vitro,
    mabel_occupancy,
    mechanism_peak,
    peak_of,
)
from firstdose.sourced import Sourced


def _number(value: float, unit: str, low: float | None = None, high: float | None = None) -> Sourced:
    return Sourced(value, unit, "a test", "assumed", low, high)


PEAK = Peak(lambda dose: 40.0 * dose, (), valid_from=2.4)


def test_the_peak_is_the_dose_over_the_central_volume_less_what_left_during_the_infusion() -> None:
    adc = library("t-dm1")
    in_volume = 1000 * 70 / adc.pharmacokinetics.V1.to("L") / adc.antibody.molar_mass.to("kDa")
    assert 0.94 * in_volume < linear_peak(adc).of(1.0) < in_volume
    assert linear_peak(adc).of(3.6) == pytest.approx(3.6 * linear_peak(adc).of(1.0))


def test_occupancy_at_its_own_concentration() -> None:
    for share in (0.01, 0.1, 0.9):
        free = concentration_at(share, 0.3)
        assert free / (0.3 + free) == pytest.approx(share)
        assert concentration_at(share, 0.3, target=2.0) - free == pytest.approx(2 * share)


def test_the_dose_by_occupancy() -> None:
    adc = library("t-dm1")
    found = mabel_occupancy(adc, PEAK, _number(0.9, "nmol/L", 0.45, 1.8), _number(0.1, "1"))
    assert found.span == pytest.approx((0.05 / 40, 0.1 / 40, 0.2 / 40))
    assert mabel_occupancy(adc, PEAK, _number(0.9, "nmol/L")).mg_per_kg == pytest.approx(0.1 / 40)
    assert mabel_occupancy(adc, PEAK, _number(900, "pmol/L")).mg_per_kg == pytest.approx(0.1 / 40)
    assert "shown to hold from 2.4 mg/kg" in found.note


def test_the_dose_by_effect_in_vitro() -> None:
    found = mabel_in_vitro(library("t-dm1"), PEAK, _number(2.0, "nmol/L", 1.0, 4.0))
    assert found.span == pytest.approx((0.025, 0.05, 0.1))
    assert "shown to hold from" in found.note
    assert "shown to hold from" not in mabel_in_vitro(library("t-dm1"), PEAK, _number(100.0, "nmol/L")).note


def test_a_missing_input_is_named() -> None:
    assert "No KD of trastuzumab and HER2" in mabel_occupancy(library("t-dm1"), PEAK, None).note
    assert mabel_occupancy(library("t-dm1"), PEAK, None).span is None
    assert "--effect-concentration" in mabel_in_vitro(library("t-dm1"), PEAK, None).note


def test_an_impossible_input_is_refused() -> None:
    with pytest.raises(LibraryError, match="no dose occupies all receptors"):
        mabel_occupancy(library("t-dm1"), PEAK, _number(0.9, "nmol/L"), _number(1.0, "1"))
    with pytest.raises(LibraryError, match="kd is a positive number"):
        mabel_occupancy(library("t-dm1"), PEAK, _number(0.0, "nmol/L"))
    with pytest.raises(LibraryError, match="effect concentration is a positive number"):
        mabel_in_vitro(library("t-dm1"), PEAK, _number(-1.0, "nmol/L"))


def test_a_peak_that_bends_is_inverted_too() -> None:
    peak = Peak(lambda dose: 40 * float(dose**1.3), ())
    for wanted in (1e-6, 0.03, 1e4):
        assert peak.of(peak.dose(wanted)) == pytest.approx(wanted, rel=1e-9)


def test_a_peak_that_does_not_rise_is_refused() -> None:
    with pytest.raises(ModelError, match="it does not rise with the dose"):
        Peak(lambda dose: 3.0, ()).dose(4.0)


def test_the_target_takes_a_part_of_the_peak_at_low_doses_and_none_at_high_ones() -> None:
    adc = library("imgn289")
    linear, mechanism = linear_peak(adc), mechanism_peak(adc)
    assert 0.9 * linear.of(1e-3) < mechanism.of(1e-3) < 0.99 * linear.of(1e-3)
    assert mechanism.of(50.0) == pytest.approx(linear.of(50.0), rel=1e-3)
    assert mechanism.of(mechanism.dose(0.03)) == pytest.approx(0.03, rel=1e-9)
    assert mechanism.caveat(1e-3) == ""
    assert {"fastest loss through the target", "central volume"} <= set(dict(mechanism.inputs))


def test_without_a_mechanism_the_peak_is_linear() -> None:
    adc = library("t-dm1")
    bare = replace(adc, antibody=replace(adc.antibody, binding=None))
    assert peak_of(bare).of(1.0) == linear_peak(bare).of(1.0)
    assert peak_of(bare).valid_from == 2.4
    assert peak_of(adc).valid_from == 0
