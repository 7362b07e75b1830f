"""What no look or prior can be."""

from collections.abc import Sequence

import pytest

from firstdose.design.expansion.checks import check_looks, check_prior
from firstdose.errors import DesignError


@pytest.mark.parametrize("looks", [(), (0, 5), (5, 5), (10, 5), (1.5, 3), (True, 5)])
def test_looks_that_do_not_rise_are_refused(looks: Sequence[int]) -> None:
    with pytest.raises(DesignError, match="Any: looks = .* give whole numbers of patients that rise"):
        check_looks("Any", looks)


@pytest.mark.parametrize("prior", [(1.0,), (0.0, 1.0), (1.0, float("inf")), (float("nan"), 1.0)])
def test_a_prior_that_is_no_beta_is_refused(prior: Sequence[float]) -> None:
    with pytest.raises(DesignError, match="Any: prior = .* give the two positive numbers"):
        check_prior("Any", prior)
