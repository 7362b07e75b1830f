"""Trials of a batch that have seen the same."""

import numpy as np
import pytest

from firstdose.design.curve.distinct import distinct


@pytest.mark.parametrize("largest", [3, 10**6])  # a key of ten such columns fits, and does not
def test_each_row_finds_the_first_of_its_kind(largest: int) -> None:
    random = np.random.default_rng(1)
    rows = random.integers(0, 3, (200, 10))
    rows[:, -2:] = 0
    rows[0] = largest
    rows[-1] = largest
    first, kind = distinct(rows)
    np.testing.assert_array_equal(rows[first][kind], rows)
    assert len(first) == len(np.unique(rows, axis=0))
    assert kind[0] == kind[-1]


def test_no_rows_and_no_columns() -> None:
    assert [found.tolist() for found in distinct(np.zeros((0, 2), np.int64))] == [[], []]
    assert [found.tolist() for found in distinct(np.zeros((2, 0), np.int64))] == [[0], [0, 0]]
