"""Sums that are exact, whatever the order and the size."""

import numpy as np
import pytest

from firstdose.virtual.sums import Sums, in_days, in_whole_units

VALUES = np.array([[3, 0, 2**40 - 1], [5, 7, 12345678901], [5, 1, 0], [0, 65536, 65535]])


def test_mean_and_error_are_those_of_the_numbers() -> None:
    sums = Sums.of(VALUES)
    assert sums.mean(4).tolist() == VALUES.mean(axis=0).tolist()
    assert sums.se(4) == pytest.approx(VALUES.std(axis=0) / 2, rel=1e-12)


def test_sums_and_squares_are_exact() -> None:
    sums = Sums.of(VALUES)
    for column in range(3):
        numbers = VALUES[:, column].tolist()
        assert sums.total[column] == sum(numbers)
        assert sums.squares[column] == sum(number**2 for number in numbers)


def test_negative_numbers_are_numbers_too() -> None:
    numbers = np.array([[-3], [2], [-70000], [5]])
    assert Sums.of(numbers).total[0] == numbers.sum()
    assert Sums.of(numbers).squares[0] == (numbers**2).sum()


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_parts_add_up_to_the_whole_bit_by_bit(cut: int) -> None:
    one, both = Sums.of(VALUES), Sums.of(VALUES[:cut]) + Sums.of(VALUES[cut:])
    assert (one.total.tolist(), one.squares.tolist()) == (both.total.tolist(), both.squares.tolist())


def test_many_long_trials_do_not_overflow() -> None:
    sums = Sums.of(np.full((2**14, 1), 2**40 - 1))
    many = sum((sums for _ in range(99)), start=sums)
    assert many.squares[0] == 100 * 2**14 * (2**40 - 1) ** 2
    assert many.se(100 * 2**14)[0] == 0.0


def test_numbers_too_large_for_a_machine_are_added_all_the_same() -> None:
    numbers = np.array([[2**55], [2**55 + 1], [-3]])
    sums = Sums.of(numbers)
    assert sums.total[0] == 2**56 - 2
    assert sums.squares[0] == 2**110 + (2**55 + 1) ** 2 + 9


def test_days_are_kept_to_a_tenth_of_a_second() -> None:
    days = np.array([0.0, 1.0, 419.0256, 3653.123456])
    assert in_days(in_whole_units(days).astype(float)) == pytest.approx(days, abs=0.05 / 86400)
    assert in_days(in_whole_units(days[:2]).astype(float)).tolist() == [0.0, 1.0]
