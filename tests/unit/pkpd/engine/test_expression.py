from typing import Any

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.expression import (
    Expression,
    Tape,
    evaluated,
    exp,
    expression,
    log,
    maximum,
    minimum,
    sqrt,
    where,
)

a: Any = Expression("parameter", ("a",))
b: Any = Expression("state", ("b",))


def value(of: Expression) -> float:
    return float(evaluated([of], {"a": 2.0}, {"b": 3.0})[0])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (a + b, 5.0),
        (1 + a, 3.0),
        (a - b, -1.0),
        (1 - a, -1.0),
        (a * b, 6.0),
        (3 * a, 6.0),
        (b / a, 1.5),
        (6 / a, 3.0),
        (b**a, 9.0),
        (2**b, 8.0),
        (-a, -2.0),
        (exp(log(a)), 2.0),
        (sqrt(b * b), 3.0),
        (maximum(a, b), 3.0),
        (minimum(a, 1), 1.0),
        (where(a < b, 10, 20), 10.0),
        (where(a > b, 10, 20), 20.0),
        (np.exp(np.log(a)), 2.0),
        (np.maximum(a, np.float64(4)), 4.0),
        (np.float64(2) * a, 4.0),
        (a * np.int64(3), 6.0),
    ],
)
def test_equations_compute_what_is_written(written: Expression, expected: float) -> None:
    assert value(written) == pytest.approx(expected, rel=1e-15)


def test_values_may_be_arrays() -> None:
    (sums,) = evaluated([a + b], {"a": np.array([[1.0], [2.0]])}, {"b": np.array([10.0, 20.0])})
    assert sums.tolist() == [[11.0, 21.0], [12.0, 22.0]]


def test_what_is_said_twice_is_computed_once() -> None:
    tape = Tape.of([a * b + 1, 2 / (a * b)])
    assert [step[0] for step in tape.steps].count("*") == 1
    assert tape.evaluate({"a": 2.0}, {"b": 3.0}) == [7.0, 2 / 6]


def test_same_equations_have_the_same_tape() -> None:
    again = Expression("parameter", ("a",))
    assert Tape.of([a + 1.0]) == Tape.of([again + 1])


def test_tape_names_what_it_reads() -> None:
    tape = Tape.of([a * b + a])
    assert (tape.names("parameter"), tape.names("state")) == (("a",), ("b",))


def test_no_branch_on_a_comparison() -> None:
    with pytest.raises(ModelError, match="write where"):
        bool(a < b)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), "a", None, True])
def test_equations_are_made_of_finite_numbers(wrong: float) -> None:
    with pytest.raises(ModelError, match="stands in an equation"):
        expression(wrong)


def test_what_numpy_knows_and_equations_do_not_is_told() -> None:
    with pytest.raises(ModelError, match="np.tanh stands in an equation. Equations know .*exp"):
        np.tanh(a)


def test_a_comparison_is_a_choice_and_no_number() -> None:
    with pytest.raises(ModelError, match="Write where"):
        a * (a < b)
    with pytest.raises(ModelError, match="no comparison"):
        where(a, 1, 2)


def test_long_sums_are_read() -> None:
    total = a
    for _ in range(3000):
        total = total + b
    assert value(total) == 9002.0
