"""Decisions while patients are still in the DLT window."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firstdose.design import Boin, Decision, Design, I3Plus3, MaxPatients, RollingSix, Ruled, ThreePlusThree
from firstdose.design.pending import when_certain
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


def test_pending_patients_who_could_change_the_decision_are_waited_for() -> None:
    answer = Boin(0.3, 3).decide(Outcomes.parse("1NNN 2NNP")).one()
    assert (answer.action, answer.level, answer.size, answer.mtd) == ("wait", 1, 0, None)
    assert answer.reason == "Patients still in the DLT window (1) could change the decision: wait."
    assert (answer.levels[1].n, answer.levels[1].dlt, answer.levels[1].p_dlt_mean) == (3, 0, 0.0)


def test_pending_patients_who_could_not_are_not() -> None:
    answer = Boin(0.3, 3).decide(Outcomes.parse("1NNN 2TTP")).one()
    assert (answer.action, answer.level) == ("treat", 0)
    assert answer.reason == (
        "DLT rate 1.000 at level 2 (2 of 2) is above 0.359: go down to level 1. "
        "This holds whatever comes of the patients still in the DLT window (1)."
    )
    assert (answer.levels[1].n, answer.levels[1].dlt, answer.levels[1].p_dlt_mean) == (3, 2, 1.0)


def test_a_trial_without_pending_patients_does_not_wait_for_another_trial() -> None:
    seen = Outcomes.of(level=[[0, 0, 0], [0, 0, 0]], dlt=False, follow_up=[[1.0, 1.0, 1.0], [1.0, 1.0, 0.5]])
    decision = Boin(0.3, 3).decide(seen)
    assert [decision[trial].action for trial in range(2)] == ["treat", "wait"]
    assert decision[0].reason == Boin(0.3, 3).decide(seen[0]).one().reason
    assert "whatever" not in decision[0].reason


def test_what_the_sentence_calls_too_toxic_is_not_printed_as_admissible() -> None:
    """With the pending patient there are three at level 2, enough to exclude it; the two known would not be."""
    answer = Boin(0.2, 3).decide(Outcomes.parse("1NNN 2TTP")).one()
    assert answer.reason.startswith("Level 2 is too toxic")
    assert [level.admissible for level in answer.levels] == [True, False, False]


@pytest.mark.parametrize("name", ["action", "level", "size", "mtd"])
def test_a_difference_in_any_part_of_the_decision_is_waited_for(name: str) -> None:
    def decide(seen: Outcomes) -> Decision:
        settled = ThreePlusThree(3).decide(Outcomes.of(level=np.zeros((len(seen), 3), np.int8), dlt=False))
        return replace(settled, **{name: (getattr(settled, name) + seen.dlt.any(axis=1)).astype(np.int8)})

    assert when_certain(decide, Outcomes.parse("1NNP")).one().action == "wait"
    assert when_certain(decide, Outcomes.parse("1NNN")).one().action == "treat"


def test_where_no_outcome_is_known_the_sentence_has_no_numbers_of_nobody() -> None:
    answer = Boin(0.3, 1).decide(Outcomes.parse("1P")).one()
    assert (answer.action, answer.level) == ("treat", 0)
    assert answer.reason == (
        "No outcome is known yet, and whatever comes of the patients in the DLT window (1), level 1 is next."
    )


class Weighing(Boin):
    """Counts pending patients as they are."""

    weighs_pending = True


def test_a_design_that_weighs_pending_patients_does_not_wait_for_them() -> None:
    answer = Weighing(0.3, 3).decide(Outcomes.parse("1NNP")).one()
    assert (answer.action, answer.level) == ("treat", 1)


def test_an_end_that_pending_patients_could_change_waits_for_them() -> None:
    design = Ruled(Weighing(0.3, 3), stopping=MaxPatients(3))
    waiting = design.decide(Outcomes.parse("1TTP")).one()  # a third DLT would exclude the lowest level
    assert (waiting.action, waiting.level, waiting.size, waiting.mtd) == ("wait", 0, 0, None)
    assert waiting.reason == "Patients still in the DLT window (1) could change the decision: wait."
    certain = design.decide(Outcomes.parse("1NNP")).one()
    assert (certain.action, certain.mtd) == ("stop", 0)


def test_each_end_waits_for_its_own_patients() -> None:
    design = Ruled(Weighing(0.3, 3), stopping=MaxPatients(3))
    dlt, follow_up = [[1, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 0]], [[1, 1, 1], [1, 1, 0], [1, 1, 0], [1, 1, 1]]
    decision = design.decide(Outcomes.of(level=np.zeros((4, 3), np.int8), dlt=dlt, follow_up=follow_up))
    assert [decision[trial].action for trial in range(4)] == ["stop", "wait", "stop", "stop"]


def test_a_level_whose_rate_nobody_knows_yet_is_told_without_it() -> None:
    """At the highest level i3+3 stays after 0 of 1 and after 1 of 1."""
    answer = I3Plus3(0.3, 2).decide(Outcomes.parse("1NNN 2P")).one()
    assert (answer.action, answer.level) == ("treat", 1)
    assert answer.reason.startswith("No outcome at level 2 is known yet, and whatever comes of the patients")


@pytest.mark.parametrize("design", [Boin(0.3, 3), RollingSix(3), Ruled(Boin(0.3, 3))])
def test_outcomes_as_text_are_told_how_to_be_read(design: Design) -> None:
    text: Any = "1NNN"
    with pytest.raises(DesignError, match=r"was given '1NNN'. Write e.g. Outcomes.parse\(\"1NNN 2NNT\"\)"):
        design.decide(text)
