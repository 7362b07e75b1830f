"""Covariates are log-normal around their medians."""

import numpy as np
import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.patient import Covariate, Covariates, library
from firstdose.sourced import Sourced


def _number(value: float, unit: str) -> Sourced:
    return Sourced(value, unit, "a test", "assumed")


def _weight(median: float = 70.0, log_sd: float = 0.2) -> Covariate:
    return Covariate("body_weight", _number(median, "kg"), _number(log_sd, "1"))


def test_names_are_those_of_each() -> None:
    both = Covariates((_weight(), Covariate("albumin", _number(41.0, "g/L"), _number(0.0, "1"))))
    assert both.names == ("body_weight", "albumin")


def test_the_library_weight_of_breast_cancer_has_the_published_5th_and_95th_percentile() -> None:
    z = 1.6448536269514722
    weight = library("us-2013").covariates("BREAST").each[0]
    ends = weight.median.to("kg") * np.exp(weight.log_sd.to("1") * np.array([-z, z]))
    np.testing.assert_allclose(ends, [49.0, 98.0], atol=1.0)  # about a median rounded to 70


@pytest.mark.parametrize(("median", "log_sd", "message"), [(0.0, 0.2, "above zero"), (70.0, -0.1, "zero or more")])
def test_a_covariate_that_cannot_be_log_normal_is_refused(median: float, log_sd: float, message: str) -> None:
    with pytest.raises(LibraryError, match=message):
        _weight(median, log_sd)


def test_a_spread_with_a_unit_is_refused() -> None:
    with pytest.raises(UnitError, match="log_sd is given in"):
        Covariate("body_weight", _number(70.0, "kg"), _number(10.0, "kg"))
