"""Priors of a basket: what one patient knows, and what is refused."""

from math import log, sqrt

import pytest

from firstdose.design.expansion import Exchange
from firstdose.design.expansion.exnex_prior import around, check_normal, check_weights
from firstdose.errors import DesignError


def test_priors_of_the_papers_design() -> None:
    assert Exchange.around(0.1).sd == pytest.approx(3.18, abs=5e-3)
    assert Exchange.around(0.3).sd == pytest.approx(1.94, abs=5e-3)
    assert around(0.2) == (log(0.2 / 0.8), 2.5)
    assert Exchange.around(0.2, tau=1.5).sd == pytest.approx(sqrt(6.25 - 2.25))


def test_a_weight_serves_every_stratum_or_each_has_its_own() -> None:
    assert Exchange(0, 1, weight=0.3).weights(2) == (0.3, 0.3)
    assert Exchange(0, 1, weight=(0.3, 0.6)).weights(2) == (0.3, 0.6)


@pytest.mark.parametrize("rate", [0.0, 1.0, float("nan")])
def test_a_rate_that_is_no_probability_is_refused(rate: float) -> None:
    with pytest.raises(DesignError, match="rate = .* a probability between 0 and 1"):
        around(rate)


@pytest.mark.parametrize(("mean", "sd"), [(11.0, 1.0), (0.0, 0.01), (0.0, 11.0), (float("nan"), 1.0)])
def test_a_normal_prior_that_cannot_be_is_refused(mean: float, sd: float) -> None:
    with pytest.raises(DesignError, match="any = .* a mean of a logit from -10 to 10"):
        check_normal("any", mean, sd)


def test_a_spread_between_strata_beyond_what_is_unknown_is_refused() -> None:
    with pytest.raises(DesignError, match="tau = 0: the scale"):
        Exchange(0, 1, tau=0)
    with pytest.raises(DesignError, match="tau = 3 is not below 2.50"):
        Exchange.around(0.2, tau=3)


def test_weights_that_cannot_be_are_refused() -> None:
    with pytest.raises(DesignError, match="exchange is empty"):
        check_weights((), 2)
    with pytest.raises(DesignError, match="a weight for each of the 3 strata"):
        check_weights((Exchange(0, 1, weight=(0.5, 0.5)),), 3)
    with pytest.raises(DesignError, match="weights 0.6, 0.6: they lie from 0 to 1"):
        check_weights((Exchange(0, 1, weight=0.6), Exchange(0, 1, weight=0.6)), 2)
    with pytest.raises(DesignError, match="weights -0.1"):
        check_weights((Exchange(0, 1, weight=-0.1),), 2)
