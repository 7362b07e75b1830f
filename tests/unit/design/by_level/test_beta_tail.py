"""Beta posteriors of whole and fractional counts."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design.by_level.beta_tail import beta_tail


@pytest.mark.parametrize("p", [0.1, 0.313, 0.7])
def test_it_is_the_upper_tail_of_a_beta_distribution(p: float) -> None:
    n = np.array([[0, 3, 6], [9, 12, 3]])
    events = np.array([[0.0, 1.0, 5.4], [2 / 3, 12.0, 0.0]])
    assert beta_tail(n, events, p) == pytest.approx(stats.beta.sf(p, 1 + events, 1 + n - events), abs=1e-12)


def test_whole_counts_may_be_integers() -> None:
    assert beta_tail(np.array([3]), np.array([1]), 0.5)[0] == beta_tail(np.array([3]), np.array([1.0]), 0.5)[0]


def test_a_value_does_not_depend_on_what_else_is_asked_for() -> None:
    n, events = np.array([3, 6, 3]), np.array([0.2 + 0.4, 1.0, 0.6])
    together = beta_tail(n, events, 0.4)
    assert together[0] == together[2] == beta_tail(n[2:], events[2:], 0.4)[0]
