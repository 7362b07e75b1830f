"""Enough patients at the level that comes next."""

import pytest

from firstdose.design import Boin, EnoughAt
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


@pytest.mark.parametrize(
    ("outcomes", "ends", "staying"),
    [
        ("1NNN 2NNT 2NN", False, False),  # five at level 2, which is next
        ("1NNN 2NNT 2NNT", True, True),
        ("1NNNNNN", False, False),  # level 2 is next
        ("1NNNNNN 2NTT", True, False),  # six at level 1, to which the trial goes down
        ("1TTTTTT", False, False),  # stopped already
    ],
)
def test_enough_counts_at_the_level_that_comes_next(outcomes: str, ends: bool, staying: bool) -> None:
    seen = Outcomes.parse(outcomes)
    decision = BOIN.decide(seen)
    assert EnoughAt(6)(seen, decision).tolist() == [ends]
    assert EnoughAt(6, when_staying=True)(seen, decision).tolist() == [staying]


def test_the_sentence_says_whether_it_moves() -> None:
    assert EnoughAt(6).cause.startswith("{at} would be next and has had at least 6 patients")
    assert EnoughAt(6, when_staying=True).cause.startswith("{at} is treated again and has had at least 6 patients")


def test_a_number_of_patients_that_is_none_is_refused() -> None:
    with pytest.raises(DesignError, match="^enough-at-mtd: n = -1: a whole number of patients"):
        EnoughAt(-1)
