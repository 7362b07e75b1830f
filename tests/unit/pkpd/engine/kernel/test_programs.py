"""The programs of a model compute its rates, and solve the linear systems of a Rosenbrock stage."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from firstdose.pkpd.engine.derivative import gradients
from firstdose.pkpd.engine.expression import FUNCTIONS, evaluated, exp, log, maximum, minimum, sqrt, where
from firstdose.pkpd.engine.kernel.graph import Graph, Program
from firstdose.pkpd.engine.kernel.programs import Programs, jacobian
from firstdose.pkpd.engine.statement import Model, initial, model, outputs, rates
from firstdose.types import F64


@model({f"S{i}": "nmol, amount" for i in range(4)}, A="0.7 1/day, one", B="2.5 1, other", G="1.3 1, power")
def everything(p: Any, y: Any) -> Any:
    """Every operation that a model may use."""
    switch = where(y.S0 < y.S1, exp(-y.S0), log(1 + y.S2))
    return (
        rates(
            S0=-p.A * y.S0 / (p.B + y.S1) + switch,
            S1=sqrt(y.S2) * y.S0**3 - y.S1 / p.B,
            S2=maximum(y.S1, y.S3) ** p.G - minimum(y.S0, 2 * y.S3),
            S3=p.B**y.S0 - y.S3**-1.4 + where(p.A < p.B, y.S0, y.S1),
        ),
        outputs(TOTAL=y.S0 + y.S1),
        initial(S1=p.B, S2=1.0),
    )


VALUES, STATES, INVERSE = np.array([0.7, 2.5, 1.3]), np.array([0.4, 0.9, 1.7, 0.6]), 3.0


def run(program: Program, arrays: Mapping[str, F64]) -> None:
    """In plain arithmetic."""
    found: list[Any] = []
    for op, *args in program.steps:
        if op == "number":
            found.append(args[0])
        elif op == "load":
            found.append(arrays[args[0]][args[1]])
        elif op in ("neg", "finite"):
            value = found[args[0]]
            found.append(-value if op == "neg" else value if np.isfinite(value) else 0.0)
        else:
            found.append(FUNCTIONS[op](*(found[arg] for arg in args)))
    for array, index, step in program.stores:
        arrays[array][index] = found[step]


def told(states: F64) -> F64:
    names = dict(zip(everything.state_names, states, strict=True))
    return np.array(everything.rates.evaluate(dict(zip("ABG", VALUES, strict=True)), names), float)


def slopes(states: F64) -> F64:
    """By central differences."""
    h = 1e-6
    return np.stack([(told(states + h * e) - told(states - h * e)) / (2 * h) for e in np.eye(len(states))], axis=1)


@pytest.fixture
def arrays() -> dict[str, F64]:
    programs = Programs.of(everything)
    space = {name: np.zeros(60) for name in ("q", "u", "f", "o", "lu", "k", "r")}
    space |= {"p": VALUES, "y": STATES.copy(), "i": np.array([INVERSE])}
    run(programs.prepare, space)
    return space


def test_rates_outputs_and_initial_values_are_those_of_the_statement(arrays: dict[str, F64]) -> None:
    programs = Programs.of(everything)
    run(programs.rates, arrays)
    run(programs.outputs, arrays)
    np.testing.assert_allclose(arrays["f"][:4], told(STATES), rtol=1e-14)
    assert arrays["o"][0] == STATES[0] + STATES[1]
    run(programs.initial, arrays)
    np.testing.assert_array_equal(arrays["y"], [0.0, 2.5, 1.0, 0.0])


def test_stages_solve_their_linear_systems(arrays: dict[str, F64]) -> None:
    programs, matrix = Programs.of(everything), INVERSE * np.eye(4) - slopes(STATES)
    arrays["u"][:4] = [1.0, 0.0, 0.0, 2.0]
    run(programs.first, arrays)
    np.testing.assert_allclose(arrays["k"][:4], np.linalg.solve(matrix, told(STATES) + arrays["u"][:4]), rtol=1e-6)
    # a later stage keeps the factors of the first, and evaluates the rates elsewhere
    other, arrays["r"][:4] = STATES + 0.3, [0.1, 0.2, -0.3, 0.4]
    arrays["y"][:] = other
    run(programs.later, arrays)
    np.testing.assert_allclose(arrays["k"][:4], np.linalg.solve(matrix, told(other) + arrays["r"][:4]), rtol=1e-6)


def test_nothing_that_depends_on_parameters_alone_is_worked_out_at_every_step() -> None:
    programs = Programs.of(Model.load("pk2"))
    for program in (programs.rates, programs.first, programs.later):
        assert all(step[:2] != ("load", "p") for step in program.steps)
    assert sum(step[0] == "/" for step in programs.rates.steps) == 0


def test_a_chain_is_eliminated_without_filling_in() -> None:
    programs = Programs.of(Model.load("friberg"))
    entries = len(jacobian(graph := Graph(), graph.read(Model.load("friberg").rates, *named("friberg"))))
    assert programs.sizes["lu"] <= entries + programs.sizes["y"]


@pytest.mark.parametrize("stated", [everything, Model.load("tmdd_qss"), Model.load("friberg")], ids=lambda m: m.name)
def test_the_jacobian_has_the_derivatives_that_sensitivities_are_made_from(stated: Model) -> None:
    """Two routines, one for expressions and one for the steps of a kernel, whose simplifications differ."""
    graph, at = Graph(), dict(zip(stated.state_names, np.linspace(0.4, 1.7, len(stated.states)), strict=True))
    names = [each.name for each in stated.parameters]
    found = jacobian(graph, graph.read(stated.rates, names, stated.state_names))
    arrays = {
        "p": np.array(list(stated.defaults.values())),
        "y": np.array(list(at.values())),
        "j": np.zeros(len(found)),
    }
    run(Program.of(graph, [("j", k, step) for k, step in enumerate(found.values())], {}), arrays)
    expected = gradients([state.rate for state in stated.states], [("state", name) for name in at])
    assert {(i, stated.state_names[j]) for i, j in found} == {(i, n) for i, row in enumerate(expected) for _, n in row}
    for (i, j), value in zip(found, arrays["j"], strict=True):
        (wanted,) = evaluated([expected[i]["state", stated.state_names[j]]], stated.defaults, at)
        assert value == pytest.approx(wanted, rel=1e-12)


def named(name: str) -> tuple[list[str], tuple[str, ...]]:
    stated = Model.load(name)
    return [each.name for each in stated.parameters], stated.state_names


@pytest.mark.parametrize("power", [0.5, 0.8, 1.7])
def test_an_infinite_slope_at_the_edge_of_a_domain_is_left_out(power: float) -> None:
    @model({"S": "nmol, amount"}, K="1 1/day, rate")
    def root(p: Any, y: Any) -> Any:
        return rates(S=-p.K * y.S**power)

    programs, arrays = Programs.of(root), {name: np.zeros(9) for name in ("p", "q", "y", "u", "i", "lu", "k")}
    arrays["p"][0], arrays["i"][0] = 1.0, INVERSE
    with np.errstate(divide="ignore"):
        run(programs.prepare, arrays)
        run(programs.first, arrays)
    assert arrays["k"][0] == 0.0
