"""Median with percentiles."""

import numpy as np

from firstdose.pkpd import Band

VALUES = np.arange(1001, dtype=np.float64)


def test_equal_weights() -> None:
    assert Band.of(VALUES[::-1]) == Band(500.0, 50.0, 950.0)


def test_a_value_of_weight_two_counts_twice() -> None:
    twice = Band.of(np.repeat(VALUES, 2), np.full(2002, 0.1))
    once = Band.of(VALUES[::-1], np.full(1001, 0.2))
    assert abs(twice.median - once.median) < 0.51
    assert abs(twice.p05 - once.p05) < 0.51


def test_values_without_weight_do_not_count() -> None:
    weight = np.where(VALUES > 900, 0.0, 1.0)
    assert Band.of(VALUES, weight).median == 450.0


def test_as_a_table() -> None:
    assert Band(0.2, 0.1, 0.4).to_dict() == {"median": 0.2, "p05": 0.1, "p95": 0.4}
