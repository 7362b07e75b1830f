"""What a model's equations are made of: traced when the model is stated, printed later."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from firstdose.errors import ModelError

Term: TypeAlias = "Expression | float"
_BINARY = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power}
_OTHER = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "max": np.maximum, "min": np.minimum, "<": np.less}
FUNCTIONS: Mapping[str, Any] = {**_BINARY, **_OTHER, "where": np.where}


@dataclass(frozen=True, eq=False)
class Expression:
    """A number, a name, or an operation on expressions; compared by identity."""

    op: str  # "number", "parameter", "state", or one of FUNCTIONS
    args: tuple[Any, ...]  # a value, a name, or expressions

    def __add__(self, other: Term) -> Expression:
        return _made("+", self, other)

    def __radd__(self, other: Term) -> Expression:
        return _made("+", other, self)

    def __sub__(self, other: Term) -> Expression:
        return _made("-", self, other)

    def __rsub__(self, other: Term) -> Expression:
        return _made("-", other, self)

    def __mul__(self, other: Term) -> Expression:
        return _made("*", self, other)

    def __rmul__(self, other: Term) -> Expression:
        return _made("*", other, self)

    def __truediv__(self, other: Term) -> Expression:
        return _made("/", self, other)

    def __rtruediv__(self, other: Term) -> Expression:
        return _made("/", other, self)

    def __pow__(self, other: Term) -> Expression:
        return _made("**", self, other)

    def __rpow__(self, other: Term) -> Expression:
        return _made("**", other, self)

    def __neg__(self) -> Expression:
        return _made("-", 0.0, self)

    def __lt__(self, other: Term) -> Expression:
        return _made("<", self, other)

    def __gt__(self, other: Term) -> Expression:
        return _made("<", other, self)

    def __array_ufunc__(self, function: Any, method: str, *args: Any, **how: Any) -> Expression:
        """``np.exp(y.A)`` as ``exp(y.A)``."""
        names = [name for name, known in FUNCTIONS.items() if known is function]
        if not names or method != "__call__" or how:
            raise ModelError(f"np.{function.__name__} stands in an equation. Equations know {', '.join(FUNCTIONS)}.")
        return _made(names[0], *args)

    def __bool__(self) -> bool:
        raise ModelError("A model's equations hold at all times: write where(a < b, this, that) in place of if.")


def expression(value: Term) -> Expression:
    """A number as an expression; an expression as it is."""
    if isinstance(value, Expression):
        if value.op == "<":
            raise ModelError("A comparison stands in an equation like a number. Write where(a < b, 1, 0).")
        return value
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ModelError(f"{value!r} stands in an equation: numbers, parameters and states make one.")
    return Expression("number", (float(value),))


def exp(x: Term) -> Expression:
    """e to the power of x."""
    return _made("exp", x)


def log(x: Term) -> Expression:
    """Natural logarithm."""
    return _made("log", x)


def sqrt(x: Term) -> Expression:
    """Square root."""
    return _made("sqrt", x)


def maximum(a: Term, b: Term) -> Expression:
    """The greater of two."""
    return _made("max", a, b)


def minimum(a: Term, b: Term) -> Expression:
    """The smaller of two."""
    return _made("min", a, b)


def where(condition: Expression, yes: Term, no: Term) -> Expression:
    """One of two, by a comparison ``a < b`` or ``a > b``."""
    if not isinstance(condition, Expression) or condition.op != "<":
        raise ModelError("where(...) chooses by something that is no comparison. Write where(a < b, this, that).")
    return Expression("where", (condition, expression(yes), expression(no)))


def in_order(wanted: Iterable[Expression]) -> Iterator[Expression]:
    """The expressions and all their parts, each once, parts first."""
    done: set[Expression] = set()
    waiting = list(wanted)[::-1]
    while waiting:
        node = waiting[-1]
        parts = [arg for arg in node.args if isinstance(arg, Expression) and arg not in done]
        if parts and node not in done:
            waiting += parts[::-1]
            continue
        waiting.pop()
        if node not in done:
            done.add(node)
            yield node


@dataclass(frozen=True)
class Tape:
    """Expressions as a list of steps, each once; a step refers to earlier ones by their number."""

    steps: tuple[tuple[Any, ...], ...]  # ("number", 2.0), ("parameter", "CL"), ("*", 0, 1), ...
    results: tuple[int, ...]  # the steps that are the expressions asked for

    @classmethod
    def of(cls, wanted: Iterable[Expression]) -> Tape:
        """The tape that computes ``wanted``; the same equations always give the same tape."""
        wanted = list(wanted)
        steps: dict[tuple[Any, ...], int] = {}
        placed: dict[Expression, int] = {}
        for node in in_order(wanted):
            args = (placed[arg] if isinstance(arg, Expression) else arg for arg in node.args)
            placed[node] = steps.setdefault((node.op, *args), len(steps))
        return cls(tuple(steps), tuple(placed[node] for node in wanted))

    def evaluate(self, parameters: Mapping[str, Any], states: Mapping[str, Any]) -> list[Any]:
        """The results for numbers or arrays that broadcast with each other."""
        values: list[Any] = []
        for op, *args in self.steps:
            if op == "number":
                values.append(args[0])
            elif op in ("parameter", "state"):
                values.append((parameters if op == "parameter" else states)[args[0]])
            else:
                values.append(FUNCTIONS[op](*(values[arg] for arg in args)))
        return [values[result] for result in self.results]

    def names(self, kind: str) -> tuple[str, ...]:
        """Of the parameters or states it reads, in order of first use."""
        return tuple(args[0] for op, *args in self.steps if op == kind)


def _made(op: str, *args: Term) -> Expression:
    return Expression(op, tuple(expression(arg) for arg in args))


def evaluated(
    wanted: Sequence[Expression], parameters: Mapping[str, Any], states: Mapping[str, Any] | None = None
) -> list[Any]:
    """The values of a few expressions."""
    return Tape.of(wanted).evaluate(parameters, states or {})
