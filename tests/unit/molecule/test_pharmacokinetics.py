"""Population parameters that no population can have are refused."""

from dataclasses import replace
from math import log

import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.molecule import CovariateEffect, Pharmacokinetics, library
from firstdose.sourced import Sourced


@pytest.fixture(name="lu")
def _lu() -> Pharmacokinetics:
    return library("t-dm1").pharmacokinetics


def _number(value: float, unit: str) -> Sourced:
    return Sourced(value, unit, "a test", "assumed")


def test_variance_of_the_log_is_that_of_a_log_normal_with_the_published_cv(lu: Pharmacokinetics) -> None:
    assert lu.omega.log_variance("CL") == pytest.approx(log(1 + 0.1911**2), rel=1e-12)


@pytest.mark.parametrize("name", ["CL", "V1", "Q", "V2", "valid_from"])
def test_a_parameter_in_another_kind_of_unit_is_refused(lu: Pharmacokinetics, name: str) -> None:
    with pytest.raises(UnitError, match=f"^{name} is given in"):
        replace(lu, **{name: _number(1.0, "kg*day")})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["CL", "V1", "Q", "V2", "valid_from"])
def test_a_parameter_below_zero_is_refused(lu: Pharmacokinetics, name: str) -> None:
    with pytest.raises(LibraryError, match=f"{name} is a positive number"):
        replace(lu, **{name: _number(-1.0, getattr(lu, name).unit)})  # type: ignore[arg-type]


def test_a_loss_through_the_target_below_zero_is_refused(lu: Pharmacokinetics) -> None:
    assert replace(lu, VM=_number(0.0, "nmol/day")).VM is not None
    with pytest.raises(LibraryError, match="a loss is zero or more"):
        replace(lu, VM=_number(-1.0, "nmol/day"))
    with pytest.raises(UnitError, match="^VM is given in"):
        replace(lu, VM=_number(1.0, "L"))


def test_a_covariance_beyond_the_variances_is_refused(lu: Pharmacokinetics) -> None:
    limit = (lu.omega.log_variance("CL") * lu.omega.log_variance("V1")) ** 0.5
    replace(lu.omega, cov_CL_V1=_number(-0.999 * limit, "1"))
    with pytest.raises(LibraryError, match="not a correlation"):
        replace(lu.omega, cov_CL_V1=_number(-1.001 * limit, "1"))


@pytest.mark.parametrize("reference", [0.0, -1.0, float("nan"), float("inf")])
def test_a_power_needs_a_positive_reference(reference: float) -> None:
    with pytest.raises(LibraryError, match="needs a positive reference"):
        CovariateEffect("CL", "albumin", reference, "g/L", _number(-0.4, "1"), "power")


def test_a_difference_needs_a_finite_reference() -> None:
    CovariateEffect("CL", "trastuzumab_baseline", 0.0, "ug/mL", _number(-0.002, "mL/ug"), "exponential")
    with pytest.raises(LibraryError, match="a difference a finite one"):
        CovariateEffect("CL", "trastuzumab_baseline", float("nan"), "ug/mL", _number(-0.002, "mL/ug"), "exponential")


def test_an_effect_has_the_unit_that_its_form_needs() -> None:
    with pytest.raises(UnitError, match="effect of albumin is given in"):
        CovariateEffect("CL", "albumin", 41.0, "g/L", _number(-0.4, "L/g"), "power")
    with pytest.raises(UnitError, match="effect of trastuzumab_baseline is given in"):
        CovariateEffect("CL", "trastuzumab_baseline", 0.0, "ug/mL", _number(-0.002, "1"), "exponential")
    with pytest.raises(UnitError, match='unit of albumin: "gl" is not a unit'):
        CovariateEffect("CL", "albumin", 41.0, "gl", _number(-0.4, "1"), "power")


def test_the_size_of_an_effect_does_not_depend_on_its_unit() -> None:
    power = CovariateEffect("CL", "albumin", 41.0, "g/L", _number(49.0, "%"), "power")
    slope = CovariateEffect("CL", "trastuzumab_baseline", 0.0, "ug/mL", _number(-2.0, "mL/mg"), "exponential")
    assert (power.size, slope.size) == pytest.approx((0.49, -0.002))


def test_a_covariance_may_be_in_per_cent(lu: Pharmacokinetics) -> None:
    replace(lu.omega, cov_CL_V1=_number(1.1, "%"))
    with pytest.raises(LibraryError, match="not a correlation"):
        replace(lu.omega, cov_CL_V1=_number(50.0, "%"))
