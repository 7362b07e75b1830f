"""Steps are written once, and simplified as they are written."""

import pytest

from firstdose.pkpd.engine.kernel.graph import Graph, Program


@pytest.fixture
def graph() -> Graph:
    return Graph()


def test_the_same_step_is_written_once(graph: Graph) -> None:
    x, y = graph.load("y", 0), graph.load("y", 1)
    assert graph.add(x, y) == graph.add(y, x)
    assert graph.subtract(x, y) != graph.subtract(y, x)


def test_numbers_are_worked_out_and_0_and_1_go(graph: Graph) -> None:
    x, zero, one = graph.load("y", 0), graph.number(0.0), graph.number(1.0)
    assert graph.value(graph.add(graph.number(2.0), graph.number(3.0))) == 5.0
    assert [graph.add(x, zero), graph.multiply(one, x), graph.divide(x, one), graph.subtract(x, zero)] == [x] * 4
    assert graph.value(graph.multiply(x, zero)) == 0.0
    assert graph.where(graph.put("<", x, one), x, x) == x


def test_minus_signs_move_outwards(graph: Graph) -> None:
    x, y = graph.load("y", 0), graph.load("y", 1)
    minus = graph.subtract(graph.number(0.0), x)
    assert graph.negative(minus) == x
    assert graph.add(y, minus) == graph.subtract(y, x)
    assert graph.subtract(y, minus) == graph.add(x, y)
    assert graph.multiply(minus, y) == graph.negative(graph.multiply(x, y))
    assert graph.negative(graph.subtract(x, y)) == graph.subtract(y, x)


def test_whole_powers_are_products_and_half_powers_are_roots(graph: Graph) -> None:
    x = graph.load("y", 0)
    square = graph.multiply(x, x)
    assert graph.power(x, graph.number(5.0)) == graph.multiply(graph.multiply(square, square), x)
    assert graph.steps[graph.power(x, graph.number(0.5))] == ("sqrt", x)
    assert graph.power(x, graph.number(-2.0)) == graph.divide(graph.number(1.0), square)
    assert graph.value(graph.power(x, graph.number(0.0))) == 1.0
    assert graph.steps[graph.power(x, graph.number(1.5))][0] == "**"
    assert graph.steps[graph.power(x, graph.number(1000.0))][0] == "**"


def test_division_by_parameters_is_a_product_with_what_is_worked_out_once(graph: Graph) -> None:
    x, v = graph.load("y", 0), graph.load("p", 0)
    inverse = graph.divide(graph.number(1.0), v)
    assert graph.divide(x, v) == graph.multiply(x, inverse)
    assert graph.fixed[inverse]
    assert not graph.fixed[graph.divide(x, v)]
    assert graph.steps[graph.divide(v, x)][0] == "/"


def test_a_program_holds_what_its_stores_need_and_loads_what_is_given(graph: Graph) -> None:
    x, y = graph.load("y", 0), graph.load("y", 1)
    product = graph.multiply(x, y)
    graph.put("exp", y)
    wanted = graph.add(product, x)
    whole = Program.of(graph, [("f", 3, wanted)], {})
    assert whole.steps == (("load", "y", 0), ("load", "y", 1), ("*", 0, 1), ("+", 0, 2))
    assert whole.stores == (("f", 3, 3),)
    short = Program.of(graph, [("f", 3, wanted)], {product: ("q", 7)})
    assert short.steps == (("load", "y", 0), ("load", "q", 7), ("+", 0, 1))
