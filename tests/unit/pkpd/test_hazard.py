"""The hazard of dose-limiting toxicity."""

import numpy as np
import pytest

from firstdose.pkpd import DltHazard

HAZARD = DltHazard(kappa=0.25, gamma=4.0, reference=272.0, window_days=7.0)


def test_without_exposure_there_is_no_dlt() -> None:
    assert HAZARD.p_dlt(np.array([0.0]))[0] == 0.0


def test_at_the_reference_the_cumulative_hazard_is_kappa() -> None:
    assert HAZARD.p_dlt(np.array([272.0]))[0] == pytest.approx(1 - np.exp(-0.25))


def test_at_twice_the_reference_the_hazard_is_two_to_the_gamma_times_as_high() -> None:
    assert HAZARD.p_dlt(np.array([544.0]))[0] == pytest.approx(1 - np.exp(-4.0))


def test_enough_exposure_makes_a_dlt_certain() -> None:
    assert HAZARD.p_dlt(np.array([1e6, 1e300])).tolist() == [1.0, 1.0]


def test_a_small_probability_keeps_its_digits() -> None:
    assert HAZARD.p_dlt(np.array([272e-5]))[0] == pytest.approx(0.25e-20, rel=1e-9)


@pytest.mark.parametrize("tolerance", [1e-9, 0.2, 0.999])
def test_the_exposure_at_which_a_patient_has_the_dlt(tolerance: float) -> None:
    assert HAZARD.p_dlt(HAZARD.exposure_at(np.array([tolerance])))[0] == pytest.approx(tolerance)
