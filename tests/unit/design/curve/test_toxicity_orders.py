"""Complete orders of combinations."""

import numpy as np
import pytest

from firstdose.design.curve.toxicity_orders import agreed, check_against, check_orders, counted_from_0, grid_orders
from firstdose.errors import DesignError
from firstdose.trial import CombinationGrid

GRID = CombinationGrid.of((1, 2, 3), (10, 20, 30), units=("mg/kg", "mg"))


def test_the_six_orders_of_three_doses_of_two_drugs() -> None:
    """Levels 1 to 3 are the lowest dose of the first drug with each of the second, and so on."""
    assert [[level + 1 for level in order] for order in grid_orders(GRID.doses)] == [
        [1, 2, 3, 4, 5, 6, 7, 8, 9],  # by the first drug
        [1, 4, 7, 2, 5, 8, 3, 6, 9],  # by the second
        [1, 2, 4, 3, 5, 7, 6, 8, 9],  # one way along each diagonal
        [1, 4, 2, 7, 5, 3, 8, 6, 9],  # the other way
        [1, 4, 2, 3, 5, 7, 8, 6, 9],  # this way and that in turn
        [1, 2, 4, 7, 5, 3, 6, 8, 9],
    ]


def test_they_agree_on_what_is_certain_and_on_nothing_else() -> None:
    for doses in (GRID.doses, GRID.doses[:-2], ((0, 10), (1, 10), (2, 5), (2, 30))):
        orders = grid_orders(doses)
        certain = CombinationGrid(doses, GRID.units).below
        assert np.all(agreed(orders) | ~certain)
        check_against(orders, certain)
    np.testing.assert_array_equal(agreed(grid_orders(GRID.doses)), GRID.below)


def test_one_drug_has_one_order() -> None:
    assert grid_orders(((1, 0), (2, 0), (3, 0))) == ((0, 1, 2),)


@pytest.mark.parametrize(
    ("orders", "message"),
    [
        (((0, 1),), "PO-CRM: order 1 = 1, 2: an order names each of the levels 1 to 3 once."),
        (((0, 1, 2), (0, 1, 1)), "PO-CRM: order 2 = 1, 2, 2: an order names"),
        (((0, 1, 2), (0, 1, 2)), "PO-CRM: order 2 = 1, 2, 3 stands twice. Give each order once."),
    ],
)
def test_orders_that_are_none_are_refused(orders: tuple[tuple[int, ...], ...], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        check_orders(orders, 3)
    assert str(refused.value).startswith(message)


def test_an_order_against_what_is_certain_is_refused() -> None:
    with pytest.raises(DesignError, match="order 2 = 2, 1, 3 puts level 2 before level 1, which is certainly no more"):
        check_against(((0, 1, 2), (1, 0, 2)), np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], np.bool_))


def test_levels_numbered_against_every_order_are_refused() -> None:
    orders = ((1, 0, 2), (1, 2, 0))
    with pytest.raises(DesignError, match="every order puts level 2 before level 1. Number the levels so that"):
        check_against(orders, agreed(orders))


@pytest.mark.parametrize(
    ("written", "used"),
    [([[1, 3, 2]], [[0, 2, 1]]), ([(1, 2)], [[0, 1]]), ("1, 2", "1, 2"), ([1, 2], [1, 2]), ([["a", 1]], [["a", 0]])],
)
def test_in_files_levels_count_from_1(written: object, used: object) -> None:
    assert counted_from_0(written) == used
