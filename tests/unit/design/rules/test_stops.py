"""Stopping rules joined by & and |."""

from itertools import permutations

import pytest

from firstdose.design import Boin, EnoughAt, LowestTooToxic, MaxPatients, Stops
from firstdose.design.rules import Both, Either
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


def _ends(rule: Stops, outcomes: str) -> bool:
    seen = Outcomes.parse(outcomes)
    return bool(rule(seen, BOIN.decide(seen))[0])


@pytest.mark.parametrize(("patients", "either", "both"), [(3, False, False), (6, True, False), (9, True, True)])
def test_rules_are_joined(patients: int, either: bool, both: bool) -> None:
    one, other = MaxPatients(6), MaxPatients(9)
    outcomes = "1" + "N" * patients
    assert (_ends(one | other, outcomes), _ends(one & other, outcomes)) == (either, both)
    assert (_ends(other | one, outcomes), _ends(other & one, outcomes)) == (either, both)


def test_alternatives_are_the_rules_of_which_one_is_enough() -> None:
    a, b, c = MaxPatients(1), MaxPatients(2), MaxPatients(3)
    assert (a | b | c).alternatives == (a, b, c)
    assert (a & b | c).alternatives == (a & b, c)
    assert (a & b).conditions == (a, b)
    assert isinstance(a & b, Both)
    assert isinstance(a | b, Either)


def test_rules_joined_in_another_order_are_equal() -> None:
    rules = (MaxPatients(1), EnoughAt(2), LowestTooToxic(0.3))
    for one, other, third in permutations(rules):
        assert one & other & third == rules[0] & (rules[1] & rules[2])
        assert one | other | third == rules[0] | (rules[1] | rules[2])
        assert (one | other) & third == third & (other | one)


def test_whether_an_mtd_is_left() -> None:
    toxic, full = LowestTooToxic(0.3), MaxPatients(9)
    assert (toxic & full).no_mtd
    assert not (toxic | full).no_mtd
    assert (toxic | toxic).no_mtd
    assert not (full & full).no_mtd


def test_sentences_of_joined_rules() -> None:
    a, b = MaxPatients(6), LowestTooToxic(0.3)
    assert (a & b).cause == f"{b.cause} And: {a.cause}"
    assert (a | b).cause == f"{b.cause} Or: {a.cause}"
