"""Rows of a decision table: two forms, one meaning, and what cannot be."""

from typing import Any

import pytest

from firstdose.design.by_level.table_rows import COLUMNS, Bounds, bounds
from firstdose.errors import DesignError


def _rows(*rows: tuple[int | None, ...]) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _letters(n: int, text: str) -> list[dict[str, Any]]:
    return [{"n": n, "dlt": dlt, "decision": letter} for dlt, letter in enumerate(text.split())]


def test_rows_are_put_in_order_and_may_be_given_again() -> None:
    made = bounds(_rows((6, 1, 2, None), (3, 0, 2, None)))
    assert made == (Bounds(3, 0, 2, None), Bounds(6, 1, 2, None))
    assert bounds(made) == made


def test_what_is_left_out_is_never() -> None:
    assert bounds([{"n": 3}]) == (Bounds(3, None, None, None),)
    assert bounds([{"n": 3}])[0].limits == (-1, 4, 4)


def test_an_excluded_level_is_left() -> None:
    assert bounds([{"n": 3, "eliminate_if_at_least": 2}]) == (Bounds(3, None, 2, 2),)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("E S D DU", Bounds(3, 0, 2, 3)),
        ("E E E E", Bounds(3, 3, None, None)),
        ("S S S S", Bounds(3, None, None, None)),
        ("DU DU DU DU", Bounds(3, None, 0, 0)),
        ("E S S S", Bounds(3, 0, None, None)),
    ],
)
def test_letters_are_bounds(text: str, row: Bounds) -> None:
    assert bounds(_letters(3, text)) == (row,)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "The decision table has no rows."),
        ([{"n": 3, "up": 0}], "Row 1: there is no column up. The columns are n, escalate_if_at_most,"),
        (
            [{"n": 3, "dlt": 0, "decision": "E", "more": 1}],
            "Row 1: there is no column more. The columns are n, dlt, deci",
        ),
        ([{"escalate_if_at_most": 0}], "Row 1: column n is empty. Give it a value."),
        ([{"n": None}], "Row 1: column n is empty."),
        ([{"n": 3, "decision": "E"}], "Row 1: column dlt is empty."),
        ([{"n": 0}], "Row 1, column n = 0: a whole number of patients is needed, from 1 on."),
        ([{"n": 2.5}], "Row 1, column n = 2.5: a whole number"),
        ([{"n": True}], "Row 1, column n = True: a whole number"),
        ([{"n": "3"}], "Row 1, column n = 3: a whole number"),
        (
            _rows((3, 0, 2, None), (6, 7, None, None)),
            "Row 2, column escalate_if_at_most = 7: a whole number of patients is needed, from 0 to 6, or nothing for",
        ),
        (
            _rows((3, 0, 0, None)),
            "Row 1, column deescalate_if_at_least = 0: a whole number of patients is needed, from 1",
        ),
        (_rows((3, -1, 2, None)), "Row 1, column escalate_if_at_most = -1:"),
        (
            _rows((3, 2, 2, None)),
            "Row 1 (n = 3), column deescalate_if_at_least = 2: it contradicts escalate_if_at_most = 2. More DLTs never",
        ),
        (
            _rows((3, 0, 3, 2)),
            "Row 1 (n = 3), column eliminate_if_at_least = 2: it contradicts deescalate_if_at_least = 3.",
        ),
        (
            _rows((3, 1, None, 1)),
            "Row 1 (n = 3), column deescalate_if_at_least = 1: it contradicts escalate_if_at_most",
        ),
        (_rows((3, 0, 2, None), (3, 0, 2, None)), "n = 3 stands twice. Give each number of patients once."),
        (
            _rows((3, 1, 2, None), (6, 0, 3, None)),
            "Column escalate_if_at_most: 1 at n = 3 and 0 at n = 6 contradict each other. With 3 more patients the "
            "bound rises by 0 to 3 DLTs;",
        ),
        (
            _rows((3, 0, 2, None), (4, 0, 4, None)),
            "Column deescalate_if_at_least: 2 at n = 3 and 4 at n = 4 contradict each other.",
        ),
        (
            _rows((3, 0, 2, 2), (6, 0, 3, None)),
            "Column eliminate_if_at_least: 2 at n = 3 and never at n = 6 contradict each other.",
        ),
        (
            _letters(3, "E S E D"),
            "n = 3, dlt = 2: E contradicts S after one DLT fewer. More DLTs never call for a higher",
        ),
        (_letters(3, "E S D"), "n = 3: there is no row for dlt = 3. Give one for each from 0 to 3."),
        (_letters(3, "E S X D"), "Row 3, column decision = X: give one of E, S, D, DU."),
        ([*_letters(1, "E D"), *_letters(1, "E D")], "Row 3: n = 1 with dlt = 0 stands twice. Give each once."),
        (
            [{"n": 1, "dlt": 2, "decision": "E"}],
            "Row 1, column dlt = 2: a whole number of patients is needed, from 0 to 1",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_row_and_column(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        bounds(rows)
    assert str(refused.value).startswith(message)
