"""The MTD of a finished trial; one drug stands against the reference in tests/golden."""

from typing import Any

import pytest

from firstdose.design import Boin, select_mtd
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


@pytest.mark.parametrize(
    ("n", "dlt", "options", "mtd"),
    [
        ([3, 3, 15, 9, 0], [0, 0, 4, 4, 0], {}, 2),
        ([0, 0], [0, 0], {}, None),
        ([6, 0, 0], [4, 0, 0], {}, None),  # Pr(p > 0.3) = 0.971
        ([6, 6], [1, 5], {}, 0),
        ([6, 6], [3, 0], {"extrasafe": True}, 1),  # 0.874 at the lowest dose
        ([6, 6], [3, 0], {"extrasafe": True, "offset": 0.1}, None),  # and above 0.85
        ([3, 6], [0, 3], {"cutoff": 0.8}, 0),
        ([3, 6], [0, 2], {}, 1),
        ([3, 10], [0, 4], {}, 1),  # 0.401
        ([3, 10], [0, 4], {"bound_mtd": True}, 0),  # not below 0.359
        ([10], [4], {"bound_mtd": True}, None),
        ([3, 10], [0, 4], {"bound_mtd": True, "p_tox": 0.6}, 1),  # the boundary is 0.44
    ],
)
def test_one_drug(n: list[int], dlt: list[int], options: dict[str, Any], mtd: int | None) -> None:
    assert select_mtd(n, dlt, 0.3, **options) == mtd


def test_boin_selects_by_the_same_rule() -> None:
    for options in ({}, {"extrasafe": True, "offset": 0.1}, {"bound_mtd": True}):
        for dlts in range(7):
            n, dlt = [6, 10, 3], [dlts, 4, 1]
            by_design = int(Boin(0.3, 3, **options).select(Outcomes.from_counts(n, dlt, 1))[0])
            assert select_mtd(n, dlt, 0.3, **options) == (by_design if by_design >= 0 else None)


N = [[3, 5, 0, 0, 0], [7, 6, 15, 0, 0], [0, 0, 4, 0, 0]]
DLT = [[0, 1, 0, 0, 0], [1, 1, 4, 0, 0], [0, 0, 2, 0, 0]]


@pytest.mark.parametrize(
    ("n", "dlt", "options", "mtd"),
    [
        (N, DLT, {}, (1, 2)),  # 4.05 / 15.1 = 0.268 is the nearest to 0.3
        ([[0, 0], [0, 0]], [[0, 0], [0, 0]], {}, None),
        ([[3, 3], [3, 3]], [[3, 0], [0, 0]], {}, None),  # the lowest combination excludes every other
        ([[3, 3], [3, 3]], [[0, 3], [0, 0]], {}, (1, 0)),  # excluded: what is at or above (0, 1) in both drugs
        ([[3, 3], [3, 3]], [[1, 1], [1, 1]], {}, (0, 0)),  # all 0.34: of equal ones above the target the lowest
        ([[6, 6], [6, 6]], [[1, 1], [1, 1]], {}, (1, 1)),  # all 0.17: below it the highest
        ([[6, 6], [6, 0]], [[0, 1], [1, 0]], {}, (1, 0)),  # equal sums of levels: the lower dose of the second drug
        ([[6, 6], [6, 6]], [[4, 0], [0, 0]], {}, None),
        ([[6, 6], [6, 6]], [[3, 0], [0, 0]], {"extrasafe": True, "offset": 0.1}, None),
        ([[3, 10], [0, 0]], [[0, 4], [0, 0]], {}, (0, 1)),
        ([[3, 10], [0, 0]], [[0, 4], [0, 0]], {"bound_mtd": True}, (0, 0)),
    ],
)
def test_two_drugs(n: list[list[int]], dlt: list[list[int]], options: dict[str, Any], mtd: tuple[int, int]) -> None:
    assert select_mtd(n, dlt, 0.3, **options) == mtd


@pytest.mark.parametrize(
    ("n", "dlt", "message"),
    [
        ([3, 3], [0], "select_mtd: n has the shape (2,) and dlt (1,): give both for every level"),
        ([], [], "select_mtd: n has the shape (0,) and dlt (0,)"),
        ([[[3]]], [[[0]]], "select_mtd: n has the shape (1, 1, 1)"),
        ([3], [4], "select_mtd: n = [3], dlt = [4]: give whole numbers of patients, and"),
        ([3], [-1], "select_mtd: n = [3], dlt = [-1]:"),
        ([3.5], [1], "select_mtd: n = [3.5], dlt = [1]:"),
        ([float("nan")], [0], "select_mtd: n = [nan], dlt = [0]:"),
        ([float("inf")], [0], "select_mtd: n = [inf], dlt = [0]:"),
        (["a"], [0], "select_mtd: n = ['a'], dlt = [0]: give numbers, as many in each row."),
        ([[3, 3], [3]], [[0, 0], [0]], "select_mtd: n = [[3, 3], [3]], dlt = [[0, 0], [0]]: give numbers"),
    ],
)
def test_counts_that_cannot_be_are_refused(n: Any, dlt: Any, message: str) -> None:
    with pytest.raises(DesignError) as refused:
        select_mtd(n, dlt, 0.3)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(("target", "cutoff"), [(0.0, 0.95), (0.3, 1.0)])
def test_probabilities_that_cannot_be_are_refused(target: float, cutoff: float) -> None:
    with pytest.raises(DesignError, match="a probability between 0 and 1 is needed"):
        select_mtd([3], [0], target, cutoff)
