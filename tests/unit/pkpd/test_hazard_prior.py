"""The packaged prior of the DLT hazard."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.pkpd import HazardPrior, hazard_settings
from firstdose.sourced import Sourced

PRIOR = hazard_settings().prior


def _number(value: float, unit: str = "1") -> Sourced:
    return Sourced(value, unit, "a test", "assumed")


def test_the_medians_are_those_of_the_file() -> None:
    assert 1 - np.exp(-np.exp(PRIOR.log_kappa_mean)) == pytest.approx(PRIOR.p_dlt_at_mtd.value)
    assert np.exp(PRIOR.log_gamma_mean) == pytest.approx(PRIOR.gamma.value)


def test_the_prior_is_wide() -> None:
    low, high = (PRIOR.log_kappa_mean + side * 1.96 * PRIOR.log_kappa_sd.value for side in (-1, 1))
    assert 1 - np.exp(-np.exp(low)) < 0.05
    assert 1 - np.exp(-np.exp(high)) > 0.75


def test_a_prior_may_be_in_per_cent() -> None:
    assert replace(PRIOR, p_dlt_at_mtd=_number(20.0, "%")).log_kappa_mean == pytest.approx(PRIOR.log_kappa_mean)


def test_a_prior_that_cannot_be_is_refused() -> None:
    with pytest.raises(LibraryError, match="a probability below 1"):
        replace(PRIOR, p_dlt_at_mtd=_number(1.0))
    with pytest.raises(LibraryError, match="a probability below 1"):
        replace(PRIOR, p_dlt_at_mtd=_number(100.0, "%"))
    with pytest.raises(LibraryError, match="positive"):
        replace(PRIOR, log_gamma_sd=_number(0.0))
    with pytest.raises(UnitError):
        HazardPrior(_number(0.2), _number(1.0), _number(4.0, "kg"), _number(0.7))
