"""Numbers that are made when somebody asks, once."""

import numpy as np

from firstdose.design.numbers import Numbers
from firstdose.types import F64


class Counted:
    """Makes a number and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> F64:
        self.times += 1
        return np.array([[1.0], [2.0]])


def test_a_number_is_made_once_and_only_when_asked_for() -> None:
    made = Counted()
    numbers = Numbers({"p": made})
    assert (list(numbers), len(numbers), made.times) == (["p"], 1, 0)
    assert numbers["p"] is numbers["p"]
    assert made.times == 1


def test_a_layer_above_makes_nothing_and_wins() -> None:
    made, other = Counted(), Counted()
    numbers = Numbers(Numbers({"p": made, "q": other}), {"p": np.zeros((2, 1))})
    assert numbers["p"].tolist() == [[0.0], [0.0]]
    assert (made.times, other.times) == (0, 0)


def test_rows_are_taken_when_asked_for() -> None:
    made = Counted()
    second = Numbers({"p": made}).take(np.array([1]))
    assert made.times == 0
    assert second["p"].tolist() == [[2.0]]
