"""Whether what a model says is conserved is so, whatever its states and parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from typing import Any

from firstdose.errors import ModelError
from firstdose.pkpd.engine.derivative import Name, gradients, times
from firstdose.pkpd.engine.expression import Expression, Tape
from firstdose.pkpd.engine.notation import text
from firstdose.pkpd.engine.statement import Model
from firstdose.rng import uniforms

_POINTS = 32  # each tells a false balance from a true one with certainty, but for chance agreement
_DIGITS = 60
_ROUNDING = Decimal("1e-14")  # of numbers such as 1/3 in the statement itself
_SPREAD = 20.0  # values lie between 1/20 and 20


def check_balances(model: Model) -> int:
    """Refuse a model one of whose balances does not hold; how many do.

    Notes
    -----
    A balance says d total / dt = -loss between doses, where d total / dt is the sum over the states of the total's
    derivative by the state, times the state's rate. That sum and the loss add up to 0, to 1e-14 of the terms'
    magnitudes, in 60 digits, at 32 random points: states and parameters each log-uniform between 1/20 and 20. A point
    at which an equation has no value, such as the logarithm of a negative number, is left out.

    Examples
    --------
    >>> check_balances(Model.load("tmdd_full"))
    2
    """
    states: list[Name] = [("state", state.name) for state in model.states]
    rates = {("state", state.name): state.rate for state in model.states}
    slopes = gradients([total for total, _ in model.balances], states)
    for (total, loss), slope in zip(model.balances, slopes, strict=True):
        terms = [*(times(each, rates[name]) for name, each in slope.items()), loss]
        _check(model, total, terms)
    return len(model.balances)


def _check(model: Model, total: Expression, terms: Sequence[Expression]) -> None:
    tape, checked = Tape.of(terms), 0
    for point in _points(model):
        with localcontext(Context(prec=_DIGITS)):
            try:
                values = exact(tape, point)
            except ArithmeticError:
                continue
            excess, size = sum(values, Decimal()), sum(map(abs, values), Decimal())
        checked += 1
        if abs(excess) > _ROUNDING * size:
            at = ", ".join(f"{name} = {float(value):.3g}" for (_, name), value in point.items())
            raise ModelError(
                f"Model {model.name}: {text(total, model.outputs)} does not change by its declared loss alone; "
                f"d/dt and the loss add up to {float(excess):.3g} in place of 0 at {at}. "
                "Correct the rates, or the balance(...): a loss is positive where something leaves."
            )
    if not checked:
        raise ModelError(
            f"Model {model.name}: the balance of {text(total, model.outputs)} has no value at any point tried. "
            "State it without logarithms or roots of what may be negative."
        )


def _points(model: Model) -> list[dict[Name, Decimal]]:
    names: list[Name] = [("parameter", each) for each in model.defaults]
    names += [("state", each) for each in model.state_names]
    draws = _SPREAD ** (2 * uniforms(0, "balance", range(_POINTS), len(names)) - 1)
    return [dict(zip(names, map(Decimal, map(float, row)), strict=True)) for row in draws]


def exact(tape: Tape, point: Mapping[Name, Decimal]) -> list[Decimal]:
    """The results of a tape, to as many digits as the decimal context has."""
    values: list[Any] = []
    for op, *args in tape.steps:
        if op in ("number", "parameter", "state"):
            values.append(Decimal(args[0]) if op == "number" else point[op, args[0]])
        else:
            values.append(_OPERATIONS[op](*(values[arg] for arg in args)))
    return [values[result] for result in tape.results]


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return Decimal(1) if exponent == 0 else base**exponent


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": _power,
    "exp": Decimal.exp,
    "log": Decimal.ln,
    "sqrt": Decimal.sqrt,
    "max": max,
    "min": min,
    "<": lambda a, b: a < b,
    "where": lambda condition, yes, no: yes if condition else no,
}
