"""Functions of counts, looked up."""

import numpy as np

from firstdose.design.by_level.lookup import looked_up
from firstdose.types import I64


def _coded(n: I64, dlt: I64, factor: int) -> I64:
    return factor * n + dlt


def test_a_value_is_the_functions_own_within_the_table_and_beyond_it() -> None:
    for most in (0, 15, 16, 17, 255, 256, 257, 10_000):
        n = np.array([[0, most], [most // 2, most]])
        assert np.array_equal(looked_up(_coded, n, n // 2, 1000), _coded(n, n // 2, 1000))


def test_a_function_is_only_asked_for_what_can_be() -> None:
    def asked(n: I64, dlt: I64) -> I64:
        assert np.all((dlt >= 0) & (dlt <= n))
        return n

    assert looked_up(asked, np.array([5]), np.array([2])).tolist() == [5]


def test_nobody_in_the_batch() -> None:
    nobody = np.zeros((0, 3), np.int64)
    assert looked_up(_coded, nobody, nobody, 10).shape == (0, 3)
