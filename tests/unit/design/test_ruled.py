"""A design within its rules: limits, then size, then the ends, told apart in words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from firstdose.design import (
    Blrm,
    Boin,
    Boin12,
    Cohorts,
    Decision,
    EnoughAt,
    LowestTooToxic,
    MaxPatients,
    NoSkipping,
    PoCrm,
    Recommendation,
    Ruled,
    Stops,
    ThreePlusThree,
)
from firstdose.errors import DesignError
from firstdose.trial import Outcomes
from firstdose.types import Bool

BOIN = Boin(0.3, 3)


@dataclass(frozen=True)
class AtMost:
    """No level above this one."""

    highest: int
    cause = "A protocol amendment ends the trial's levels at {next}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        levels = np.arange(decision.admissible.shape[1])
        return np.asarray(np.tile(levels <= self.highest, (len(seen), 1)), np.bool_)


def _answer(design: Ruled, outcomes: str) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


def test_without_rules_it_is_the_design() -> None:
    for outcomes in ("", "1NNN", "1NNN 2NNT", "1TTT", "1NNN 2NNP"):
        assert _answer(Ruled(BOIN), outcomes) == BOIN.decide(Outcomes.parse(outcomes)).one()


def test_a_level_outside_the_limits_becomes_the_highest_permitted_below() -> None:
    answer = _answer(Ruled(BOIN, limits=(AtMost(0),)), "1NNN")
    assert (answer.level, answer.reason) == (0, "A protocol amendment ends the trial's levels at level 1.")


def test_a_limit_that_changes_nothing_says_nothing() -> None:
    assert _answer(Ruled(BOIN, limits=(AtMost(1),)), "1NNN") == BOIN.decide(Outcomes.parse("1NNN")).one()


def test_a_limit_never_raises_a_level() -> None:
    assert _answer(Ruled(BOIN, limits=(AtMost(2),)), "1NNN 2NTT").level == 0


def test_limits_that_leave_nothing_stop_the_trial_at_an_mtd() -> None:
    answer = _answer(Ruled(BOIN, limits=(AtMost(-1),)), "1NNN 2NNN")
    assert (answer.action, answer.level, answer.size, answer.mtd) == ("stop", None, 0, 1)
    assert answer.reason == "The protocol's limits leave no level to treat: stop, the MTD is level 2."


def test_skipping_is_taken_back_in_words() -> None:
    design = Blrm((1.2, 1.6, 2.4, 3.6), reference_dose=3.6, no_skipping=False)
    answer = _answer(Ruled(design, limits=(NoSkipping(),)), "1NNN")
    assert answer.level == 1
    assert answer.reason == "The design would go higher, but level 2 has not been tried yet and no level is skipped."


@pytest.mark.parametrize("start", [0, 1, 2])
def test_the_first_cohort_starts_where_the_protocol_says(start: int) -> None:
    answer = _answer(Ruled(BOIN, limits=(NoSkipping(),), start_level=start), "")
    assert (answer.level, answer.reason) == (start, f"No patient has been treated: start at level {start + 1}.")
    assert _answer(Ruled(BOIN, start_level=start), "1NNN").level == 1  # later it has no say


@pytest.mark.parametrize("start", [-1, 3])
def test_a_start_outside_the_levels_is_refused(start: int) -> None:
    with pytest.raises(DesignError) as refused:
        Ruled(BOIN, start_level=start)
    assert str(refused.value) == (
        f"start_level = {start}: the design has levels 0 to 2. Give the level of the first cohort."
    )


def test_the_size_of_the_next_cohort_fits_into_the_trial() -> None:
    design = Ruled(BOIN, size=Cohorts(3, 4))
    assert [_answer(design, outcomes).size for outcomes in ("", "1NNN", "1TTT")] == [3, 1, 0]


def test_three_ends_are_told_apart() -> None:
    design = Ruled(Boin(0.3, 3, cutoff=0.999), stopping=MaxPatients(9) | EnoughAt(6) | LowestTooToxic(0.3))
    limit, full, toxic = (_answer(design, text) for text in ("1NNN 2NNTNNT", "1NNN 2NTT 1NNT", "1TTT"))
    assert (limit.mtd, limit.reason) == (
        1, "Level 2 would be next and has had at least 6 patients already: stop, the MTD is level 2.",
    )  # fmt: skip
    assert (full.mtd, full.reason) == (
        0, "The trial's maximum of 9 patients is reached: stop, the MTD is level 1.",
    )  # fmt: skip
    assert (toxic.mtd, toxic.reason) == (
        None,
        "The lowest dose is too toxic (its DLT probability exceeds 0.3 with a probability above 0.95): "
        "stop, no dose is the MTD.",
    )
    assert {answer.action for answer in (limit, full, toxic)} == {"stop"}


def test_an_mtd_that_the_design_has_found_is_a_fourth() -> None:
    design = Ruled(ThreePlusThree(3), stopping=MaxPatients(36) | EnoughAt(12))
    assert _answer(design, "1NNN 2NTT 1NNN").reason.endswith("no higher level is open: stop, the MTD is level 1.")


def test_a_toxic_lowest_dose_has_the_last_word() -> None:
    """Over a full trial, and over an MTD that the design or another rule would name."""
    full = Ruled(Boin(0.3, 3, cutoff=0.999), stopping=LowestTooToxic(0.3) | MaxPatients(3))
    assert _answer(full, "1TTT").mtd is None
    assert "too toxic" in _answer(full, "1TTT").reason
    ended = Ruled(ThreePlusThree(1), stopping=LowestTooToxic(0.1, cutoff=0.6))
    assert ThreePlusThree(1).decide(Outcomes.parse("1NNTNNN")).one().mtd == 0
    assert _answer(ended, "1NNTNNN").mtd is None
    assert _answer(ended, "1NNTNNN").reason.startswith("The lowest dose is too toxic (its DLT probability exceeds 0.1")


def test_no_rule_names_an_mtd_where_the_design_found_none() -> None:
    answer = _answer(Ruled(BOIN, stopping=MaxPatients(3)), "1TTT")
    assert (answer.action, answer.mtd) == ("stop", None)
    assert answer.reason.startswith("The lowest dose, level 1, is too toxic (3 of 3 patients")


@pytest.mark.parametrize(
    ("stopping", "outcomes", "action"),
    [
        (MaxPatients(6) & EnoughAt(6), "1NNN 2NNT", "treat"),
        (MaxPatients(6) & EnoughAt(3), "1NNN 2NNN", "treat"),  # level 3 is next
        (MaxPatients(6) & EnoughAt(3), "1NNN 2NNTNNT", "stop"),
        (MaxPatients(60) | EnoughAt(6), "1NNN 2NNTNNT", "stop"),
    ],
)
def test_rules_joined_by_and_and_or(stopping: Stops, outcomes: str, action: str) -> None:
    assert _answer(Ruled(BOIN, stopping=stopping), outcomes).action == action


def test_both_rules_reasons_are_given() -> None:
    answer = _answer(Ruled(BOIN, stopping=MaxPatients(9) & EnoughAt(6)), "1NNN 2NNTNNT")
    assert answer.reason == (
        "Level 2 would be next and has had at least 6 patients already: stop, the MTD is level 2. "
        "And: The trial's maximum of 9 patients is reached: stop, the MTD is level 2."
    )


def test_an_either_inside_a_both() -> None:
    rule = (MaxPatients(9) | MaxPatients(6)) & EnoughAt(6)
    answer = _answer(Ruled(BOIN, stopping=rule), "1NNN 2NNTNNT")
    assert (answer.action, answer.mtd) == ("stop", 1)
    assert " Or: " in answer.reason


def test_pending_patients_are_waited_for_where_a_rule_depends_on_them() -> None:
    design = Ruled(BOIN, stopping=EnoughAt(6))
    assert BOIN.decide(Outcomes.parse("2NNTNNP")).one().action == "wait"
    assert _answer(design, "2NNTNNP").action == "wait"  # 1 of 6 goes up, 2 of 6 stays and stops
    full = _answer(Ruled(BOIN, stopping=MaxPatients(3)), "1NNP")
    assert (full.action, full.mtd) == ("stop", 0)  # whatever comes, the only level is the MTD
    assert full.reason.endswith("whatever comes of the patients still in the DLT window (1).")


def test_it_answers_for_the_design_inside() -> None:
    design = Ruled(BOIN, size=Cohorts(3))
    assert (design.n_levels, design.target, design.own_cohorts) == (3, 0.3, True)
    assert (Ruled(BOIN).own_cohorts, Ruled(ThreePlusThree(3)).own_cohorts) == (False, True)
    seen = Outcomes.parse("1NNN 2NNT")
    assert design.select(seen) == BOIN.select(seen)


def test_rules_around_rules() -> None:
    inner = Ruled(BOIN, stopping=EnoughAt(6))
    outer = Ruled(inner, stopping=MaxPatients(6))
    assert _answer(outer, "1NNN 2NNTNNT").reason.startswith("Level 2 would be next")
    assert _answer(outer, "1NNN 2NNN").reason.startswith("The trial's maximum")


def test_a_trial_without_room_for_another_patient_stops() -> None:
    answer = Ruled(Boin(0.3, 3), size=Cohorts(3, 3)).decide(Outcomes.parse("1NNN")).one()
    assert (answer.action, answer.size, answer.mtd) == ("stop", 0, 0)
    assert answer.reason == "The trial has all the patients it may have: stop, the MTD is level 1."


def test_a_first_cohort_above_the_lowest_level_is_open_by_the_protocol() -> None:
    answer = Ruled(Blrm((1.2, 1.6, 2.0)), limits=(NoSkipping(),), start_level=1).decide(Outcomes.parse("")).one()
    assert (answer.level, [level.admissible for level in answer.levels]) == (1, [True, True, False])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"design": "boin"}, r"design = 'boin': give a design, e.g. Boin\(0.3, 5\)"),
        ({"limits": NoSkipping()}, r"limits = NoSkipping\(\): give them in a list"),
        ({"stopping": (EnoughAt(6), MaxPatients(30))}, "give one rule, or several joined by | and &"),
        ({"start_level": True}, "start_level = True: the design has levels 0 to 2"),
        ({"start_level": 1.5}, "start_level = 1.5: the design has levels 0 to 2"),
    ],
)
def test_what_is_no_part_of_a_protocol(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        Ruled(**{"design": Boin(0.3, 3)} | arguments)


def test_a_rule_calls_the_dose_what_the_design_calls_it() -> None:
    design = Ruled(Boin12(2, wait_for_response=False), stopping=MaxPatients(3))
    assert _answer(design, "1NNE").reason.endswith("stop, the optimal dose is level 1.")


def test_within_rules_a_design_is_what_it_was() -> None:
    pairs = ((1.0, 10.0), (1.0, 20.0), (2.0, 10.0), (2.0, 20.0))
    design = PoCrm((0.1, 0.2, 0.3, 0.4), 0.3, doses=pairs)
    ruled = Ruled(design)
    assert ruled.combinations == pairs
    assert ruled.below is design.below
    assert (ruled.derived, ruled.selects) == (design.derived, "MTD")
