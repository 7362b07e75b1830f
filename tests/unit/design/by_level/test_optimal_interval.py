"""BOIN's boundaries; their values stand against the reference in tests/golden."""

from math import log

import pytest

from firstdose.design.by_level.optimal_interval import optimal_interval
from firstdose.errors import DesignError


@pytest.mark.parametrize(("target", "p_saf", "p_tox"), [(0.3, 0.18, 0.42), (0.25, 0.1, 0.35)])
def test_a_rate_on_a_boundary_is_as_likely_under_the_target_as_beyond_it(
    target: float, p_saf: float, p_tox: float
) -> None:
    """The log-likelihood of a rate r: r log p + (1 - r) log(1 - p)."""
    for rate, other in zip(optimal_interval(target, p_saf, p_tox), (p_saf, p_tox), strict=True):
        at_target, at_other = (rate * log(p) + (1 - rate) * log(1 - p) for p in (target, other))
        assert at_target == pytest.approx(at_other, abs=1e-12)


def test_probabilities_out_of_order_are_refused() -> None:
    with pytest.raises(DesignError, match="^BOIN: p_saf = 0.3, target = 0.3, p_tox = 0.42: they must rise"):
        optimal_interval(0.3, 0.3, 0.42)
