"""Complete orders of combinations by toxicity: the ways in which a partial order may turn out."""

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

import numpy as np

from firstdose.errors import DesignError
from firstdose.types import Bool

Orders = tuple[tuple[int, ...], ...]


def grid_orders(doses: Sequence[tuple[float, float]]) -> Orders:
    """Six orders of the combinations of two drugs: along either drug, and along the diagonals between them.

    Parameters
    ----------
    doses : the pair of doses of each level.

    Returns
    -------
    Orders, each all levels from the least toxic on; where two of the six are the same, one of them.

    Notes
    -----
    By rows, by columns, up the diagonals, down the diagonals, and up and down in turn beginning with either. None puts
    a combination after one that has at least as much of both drugs.

    References
    ----------
    Wages NA, Conaway MR (2013), Pharm Stat 12:217, doi:10.1002/pst.1575.

    Examples
    --------
    >>> grid_orders([(1, 10), (1, 20), (2, 10), (2, 20)])
    ((0, 1, 2, 3), (0, 2, 1, 3))
    """
    rows, columns = (np.unique(amounts, return_inverse=True)[1].tolist() for amounts in zip(*doses, strict=True))
    steps = list(zip(rows, columns, strict=True))
    keys: list[Callable[[int, int], tuple[int, int]]] = [
        lambda row, column: (row, column),
        lambda row, column: (column, row),
        lambda row, column: (row + column, row),
        lambda row, column: (row + column, column),
        lambda row, column: (row + column, column if (row + column) % 2 else row),
        lambda row, column: (row + column, row if (row + column) % 2 else column),
    ]
    orders = (tuple(sorted(range(len(steps)), key=lambda level: key(*steps[level]))) for key in keys)
    return tuple(dict.fromkeys(orders))


def counted_from_0(orders: Any) -> Any:
    """Orders from a file, where levels count from 1; what is no list of lists of numbers is left as it is.

    Examples
    --------
    >>> counted_from_0([[1, 2, 3], [1, 3, 2]])
    [[0, 1, 2], [0, 2, 1]]
    """
    if not isinstance(orders, list | tuple):
        return orders
    return [[_less_1(level) for level in each] if isinstance(each, list | tuple) else each for each in orders]


def agreed(orders: Orders) -> Bool:
    """(K, K) level j comes before level k in every order.

    Examples
    --------
    >>> agreed(((0, 1, 2), (0, 2, 1))).tolist()
    [[False, True, True], [False, False, False], [False, False, False]]
    """
    rank = np.argsort(np.array(orders), axis=1)
    return np.asarray((rank[:, :, None] < rank[:, None, :]).all(axis=0), np.bool_)


def check_orders(orders: Orders, n_levels: int) -> None:
    """Refuse orders that leave a level out, or stand twice."""
    for number, order in enumerate(orders, start=1):
        whole = isinstance(order, tuple) and all(isinstance(level, Integral) for level in order)
        if not whole or any(isinstance(level, bool) for level in order):
            raise DesignError(f"PO-CRM: order {number} = {order!r}: an order is a list of the levels' whole numbers.")
        if sorted(order) != list(range(n_levels)):
            raise DesignError(
                f"PO-CRM: {_shown(number, order)}: an order names each of the levels 1 to {n_levels} once."
            )
        if order in orders[: number - 1]:
            raise DesignError(f"PO-CRM: {_shown(number, order)} stands twice. Give each order once.")


def check_against(orders: Orders, below: Bool) -> None:
    """Refuse orders that contradict what is certain of the levels, and levels numbered against it."""
    for number, order in enumerate(orders, start=1):
        wrong = np.argwhere(below & ~agreed((order,)))
        if len(wrong):
            low, high = (int(level) + 1 for level in wrong[0])
            raise DesignError(
                f"PO-CRM: {_shown(number, order)} puts level {high} before level {low}, which is certainly no more "
                "toxic. Put the lower one first."
            )
    against = np.argwhere(np.tril(below))
    if len(against):
        low, high = (int(level) + 1 for level in against[0])
        raise DesignError(
            f"PO-CRM: every order puts level {low} before level {high}. Number the levels so that what is certainly no "
            "more toxic has the lower number."
        )


def _less_1(level: Any) -> Any:
    return level - 1 if isinstance(level, int) else level


def _shown(number: int, order: tuple[int, ...]) -> str:
    return f"order {number} = {', '.join(str(level + 1) for level in order)}"
