"""The PO-CRM."""

import re
from typing import Any

import numpy as np
import pytest

from firstdose.design import Crm
from firstdose.design.po_crm import PoCrm
from firstdose.errors import DesignError, FirstDoseError
from firstdose.trial import CombinationGrid, Outcomes

DOSES = ((1, 10), (1, 20), (2, 10), (2, 20))
SKELETON = (0.1, 0.2, 0.3, 0.4)
GIVEN: dict[str, Any] = {"skeleton": SKELETON, "target": 0.3}
SQUARE = PoCrm(SKELETON, 0.3, doses=DOSES)
NINE = PoCrm(
    (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45),
    0.3,
    doses=CombinationGrid.of((1, 2, 3), (10, 20, 30), ("", "")).doses,
)
FREE = PoCrm(SKELETON, 0.3, doses=DOSES, no_skipping=False, coherent=False, cutoff=None)


def _reason(design: PoCrm, text: str) -> str:
    return design.decide(Outcomes.parse(text)).one().reason


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", 0),
        ("1NNN", 2),  # level 4 is more than a step away, and 3 above 2 in the first of two orders equally likely
        ("1NNN 3NNN", 3),
        ("1NNN 2NNN", 3),  # one step of one drug above level 2
        ("1NNN 2NTT", 2),  # to the other side: the order in which level 2 comes after level 3 is the likelier now
        ("1NNN 3TTT", 0),
        ("1NNNNNN 3TTT", 1),
        ("1NNN 2TTT 3TTT", 0),
        ("1NNT", 0),
    ],
)
def test_the_next_combination(text: str, level: int) -> None:
    assert SQUARE.decide(Outcomes.parse(text)).one().level == level


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("1NNN 2NTT", ": treat level 3 (2 + 10) next."),
        ("1NNN", ", but more than a step from every level treated: treat level 3 (2 + 10)."),
        (
            "1NNNNNNNNN 3NNT",
            ", but 1 of 3 patients of the last cohort had a DLT: go no higher, treat level 3 (2 + 10).",
        ),
        ("1TTTTTT", ": stop, no dose is the MTD."),
    ],
)
def test_it_says_why(text: str, ending: str) -> None:
    assert _reason(SQUARE, text).endswith(ending)


def test_where_there_is_nothing_to_choose_it_is_the_crm() -> None:
    """One drug: one order."""
    crm, po_crm = Crm(SKELETON, 0.3), PoCrm(SKELETON, 0.3, doses=(1, 2, 3, 4))
    for text in ("1NNN", "1NNN 2NNT", "1NNN 2NTT", "1TTTTTT", "1NNNNNNNNN 2NNT", "4NNN 1TTT"):
        seen = Outcomes.parse(text)
        ours, theirs = po_crm.decide(seen).one(), crm.decide(seen).one()
        assert (ours.action, ours.level) == (theirs.action, theirs.level)
        assert po_crm.select(seen).tolist() == crm.select(seen).tolist()


def test_the_mtd_was_given_to_somebody_unless_levels_may_be_skipped() -> None:
    seen = Outcomes.parse("1NNN 2NNN")
    assert (SQUARE.select(seen).tolist(), FREE.select(seen).tolist()) == ([1], [3])
    assert SQUARE.select(Outcomes.parse("1TTTTTT")).tolist() == [-1]
    assert FREE.decide(seen).one().level == 3


def test_a_level_that_is_certainly_above_an_excluded_one_is_excluded() -> None:
    answer = NINE.decide(Outcomes.parse("1NNNNNN 2NNN 5TTTTTTTTT 4NNN")).one()
    admissible = np.array([level.admissible for level in answer.levels])
    assert not admissible[4]
    assert not np.any(admissible[NINE.below[4]])
    assert admissible[0]
    assert answer.level is not None
    assert admissible[answer.level]


def test_the_nearest_level_may_be_excluded() -> None:
    """Level 4 is the nearest along the likeliest order, so far above level 3 is its guess, and yet too toxic."""
    design = PoCrm((0.001, 0.002, 0.003, 0.5), 0.3, doses=DOSES)
    seen = Outcomes.from_counts([3, 3, 3, 27], [0, 0, 0, 15], 3)
    assert _reason_of(design, seen).startswith("Level 4 (2 + 20) is too likely to be toxic")
    elsewhere = Outcomes.from_counts([3, 3, 3, 27], [0, 0, 0, 15], 1)
    assert _reason_of(design, elsewhere).endswith("but too likely to be toxic: treat level 3 (2 + 10).")


def _reason_of(design: PoCrm, seen: Outcomes) -> str:
    return design.decide(seen).one().reason


def test_orders_alone_say_what_is_certain() -> None:
    design = PoCrm(SKELETON, 0.3, orders=((0, 1, 2, 3), (0, 2, 1, 3)))
    np.testing.assert_array_equal(design.below, SQUARE.below)
    assert design.derived["prior_orders"] == (0.5, 0.5)
    assert design.derived["orders"] == SQUARE.derived["orders"] == ((1, 2, 3, 4), (1, 3, 2, 4))


def test_a_prior_breaks_the_tie_of_orders() -> None:
    swapped = PoCrm(SKELETON, 0.3, doses=DOSES, prior_orders=(0.4, 0.6))
    assert swapped.decide(Outcomes.parse("1NNN")).one().level == 1
    assert "(probability 0.60)" in _reason(swapped, "1NNN")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "PO-CRM: give the orders of the levels, or the doses of a grid to make them from."),
        ({"orders": ()}, "PO-CRM: give the orders"),
        ({"doses": DOSES[:2]}, "PO-CRM: skeleton has 4 guesses and doses are those of 2 levels: give one of each"),
        ({"orders": ((0, 1, 2),)}, "PO-CRM: order 1 = 1, 2, 3: an order names each of the levels 1 to 4 once."),
        ({"doses": DOSES, "orders": ((3, 1, 2, 0),)}, "PO-CRM: order 1 = 4, 2, 3, 1 puts level 2 before level 1"),
        ({"orders": ((1, 0, 2, 3),)}, "PO-CRM: every order puts level 2 before level 1."),
        ({"doses": (*DOSES[:3], (1, 10))}, "[doses] level 4 = 1  + 10  has no more of either drug than level 1"),
        (
            {"doses": DOSES, "prior_orders": (1.0,)},
            "PO-CRM: prior_orders = 1: a probability above 0 is needed for each of",
        ),
        ({"doses": DOSES, "prior_orders": (0.5, 0.4)}, "PO-CRM: prior_orders = 0.5, 0.4: a probability above 0"),
        ({"doses": DOSES, "prior_orders": (1.0, 0.0)}, "PO-CRM: prior_orders = 1, 0: a probability above 0"),
        ({"doses": DOSES, "cutoff": 0.0}, "cutoff = 0: a probability"),
        ({"doses": DOSES, "target": 1.0}, "target = 1: a probability"),
    ],
)
def test_what_cannot_be_a_po_crm_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(FirstDoseError, match=re.escape(message)) as refused:
        PoCrm(**GIVEN | arguments)
    assert isinstance(refused.value, DesignError) or str(refused.value).startswith("[doses]")


def test_of_two_lowest_levels_one_may_be_excluded_and_the_other_given() -> None:
    """Neither of the first two levels is certainly below the other: the trial does not end with one of them."""
    design = PoCrm((0.1, 0.2, 0.35), 0.3, orders=((0, 1, 2), (1, 0, 2)))
    answer = design.decide(Outcomes.parse("1TTT")).one()
    assert (answer.action, answer.level) == ("treat", 1)
    assert answer.reason.startswith("Level 1 is too likely to be toxic")
    assert answer.reason.endswith(": treat level 2.")
    assert [level.admissible for level in answer.levels] == [False, True, False]


def test_the_level_that_ends_the_trial_is_told_with_its_own_numbers() -> None:
    design = PoCrm((0.1, 0.2, 0.35), 0.3, orders=((0, 1, 2), (1, 0, 2)), prior_orders=(0.01, 0.99))
    answer = design.decide(Outcomes.parse("2TTT")).one()
    assert answer.action == "stop"
    p_over = answer.levels[1].p_over
    assert f"The lowest dose, level 2, is too likely to be toxic (the probability of exceeding 0.3 is {p_over:.3f}" in (
        answer.reason
    )


NO_ORDER: Any = 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"orders": NO_ORDER}, "PO-CRM: orders = 5: a list is needed"),
        ({"orders": ((0.0, 1.0),)}, r"PO-CRM: order 1 = \(0.0, 1.0\): an order is a list of the levels' whole numbers"),
        ({"orders": ((False, True),)}, r"PO-CRM: order 1 = \(False, True\): an order is a list"),
        ({"orders": (0, 1)}, "PO-CRM: order 1 = 0: an order is a list"),
        ({"doses": ((1, 1), ("a", 2))}, "PO-CRM: dose = 'a': a number is needed"),
        ({"orders": ((0, 1),), "prior_orders": ("a",)}, "PO-CRM: prior of order 1 = 'a': a number is needed"),
        ({"orders": ((0, 1),), "coherent": "no"}, "coherent = 'no': True or False is needed"),
    ],
)
def test_what_is_no_order_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        PoCrm((0.1, 0.2), 0.2, **arguments)
