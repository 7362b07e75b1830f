"""The walk over patients, by hand."""

import numpy as np
import pytest

from firstdose.design.expansion.paths import NEVER, absorbed, absorbed_pairs


def test_two_patients_one_at_a_time_by_hand() -> None:
    found = absorbed(np.array([0.25]), (1, 2), np.array([0, 1]), np.array([2, 2]))
    assert found.low.tolist() == [[0.75, 0.25 * 0.75]]
    assert found.high.tolist() == [[0.0, 0.0625]]


def test_each_walk_has_boundaries_of_its_own() -> None:
    p = np.array([0.5, 0.5])
    found = absorbed(p, (2,), np.array([[0], [1]]), np.array([[1], [2]]))
    assert found.low[:, 0].tolist() == [0.25, 0.75]
    assert found.high[:, 0].tolist() == [0.75, 0.25]


def test_what_no_boundary_holds_is_left() -> None:
    found = absorbed(np.array([0.5]), (3,), np.array([NEVER]), np.array([4]))
    assert (found.low.sum(), found.high.sum()) == (0.0, 0.0)


def test_the_lower_boundary_comes_first_where_both_hold() -> None:
    found = absorbed(np.array([0.5]), (1,), np.array([1]), np.array([0]))
    assert (found.low.sum(), found.high.sum()) == (1.0, 0.0)


def test_one_patient_with_two_endpoints_by_hand() -> None:
    futile = [np.array([[[True, False], [False, False]]])]
    good = [np.array([[[False, False], [False, True]]])]
    found = absorbed_pairs(np.array([[0.1, 0.2, 0.3, 0.4]]), (1,), futile, good)
    assert (found.low[0, 0], found.high[0, 0]) == (0.4, 0.1)


def test_counts_of_two_endpoints_have_binomial_margins() -> None:
    joint = np.array([[0.1, 0.2, 0.3, 0.4]])
    one = absorbed(np.array([0.3]), (3, 6), np.array([0, 2]), np.array([9, 3]))
    first = [np.arange(n + 1)[:, None] + np.zeros(n + 1, np.int64) for n in (3, 6)]
    futile = [(first[0] <= 0)[None], (first[1] <= 2)[None]]
    good = [np.zeros_like(futile[0]), (first[1] >= 3)[None]]
    both = absorbed_pairs(joint, (3, 6), futile, good)
    assert both.low == pytest.approx(one.low, abs=1e-15)
    assert both.high == pytest.approx(one.high, abs=1e-15)
