"""Equations as numbered steps, each once: what a kernel is made from before anyone prints it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from firstdose.pkpd.engine.expression import Tape

Step: TypeAlias = tuple[Any, ...]  # ("number", 2.0), ("load", "y", 0), ("*", 3, 4), ...
_LARGEST_POWER = 64  # of a whole exponent that is written out as products


class Graph:
    """Steps that refer to earlier ones by number; the same step is never written twice.

    Notes
    -----
    Written down simplified: numbers are worked out, products with 0 and 1 go, whole powers become products, and a
    quotient by something that depends on parameters alone becomes a product with its inverse, which is worked out once
    a patient.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.fixed: list[bool] = []  # depends on parameters alone
        self._known: dict[Step, int] = {}

    def put(self, op: str, *args: Any) -> int:
        """The number of a step."""
        step = (op, *args)
        if step not in self._known:
            self._known[step] = len(self.steps)
            self.steps.append(step)
            self.fixed.append(self._is_fixed(op, args))
        return self._known[step]

    def number(self, value: float) -> int:
        """A number."""
        return self.put("number", float(value))

    def load(self, array: str, index: int) -> int:
        """An entry of an array that the kernel is given."""
        return self.put("load", array, index)

    def value(self, step: int) -> float | None:
        """Of a step that is a number."""
        op, *args = self.steps[step]
        return float(args[0]) if op == "number" else None

    def apply(self, op: str, *args: int) -> int:
        """An operation on steps, simplified."""
        return _RULES[op](self, *args) if op in _RULES else self.put(op, *args)

    def add(self, a: int, b: int) -> int:
        """Sum."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.number(x + y)
        if x == 0.0 or y == 0.0:
            return b if x == 0.0 else a
        if self.steps[b][0] == "neg":
            return self.subtract(a, self.steps[b][1])
        if self.steps[a][0] == "neg":
            return self.subtract(b, self.steps[a][1])
        return self.put("+", *sorted((a, b)))

    def subtract(self, a: int, b: int) -> int:
        """Difference."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.number(x - y)
        if y == 0.0:
            return a
        if x == 0.0:
            return self.negative(b)
        if self.steps[b][0] == "neg":
            return self.add(a, self.steps[b][1])
        return self.put("-", a, b)

    def negative(self, a: int) -> int:
        """Minus ``a``."""
        x, step = self.value(a), self.steps[a]
        if x is not None:
            return self.number(-x)
        if step[0] == "-":
            return self.put("-", step[2], step[1])
        return int(step[1]) if step[0] == "neg" else self.put("neg", a)

    def multiply(self, a: int, b: int) -> int:
        """Product."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.number(x * y)
        if x == 0.0 or y == 0.0:
            return self.number(0.0)
        for one, other in ((x, b), (y, a)):
            if one == 1.0 or one == -1.0:
                return other if one == 1.0 else self.negative(other)
        if self.steps[a][0] == "neg":
            return self.negative(self.multiply(self.steps[a][1], b))
        if self.steps[b][0] == "neg":
            return self.negative(self.multiply(a, self.steps[b][1]))
        return self.put("*", *sorted((a, b)))

    def divide(self, a: int, b: int) -> int:
        """Quotient."""
        x, y = self.value(a), self.value(b)
        if x is not None and y:
            return self.number(x / y)
        if x == 0.0 or y == 1.0:
            return a
        if self.steps[a][0] == "neg":
            return self.negative(self.divide(self.steps[a][1], b))
        if self.fixed[b] and not self.fixed[a]:
            return self.multiply(a, self.divide(self.number(1.0), b))
        return self.put("/", a, b)

    def power(self, a: int, b: int) -> int:
        """``a`` to the power of ``b``."""
        n = self.value(b)
        if n is None or abs(n) > _LARGEST_POWER or 2 * n != math.floor(2 * n) or (n != math.floor(n) and abs(n) != 0.5):
            return self.put("**", a, b)
        whole = self.put("sqrt", a) if abs(n) == 0.5 else self._product(a, abs(int(n)))
        return self.divide(self.number(1.0), whole) if n < 0 else whole

    def where(self, condition: int, yes: int, no: int) -> int:
        """One of two."""
        return yes if yes == no else self.put("where", condition, yes, no)

    def _product(self, a: int, n: int) -> int:
        if n == 0:
            return self.number(1.0)
        half = self._product(a, n // 2)
        square = self.multiply(half, half)
        return self.multiply(square, a) if n % 2 else square

    def _is_fixed(self, op: str, args: tuple[Any, ...]) -> bool:
        if op in ("number", "load"):
            return op == "number" or args[0] == "p"
        return all(self.fixed[arg] for arg in args)

    def read(self, tape: Tape, parameters: Iterable[str], states: Iterable[str]) -> list[int]:
        """The results of a tape of the model's equations."""
        place = {"parameter": ("p", list(parameters)), "state": ("y", list(states))}
        steps: list[int] = []
        for op, *args in tape.steps:
            if op == "number":
                steps.append(self.number(args[0]))
            elif op in place:
                array, names = place[op]
                steps.append(self.load(array, names.index(args[0])))
            else:
                steps.append(self.apply(op, *(steps[arg] for arg in args)))
        return [steps[result] for result in tape.results]


_RULES: Mapping[str, Callable[..., int]] = {
    "+": Graph.add,
    "-": Graph.subtract,
    "*": Graph.multiply,
    "/": Graph.divide,
    "**": Graph.power,
    "neg": Graph.negative,
    "where": Graph.where,
}


@dataclass(frozen=True)
class Program:
    """A straight line of steps, and where its results are stored."""

    steps: tuple[Step, ...]  # arguments are numbers of earlier steps of this program
    stores: tuple[tuple[str, int, int], ...]  # array, index, step

    @classmethod
    def of(cls, graph: Graph, stores: Iterable[tuple[str, int, int]], given: Mapping[int, tuple[str, int]]) -> Program:
        """The steps that ``stores`` need, in order; those ``given`` are loaded from where they stand."""
        stores = list(stores)
        needed, waiting = set[int](), [step for _, _, step in stores]
        while waiting:
            step = waiting.pop()
            if step not in needed:
                needed.add(step)
                if step not in given:
                    waiting += _arguments(graph.steps[step])
        place: dict[int, int] = {}
        steps: list[Step] = []
        for number in sorted(needed):
            op, *args = ("load", *given[number]) if number in given else graph.steps[number]
            place[number] = len(steps)
            steps.append((op, *args) if op in ("number", "load") else (op, *(place[arg] for arg in args)))
        return cls(tuple(steps), tuple((array, index, place[step]) for array, index, step in stores))


def _arguments(step: Step) -> list[int]:
    return [] if step[0] in ("number", "load") else list(step[1:])
