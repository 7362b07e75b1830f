"""Derivatives are exact, simplified, and finite where the expressions are."""

import math

import pytest

from firstdose.pkpd.engine.derivative import gradients, is_number
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

X, P = Expression("state", ("x",)), Expression("parameter", ("p",))
BY_X, BY_P = ("state", "x"), ("parameter", "p")


def _at(e: Expression, x: float, p: float = 1.7) -> float:
    return float(evaluated([e], {"p": p}, {"x": x})[0])


@pytest.mark.parametrize(
    ("told", "derivative"),
    [
        (X + P, lambda x, p: 1.0),
        (3 - X, lambda x, p: -1.0),
        (-X * P, lambda x, p: -p),
        (P / X, lambda x, p: -p / x**2),
        (P * X / (P + X), lambda x, p: p**2 / (p + x) ** 2),
        (X**P, lambda x, p: p * x ** (p - 1)),
        (P**X, lambda x, p: p**x * math.log(p)),
        (X**X, lambda x, p: x**x * (math.log(x) + 1)),
        (exp(-P * X), lambda x, p: -p * math.exp(-p * x)),
        (log(1 + X), lambda x, p: 1 / (1 + x)),
        (sqrt(X), lambda x, p: 0.5 / math.sqrt(x)),
        (maximum(X, P), lambda x, p: float(x >= p)),
        (minimum(X, P), lambda x, p: float(x <= p)),
        (where(X < P, X**2, 3 * X), lambda x, p: 2 * x if x < p else 3.0),
    ],
)
@pytest.mark.parametrize("x", [0.6, 2.3])
def test_an_operation_has_the_derivative_of_the_textbook(told: Expression, derivative: object, x: float) -> None:
    (found,) = gradients([told], [BY_X])
    assert callable(derivative)
    assert _at(found[BY_X], x) == pytest.approx(derivative(x, 1.7), rel=1e-14)


def test_what_does_not_depend_on_a_name_has_no_entry() -> None:
    assert gradients([P * 2, X - X * 0], [BY_X])[0] == {}


def test_derivatives_are_simplified() -> None:
    assert is_number(gradients([2 * X + P], [BY_X])[0][BY_X], 2.0)
    assert gradients([P * X], [BY_X])[0][BY_X] is P
    (found,) = gradients([-(P * X)], [BY_X])
    assert Tape.of(found.values()).steps == (("number", 0.0), ("parameter", "p"), ("-", 0, 1))


@pytest.mark.parametrize("hill", [0.5, 1.0, 2.5])
def test_an_effect_without_drug_does_not_depend_on_its_exponent(hill: float) -> None:
    (found,) = gradients([X**P], [BY_P])
    assert _at(found[BY_P], 0.0, hill) == 0.0
    assert _at(found[BY_P], 2.0, hill) == pytest.approx(2.0**hill * math.log(2), rel=1e-14)


def test_shared_parts_stay_shared() -> None:
    """A sum of 60 doublings would take 2**60 steps if it did not."""
    total: Expression = X
    for _ in range(60):
        total = total * total / (1 + total)
    (found,) = gradients([total], [BY_X])
    assert len(Tape.of(found.values()).steps) < 700


def test_deep_expressions_are_no_obstacle() -> None:
    total = expression(0.0)
    for _ in range(5000):
        total = total + X
    (found,) = gradients([total], [BY_X])
    assert is_number(found[BY_X], 5000.0)
