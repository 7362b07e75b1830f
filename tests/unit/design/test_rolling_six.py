"""Rolling six, step by step; the rule at one level stands against a published grid in tests/golden."""

import pytest

from firstdose.design import MaxPatients, RollingSix, Ruled
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

SIX = RollingSix(3)


@pytest.mark.parametrize(
    ("outcomes", "action", "level", "reason"),
    [
        ("", "treat", 0, "No patient has been treated: start at level 1."),
        ("1P", "treat", 0, "1 patients at level 1, 0 with a DLT, 1 in the DLT window: treat another at level 1."),
        ("1NNN", "treat", 1, "3 patients at level 1, 0 with a DLT, 0 in the DLT window: go up to level 2."),
        ("1NNNNNP", "treat", 1, "6 patients at level 1, 0 with a DLT, 1 in the DLT window: go up to level 2."),
        (
            "1TNNPPP", "wait", 0,
            "Level 1 has had its six patients, and the 3 still in the DLT window could change the decision: wait.",
        ),
        (
            "1NNN 2TT", "treat", 0,
            "Level 2 is too toxic (2 of 2 patients had a DLT, two or more are too many): go down to level 1.",
        ),
        (
            "1NNN 2TTP 1P", "treat", 0,
            "4 patients at level 1, 0 with a DLT, 1 in the DLT window: treat another at level 1.",
        ),
        (
            "1NNN 2TT 1NN", "treat", 0,
            "5 patients at level 1, 0 with a DLT, and the level above is too toxic: treat level 1 again, up to six.",
        ),
        (
            "1NNN 2TT 1NNT", "stop", None,
            "1 of 6 patients at level 1 had a DLT and no higher level is open: stop, the MTD is level 1.",
        ),
        (
            "1NNN 2NNN 3NNN", "treat", 2,
            "Level 3 is the highest level, 3 patients, 0 with a DLT: treat it again, up to six.",
        ),
        (
            "1NNN 2NNN 3NNNNNP", "stop", None,
            "0 of 6 patients at level 3 had a DLT and no higher level is open: stop, the MTD is level 3.",
        ),
        (
            "1TT", "stop", None,
            "The lowest dose, level 1, is too toxic (2 of 2 patients had a DLT, two or more are too many): stop, no "
            "dose is the MTD.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, action: str, level: int | None, reason: str) -> None:
    answer = SIX.decide(Outcomes.parse(outcomes)).one()
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)
    assert answer.size == (1 if action == "treat" else 0)


def test_a_seventh_patient_counts_like_the_six() -> None:
    answer = SIX.decide(Outcomes.parse("1NNNNNN 2TT 1P")).one()  # at most one of them can have a DLT
    assert (answer.action, answer.mtd) == ("stop", 0)


def test_it_waits_at_the_level_below_too() -> None:
    answer = SIX.decide(Outcomes.parse("1NNNNPP 2TT")).one()
    assert (answer.action, answer.level) == ("wait", 1)
    assert answer.reason.startswith("Level 1 has had its six patients, and the 2 still in the DLT window could change")


@pytest.mark.parametrize(
    ("outcomes", "mtd"),
    [("1NNN 2TT", 0), ("1NNN 2NNN 3NNN", 2)],
)
def test_three_patients_are_enough_where_the_switches_are_off(outcomes: str, mtd: int) -> None:
    answer = RollingSix(3, top_up=False, expand_top=False).decide(Outcomes.parse(outcomes)).one()
    assert (answer.action, answer.mtd) == ("stop", mtd)


def test_a_trial_that_is_full_waits_for_its_pending_patients() -> None:
    design = Ruled(SIX, stopping=MaxPatients(6))
    assert design.decide(Outcomes.parse("1NNN 2NNP")).one().action == "wait"
    assert design.decide(Outcomes.parse("1NNN 2NNN")).one().mtd == 1


@pytest.mark.parametrize(
    ("outcomes", "mtd"),
    [("1NNN", 0), ("1NNP", -1), ("1NNNNNP", 0), ("1TNNNNP", -1), ("1TNNNNN 2NT", 0), ("1TNNNNN 2TT", 0), ("1TT", -1)],
)
def test_the_mtd_is_the_highest_level_that_is_safe_whatever_comes(outcomes: str, mtd: int) -> None:
    assert SIX.select(Outcomes.parse(outcomes)).tolist() == [mtd]


def test_a_design_without_levels_is_refused() -> None:
    with pytest.raises(DesignError, match="^n_levels = 0: a design needs at least one dose level"):
        RollingSix(0)
