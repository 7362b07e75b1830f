"""The decision table of a protocol."""

import numpy as np
import pytest

from firstdose.design import Blrm, Boin, Design, EnoughAt, MaxPatients, NoSkipping, Ruled, TableRow, ThreePlusThree
from firstdose.design.catalogue import published
from firstdose.design.protocol.table import MEANINGS, MOST, tabulate
from firstdose.design.rules import Cohorts
from firstdose.errors import DesignError
from firstdose.trial import Outcomes
from firstdose.types import Bool


class _Combinations(Boin):
    """Of whose levels some are neither above nor below each other."""

    @property
    def below(self) -> Bool:
        return np.zeros((5, 5), np.bool_)


DOSES = (1.2, 1.6, 2.0, 2.4)


@pytest.mark.parametrize(
    ("letters", "bounds"),
    [
        (("E", "S", "D", "DU"), (0, 2, 3)),
        (("E", "E"), (1, None, None)),
        (("S", "S"), (None, None, None)),
        (("DU", "DU"), (None, 0, 0)),
        (("E", "DU"), (0, 1, 1)),
        (("E", "S", "E", "D"), (0, 3, None)),  # no bound reaches over an answer that goes back
        (("E", "STOP", "D", "DU"), (0, 2, 3)),
    ],
)
def test_bounds_are_those_beyond_which_nothing_else_is_said(
    letters: tuple[str, ...], bounds: tuple[int | None, ...]
) -> None:
    names = ("n", "escalate_if_at_most", "deescalate_if_at_least", "eliminate_if_at_least")
    assert TableRow(len(letters) - 1, letters).to_dict() == dict(zip(names, (len(letters) - 1, *bounds), strict=True))


def test_a_row_for_each_number_of_patients_and_a_letter_for_each_number_of_dlts() -> None:
    table = tabulate(Boin(0.3, 5), 4)
    assert [(row.n, row.letters) for row in table.rows] == [
        (1, ("E", "D")),
        (2, ("E", "D", "D")),
        (3, ("E", "S", "D", "DU")),
        (4, ("E", "S", "D", "DU", "DU")),
    ]
    assert (table.level, table.n_levels, table.path, table.alone) == (2, 5, "1NNN 2NNN", True)
    assert "no other level counts" in table.assumes


def test_rows_after_whole_cohorts() -> None:
    table = tabulate(Boin(0.3, 5), 12).every(3)
    assert [row["n"] for row in table.to_dict()["rows"]] == [3, 6, 9, 12]


def test_a_model_is_asked_on_the_standard_way_up_and_the_table_says_so() -> None:
    design = Blrm(DOSES)
    table = tabulate(design, 3)
    assert not table.alone
    assert table.assumes == (
        'The decision depends on every level. The table is for level 3 of 4 reached by "1NNN 2NNN"; for other '
        "histories use pathways."
    )
    assert tabulate(design, 3, level=1, cohort_size=2).path == "1NN"


def test_rows_that_a_level_comes_to() -> None:
    for name, numbers in {"3+3": [3, 6], "boin": [3, 6, 9, 12], "rolling-six": [1, 2, 3, 4, 5, 6]}.items():
        design = published(name, 4, None, 0.3)
        first = int(design.decide(Outcomes.parse("")).size[0])
        assert [row.n for row in tabulate(design, 12).reached(first).rows] == numbers, name


def test_a_table_of_a_design_that_weighs_pending_patients_is_for_nobody_pending() -> None:
    assert "Nobody is in the DLT window" in tabulate(published("tite-boin", 4, None, 0.3), 6).assumes


def test_three_plus_three_tells_its_own_rule() -> None:
    table = tabulate(ThreePlusThree(3), 6)
    assert table.alone
    assert [table.rows[n - 1].letters for n in (3, 6)] == [("E", "S", "DU", "DU"), ("E", "E", *["DU"] * 5)]


def test_the_end_of_the_trial_is_not_in_the_table_but_its_limits_are() -> None:
    plain = Boin(0.3, 5)
    ruled = Ruled(plain, (NoSkipping(),), MaxPatients(3) | EnoughAt(3), Cohorts(3, 3))
    assert tabulate(ruled, 9).rows == tabulate(plain, 9).rows


def test_a_design_that_stops_by_itself_says_so() -> None:
    top_down = ThreePlusThree(4, top_up=False)
    assert "STOP" in MEANINGS
    assert {letter for row in tabulate(top_down, 3).rows for letter in row.letters} == {"E", "S", "DU"}


@pytest.mark.parametrize(
    ("design", "options", "message"),
    [
        (Boin(0.3, 2), {}, "level 2 of 2 is not such a level"),
        (Boin(0.3, 1), {}, "at least three levels"),
        (Boin(0.3, 5), {"level": 0}, "level 1 of 5"),
        (Boin(0.3, 5), {"level": True}, "level = True: a whole number is needed"),
        (Boin(0.3, 5), {"level": 4}, "level 5 of 5"),
        (Boin(0.3, 5), {"max_n": 0}, "max_n = 0"),
        (Boin(0.3, 5), {"max_n": MOST + 1}, "at most 200"),
        (Boin(0.3, 5), {"cohort_size": 0}, "cohort_size = 0"),
        (published("boin12", 4, None, 0.3), {}, "depends on responses too"),
        (published("gboin", 4, None, 0.3), {}, "depends on toxicity grades too"),
        (_Combinations(0.3, 5), {}, "The levels of this design are combinations"),
    ],
)
def test_what_has_no_table_is_refused(design: Design, options: dict[str, int], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        tabulate(design, **{"max_n": 6} | options)
