"""The parts of an ADC say what they are."""

from dataclasses import replace

import pytest

from firstdose.errors import UnitError
from firstdose.molecule import library
from firstdose.sourced import Sourced


def test_linker_and_payload_are_summed_up_in_words() -> None:
    adc = library("t-dm1")
    assert adc.linker.summary == "SMCC thioether, non-cleavable"
    assert adc.payload.summary == "DM1, maytansinoid, inhibits tubulin, not permeable once set free"


def test_a_molar_mass_or_dar_in_another_unit_is_refused() -> None:
    adc, litres = library("t-dm1"), Sourced(3.5, "L", "a test", "assumed")
    with pytest.raises(UnitError, match="molar_mass is given in"):
        replace(adc.antibody, molar_mass=litres)
    with pytest.raises(UnitError, match="dar is given in"):
        replace(adc, dar=litres)
