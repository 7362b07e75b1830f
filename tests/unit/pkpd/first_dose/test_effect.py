"""The concentration with an effect in vitro, from the model of an assay."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd.first_dose import effect_concentration
from firstdose.pkpd.first_dose.effect import crossed


def test_more_receptors_need_less_conjugate() -> None:
    found = effect_concentration(library("t-dm1"))
    assert found is not None
    low, value, high = found.span("nmol/L")
    assert 1e-4 < low < value < high < 1.0
    assert found.provenance == "derived"
    assert "20% fewer viable cells" in found.source


def test_without_a_mechanism_there_is_none() -> None:
    adc = library("t-dm1")
    assert effect_concentration(replace(adc, antibody=replace(adc.antibody, binding=None))) is None


def test_an_effect_below_the_lowest_concentration_is_not_made_up() -> None:
    assert crossed(np.array([0.1, 1.0]), np.array([0.7, 0.5]), 0.8) is None
    assert crossed(np.array([0.1, 1.0]), np.array([0.9, 0.7]), 0.8) == pytest.approx(10**-0.5)
