"""Any decision table as a design, by a table of three rows."""

from typing import Any

import numpy as np
import pytest

from firstdose.design import DecisionTable, named
from firstdose.design.by_level.table_rows import COLUMNS
from firstdose.design.protocol.table import tabulate
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

ROWS = tuple(dict(zip(COLUMNS, row, strict=True)) for row in [(3, 0, 2, 3), (6, 1, 3, 4), (9, 2, 4, 5)])
TABLE = DecisionTable(3, ROWS)
_SEEN = "{0} patients at level {1} had a DLT, for which the table has "


@pytest.mark.parametrize(
    ("outcomes", "action", "level", "size", "reason"),
    [
        ("", "treat", 0, 3, "No patient has been treated: start at level 1."),
        ("1NNN", "treat", 1, 3, _SEEN.format("0 of 3", 1) + '"escalate": go up to level 2.'),
        ("1NNT", "treat", 0, 3, _SEEN.format("1 of 3", 1) + '"stay": treat level 1 again.'),
        ("1NNN 2NTT", "treat", 0, 3, _SEEN.format("2 of 3", 2) + '"de-escalate": go down to level 1.'),
        (
            "1NTT", "treat", 0, 3,
            _SEEN.format("2 of 3", 1)
            + '"de-escalate": there is no lower level and it is not excluded, treat level 1 again.',
        ),
        (
            "1NNN 2NNN 3NNN", "treat", 2, 3,
            _SEEN.format("0 of 3", 3) + '"escalate": there is no higher level, treat level 3 again.',
        ),
        (
            "1NNN 2TTT", "treat", 0, 3,
            "Level 2 is too toxic (3 of 3 patients had a DLT, for which the table excludes it): go down to level 1.",
        ),
        (
            "1TTT", "stop", None, 0,
            "The lowest dose, level 1, is too toxic (3 of 3 patients had a DLT, for which the table excludes it): "
            "stop, no dose is the MTD.",
        ),
        (
            "1NN", "treat", 0, 1,
            "0 of 2 patients at level 1 had a DLT, and the table decides after 3: treat level 1 again.",
        ),
        ("1NNN 2NTT 1NNN", "treat", 1, 3, _SEEN.format("0 of 6", 1) + '"escalate": go up to level 2.'),
        ("1NNN 2TT", "treat", 0, 3, _SEEN.format("2 of 2", 2) + '"de-escalate": go down to level 1.'),
        ("1NNNNN", "treat", 1, 3, _SEEN.format("0 of 5", 1) + '"escalate": go up to level 2.'),
        (
            "1NNTNNTNNT", "stop", None, 0,
            "The level that would be next has had all the patients that the table provides for (9): stop, the MTD is "
            "level 1.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, action: str, level: int | None, size: int, reason: str) -> None:
    answer = TABLE.decide(Outcomes.parse(outcomes)).one()
    assert (answer.action, answer.level, answer.size) == (action, level, size)
    assert answer.reason == reason


def test_more_patients_than_the_last_row_are_judged_by_it() -> None:
    answer = TABLE.decide(Outcomes.parse("1NNN 2" + "N" * 6 + "TTTT")).one()  # 4 of 10
    assert (answer.action, answer.level) == ("treat", 0)
    out = TABLE.decide(Outcomes.parse("1NNN 2" + "N" * 6 + "TTTTT")).one()  # 5 of 11
    assert not out.levels[1].admissible


def test_cohorts_end_at_a_row() -> None:
    sizes = [
        DecisionTable(3, ROWS, cohort_size=size).decide(Outcomes.parse("1NNT")).one().size for size in (1, 3, 4, 6)
    ]
    assert sizes == [3, 3, 3, 6]


@pytest.mark.parametrize(
    ("n", "dlt", "by_table", "by_target"),
    [
        ([3, 6, 3], [0, 2, 2], 1, 1),
        ([3, 6, 6], [0, 1, 1], 2, 2),
        ([3, 6, 6], [2, 1, 1], -1, 2),  # the table leaves level 1
        ([3, 2, 0], [0, 0, 0], 0, 1),  # fewer than the first row
        ([3, 9, 0], [0, 3, 0], 1, 1),
        ([3, 4, 0], [0, 2, 0], 0, 0),  # by the row of three
        ([3, 3, 0], [3, 0, 0], -1, -1),
        ([0, 0, 0], [0, 0, 0], -1, -1),
    ],
)
def test_the_mtd(n: list[int], dlt: list[int], by_table: int, by_target: int) -> None:
    seen = Outcomes.from_counts(n, dlt, int(np.argmax(n)))
    assert TABLE.select(seen).tolist() == [by_table]
    assert DecisionTable(3, ROWS, target=0.25).select(seen).tolist() == [by_target]


def test_a_table_printed_from_a_design_gives_the_design_back() -> None:
    """BOIN's table, and the table of the table."""
    boin = tabulate(named({"name": "boin", "target": 0.3}, 5, None), 18).to_dict()
    again = tabulate(DecisionTable(5, boin["rows"], target=0.3), 18).to_dict()
    assert again == boin


def test_a_table_by_name() -> None:
    assert named({"name": "table", "rows": [*ROWS], "target": 0.3}, 3, None) == DecisionTable(3, ROWS, target=0.3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rows": ()}, "The decision table has no rows."),
        ({"n_levels": 0}, "n_levels = 0: a design needs at least one dose level."),
        ({"target": 1.5}, "target = 1.5: a probability"),
        ({"cohort_size": 0}, "cohort_size = 0: a whole number of patients"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        DecisionTable(**{"n_levels": 3, "rows": ROWS, **arguments})
    assert str(refused.value).startswith(message)


def test_a_cohort_is_never_larger_than_a_decision_can_hold() -> None:
    rows = [
        {"n": 3, "escalate_if_at_most": 0, "deescalate_if_at_least": 2},
        {"n": 300, "escalate_if_at_most": 40, "deescalate_if_at_least": 90},
    ]
    design = DecisionTable(3, tuple(rows))
    assert design.decide(Outcomes.parse("1NNN 2NNT")).one().size == 127
    with pytest.raises(DesignError, match="cohort_size = 200: a cohort has at most 127 patients"):
        DecisionTable(3, tuple(rows), cohort_size=200)


@pytest.mark.parametrize("rows", [5, None, [3], "abc"])
def test_rows_that_are_no_tables_are_refused(rows: Any) -> None:
    with pytest.raises(DesignError, match="The decision table has no rows. Give one for each number .* columns n, esc"):
        DecisionTable(3, rows)
