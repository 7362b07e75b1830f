"""Decisions for people: one trial of a batch, in levels and in doses."""

import dataclasses

import numpy as np
import pytest

from firstdose.design import Action, Boin, Decision
from firstdose.design.numbers import Numbers
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

TWO = Boin(0.3, 2).decide(Outcomes.of(level=[[0, 0, 0], [1, 1, 1]], dlt=[[0, 0, 0], [1, 1, 1]]))


def test_one_is_for_a_batch_of_one() -> None:
    with pytest.raises(DesignError) as refused:
        TWO.one()
    assert str(refused.value) == "one() is for a batch of one trial; this one has 2. Index it: decision[0]."
    assert len(TWO) == 2
    assert (TWO[0].level, TWO[1].level) == (1, 0)
    assert TWO[-1] == TWO[1]


def test_a_trial_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        TWO[2]


@pytest.mark.parametrize(
    ("doses", "units", "name"),
    [(None, "", "level 2"), ((1.2, 2.4), "mg/kg", "level 2 (2.4 mg/kg)"), ((1.2, 2.4), "", "level 2 (2.4)")],
)
def test_told_in_doses_where_they_are_known(doses: tuple[float, ...] | None, units: str, name: str) -> None:
    answer = TWO.at(doses, units)[0]
    assert answer.reason.endswith(f"go up to {name}.")
    assert [level.dose for level in answer.levels] == list(doses or (None, None))


def test_because_changes_the_sentence_of_its_rows_alone() -> None:
    changed = TWO.because("{at} because I say so.", np.array([False, True]))
    assert changed[0].reason == TWO[0].reason
    assert changed[1].reason == "Level 2 because I say so."


def test_a_stop_without_mtd_names_no_dose() -> None:
    nothing = np.full(1, -1, np.int8)
    decision = Decision(
        action=np.array([Action.STOP], np.int8),
        level=nothing,
        size=np.zeros(1, np.int8),
        admissible=np.array([[False]]),
        mtd=nothing,
        about=nothing,
        cause=np.zeros(1, np.int16),
        causes=("stop at {next}: the MTD is {mtd}, {n:.0f} patients at {at}.",),
        numbers=Numbers({"n": np.array([[3.0]]), "dlt": np.array([[2.0]])}),
    )
    answer = decision.one()
    assert answer.reason == "Stop at no dose: the MTD is no dose, 3 patients at level 1."
    assert (answer.level, answer.mtd, answer.levels[0].n, answer.levels[0].dlt) == (None, None, 3, 2)


def test_a_combination_is_told_by_both_drugs_doses() -> None:
    two = dataclasses.replace(TWO, combinations=((2.4, 0.0), (2.4, 100.0)))
    assert two[1].reason.endswith("go down to level 1 (2.4 + 0).")
    assert [level.combination for level in two[0].levels] == [(2.4, 0.0), (2.4, 100.0)]
    assert two[0].to_dict()["levels"][1]["combination"] == (2.4, 100.0)
    assert "combination" not in TWO[0].to_dict()["levels"][1]
