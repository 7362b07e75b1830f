"""The programs of a model: its rates, their Jacobian, and the elimination of a Rosenbrock stage without a loop.

A stage solves ``(I / (h gamma) - J) k = r``. The pattern of ``J`` is known when the model is stated, so the order of
elimination and all fill-in are too, and the solution is a straight line of steps. There is no pivoting: ``1 / (h
gamma)`` grows on the diagonal as a step is made smaller, and a step that fails is made smaller.

References
----------
Markowitz HM (1957), Management Science 3:255, doi:10.1287/mnsc.3.3.255 (order of elimination).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstdose.pkpd.engine.kernel.graph import Graph, Program
from firstdose.pkpd.engine.statement import Model

Matrix = dict[tuple[int, int], int]  # a step for each entry that is not 0 whatever the states


@dataclass(frozen=True)
class Programs:
    """Programs on arrays: p parameters, q what depends on them alone, y states, u infusions, r right-hand side."""

    sizes: Mapping[str, int]  # of y, p, q, lu, and o (outputs)
    initial: Program  # p -> y
    prepare: Program  # p -> q
    rates: Program  # y q u -> f
    outputs: Program  # y q -> o
    first: Program  # y q u i -> lu, k: Jacobian, factors, and the first stage; i is 1 / (h gamma)
    later: Program  # y q r lu -> k: another stage with the same factors

    @property
    def all(self) -> tuple[Program, ...]:
        """Every program."""
        return (self.initial, self.prepare, self.rates, self.outputs, self.first, self.later)

    @classmethod
    def of(cls, model: Model) -> Programs:
        """From the statement of a model."""
        graph, names = Graph(), ([each.name for each in model.parameters], model.state_names)
        rates, outputs, initial = (graph.read(tape, *names) for tape in (model.rates, model.seen, model.start))
        factors = Factors.of(graph, jacobian(graph, rates), len(rates))
        infused = [graph.add(rate, graph.load("u", i)) for i, rate in enumerate(rates)]
        later = [graph.add(rate, graph.load("r", i)) for i, rate in enumerate(rates)]
        kept = list(dict.fromkeys(factors.moving(graph)))
        again = factors.loaded({step: graph.load("lu", i) for i, step in enumerate(kept)})
        fixed = _Fixed(graph)
        stores = {
            "rates": _stores("f", infused),
            "outputs": _stores("o", outputs),
            "first": _stores("lu", kept) + _stores("k", factors.solve(graph, infused)),
            "later": _stores("k", again.solve(graph, later)),
        }
        programs = {name: fixed.program(each) for name, each in stores.items()}
        sizes = {"y": len(rates), "p": len(names[0]), "q": len(fixed.place), "lu": len(kept), "o": len(outputs)}
        start = Program.of(graph, _stores("y", initial), {})
        return cls(sizes, start, fixed.prepare(), **programs)


class _Fixed:
    """What depends on parameters alone is worked out once a patient, and stands in q."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.place = graph, dict[int, int]()

    def program(self, stores: list[tuple[str, int, int]]) -> Program:
        """With the fixed steps that it reads given a place in q."""
        known = {
            step: ("q", step)
            for step, fixed in enumerate(self.graph.fixed)
            if fixed and self.graph.steps[step][0] not in ("number", "<")  # a comparison is no number to be kept
        }
        program = Program.of(self.graph, stores, known)
        steps = tuple(
            ("load", "q", self.place.setdefault(step[2], len(self.place))) if step[:2] == ("load", "q") else step
            for step in program.steps
        )
        return Program(steps, program.stores)

    def prepare(self) -> Program:
        """All of q, from the parameters."""
        return Program.of(self.graph, [("q", i, step) for step, i in self.place.items()], {})


def _stores(array: str, steps: list[int]) -> list[tuple[str, int, int]]:
    return [(array, i, step) for i, step in enumerate(steps)]


def jacobian(graph: Graph, rates: list[int]) -> Matrix:
    """The derivative of each rate by each state on which it depends."""
    slopes: dict[int, dict[int, int]] = {}
    for step in range(max(rates, default=-1) + 1):
        op, *args = graph.steps[step]
        if op == "load" and args[0] == "y":
            slopes[step] = {args[1]: graph.number(1.0)}
        elif op not in ("load", "number") and not graph.fixed[step]:
            slopes[step] = _chain(graph, step, slopes)
    return {
        (i, state): slope
        for i, rate in enumerate(rates)
        for state, slope in slopes.get(rate, {}).items()
        if graph.value(slope) != 0.0
    }


def _chain(graph: Graph, step: int, slopes: Mapping[int, Mapping[int, int]]) -> dict[int, int]:
    op, *args = graph.steps[step]
    total: dict[int, int] = {}
    for position, arg in enumerate(args):
        for state, slope in slopes.get(arg, {}).items():
            term = _term(graph, step, op, args, position, slope)
            total[state] = graph.add(total[state], term) if state in total else term
    return total


def _term(graph: Graph, step: int, op: str, args: list[int], position: int, slope: int) -> int:
    """What the slope of one argument adds to the slope of an operation."""
    zero = graph.number(0.0)
    if op == "<":
        return zero
    if op in ("+", "-", "neg"):
        return graph.negative(slope) if op == "neg" or (op == "-" and position == 1) else slope
    if op == "where":
        return graph.where(args[0], *((slope, zero) if position == 1 else (zero, slope)))
    if op in ("max", "min"):
        other = args[1 - position]
        return graph.where(graph.put("<", *((other, args[position])[:: 1 if op == "max" else -1])), slope, zero)
    return graph.multiply(_factor(graph, step, op, args, position), slope)


def _factor(graph: Graph, step: int, op: str, args: list[int], position: int) -> int:
    """The derivative of an operation by one of its arguments; 0 where it is infinite, as at the edge of a domain."""
    if op == "*":
        return args[1 - position]
    if op == "/":
        return (
            graph.divide(graph.number(1.0), args[1]) if position == 0 else graph.negative(graph.divide(step, args[1]))
        )
    if op == "exp":
        return step
    if op == "log":
        return graph.put("finite", graph.divide(graph.number(1.0), args[0]))
    if op == "sqrt":
        return graph.put("finite", graph.divide(graph.number(0.5), step))
    base, exponent = args  # of a power
    if position == 0:
        less = graph.power(base, graph.subtract(exponent, graph.number(1.0)))
        return graph.put("finite", graph.multiply(exponent, less))
    return graph.put("finite", graph.multiply(step, graph.put("log", base)))


@dataclass(frozen=True)
class Factors:
    """L and U of ``I / (h gamma) - J``, with the inverse of each pivot."""

    order: tuple[int, ...]
    lower: Mapping[int, Mapping[int, int]]  # by pivot: multiplier for each row below
    upper: Mapping[int, Mapping[int, int]]  # by pivot: entries to the right
    inverse: Mapping[int, int]

    @classmethod
    def of(cls, graph: Graph, derivatives: Matrix, n: int) -> Factors:
        """Eliminate the pivot that fills in least, one after the other."""
        m = _stage_matrix(graph, derivatives, n)
        left, order = set(range(n)), list[int]()
        lower, upper, inverse = dict[int, dict[int, int]](), dict[int, dict[int, int]](), dict[int, int]()
        while left:
            k = min(left, key=lambda each: (_fill(m, left, each), each))
            left.remove(k)
            order.append(k)
            inverse[k] = graph.divide(graph.number(1.0), m[k, k])
            upper[k] = {j: m[k, j] for j in sorted(left) if (k, j) in m}
            lower[k] = {i: graph.multiply(m[i, k], inverse[k]) for i in sorted(left) if (i, k) in m}
            for i, multiplier in lower[k].items():
                for j, entry in upper[k].items():
                    product = graph.multiply(multiplier, entry)
                    m[i, j] = graph.subtract(m[i, j], product) if (i, j) in m else graph.negative(product)
        return cls(tuple(order), lower, upper, inverse)

    def moving(self, graph: Graph) -> list[int]:
        """The factors that depend on states or the step, in order."""
        rows = ([*self.lower[k].values(), *self.upper[k].values(), self.inverse[k]] for k in self.order)
        return [step for row in rows for step in row if not graph.fixed[step]]

    def loaded(self, places: Mapping[int, int]) -> Factors:
        """With loads in place of steps: those would be worked out anew, from other states."""

        def loads(rows: Mapping[int, Mapping[int, int]]) -> Mapping[int, Mapping[int, int]]:
            return {k: {i: places.get(step, step) for i, step in row.items()} for k, row in rows.items()}

        inverse = {k: places.get(step, step) for k, step in self.inverse.items()}
        return Factors(self.order, loads(self.lower), loads(self.upper), inverse)

    def solve(self, graph: Graph, right: list[int]) -> list[int]:
        """The solution for one right-hand side."""
        x = dict(enumerate(right))
        for k in self.order:
            for i, multiplier in self.lower[k].items():
                x[i] = graph.subtract(x[i], graph.multiply(multiplier, x[k]))
        for k in reversed(self.order):
            for j, entry in self.upper[k].items():
                x[k] = graph.subtract(x[k], graph.multiply(entry, x[j]))
            x[k] = graph.multiply(x[k], self.inverse[k])
        return [x[i] for i in range(len(right))]


def _stage_matrix(graph: Graph, derivatives: Matrix, n: int) -> Matrix:
    m = {place: graph.negative(step) for place, step in derivatives.items()}
    step = graph.load("i", 0)
    for k in range(n):
        m[k, k] = graph.add(step, m[k, k]) if (k, k) in m else step
    return m


def _fill(m: Matrix, left: set[int], k: int) -> int:
    rows = sum((i, k) in m for i in left if i != k)
    columns = sum((k, j) in m for j in left if j != k)
    return rows * columns
