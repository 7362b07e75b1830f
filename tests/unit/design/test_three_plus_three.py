"""3+3, sentence by sentence."""

import pytest

from firstdose.design import ThreePlusThree
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


@pytest.mark.parametrize(
    ("outcomes", "action", "level", "size", "mtd", "reason"),
    [
        ("", "treat", 0, 3, None, "No patient has been treated: start at level 1."),
        ("1NNN", "treat", 1, 3, None, "0 of 3 patients at level 1 had a DLT: go up to level 2."),
        ("1NNT", "treat", 0, 3, None, "1 of 3 patients at level 1 had a DLT: treat level 1 again, up to six patients."),
        ("1NNT 1NNN", "treat", 1, 3, None, "1 of 6 patients at level 1 had a DLT: go up to level 2."),
        ("1N", "treat", 0, 2, None, "1 patients at level 1, 0 with a DLT: complete the cohort."),
        ("1NNT 1N", "treat", 0, 2, None, "4 patients at level 1, 1 with a DLT: complete the cohort."),
        (
            "1NNN 2NTT", "treat", 0, 3, None,
            "Level 2 is too toxic (2 of 3 patients had a DLT, two or more are too many): go down to level 1.",
        ),
        (
            "1NNN 2NNT 2NNN 3TTN", "stop", None, 0, 1,
            "2 of 3 patients at level 3 had a DLT, too many: stop, the MTD is level 2.",
        ),
        (
            "1NNN 2NTT 1NNN", "stop", None, 0, 0,
            "0 of 6 patients at level 1 had a DLT and no higher level is open: stop, the MTD is level 1.",
        ),
        (
            "1NNN 2NTT 1NNT", "stop", None, 0, 0,
            "1 of 6 patients at level 1 had a DLT and no higher level is open: stop, the MTD is level 1.",
        ),
        (
            "1NNN 2NTT 1NTT", "stop", None, 0, None,
            "The lowest dose, level 1, is too toxic (2 of 6 patients had a DLT, two or more are too many): "
            "stop, no dose is the MTD.",
        ),
        (
            "1NTT", "stop", None, 0, None,
            "The lowest dose, level 1, is too toxic (2 of 3 patients had a DLT, two or more are too many): "
            "stop, no dose is the MTD.",
        ),
        (
            "1NNN 2NNN 3NNN", "treat", 2, 3, None,
            "Level 3 is the highest level, 0 DLTs among 3 patients: treat it again, up to six.",
        ),
        (
            "1NNN 2NNN 3NNN 3NNT", "stop", None, 0, 2,
            "1 of 6 patients at level 3 had a DLT and no higher level is open: stop, the MTD is level 3.",
        ),
        (
            "2TTN 1NNN", "treat", 0, 3, None,
            "At level 1 0 of 3 patients had a DLT and the level above is too toxic: treat it again, up to six.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(
    outcomes: str, action: str, level: int | None, size: int, mtd: int | None, reason: str
) -> None:
    answer = ThreePlusThree(3).decide(Outcomes.parse(outcomes)).one()
    assert (answer.action, answer.level, answer.size, answer.mtd, answer.reason) == (action, level, size, mtd, reason)


def test_without_top_up_three_patients_below_are_enough() -> None:
    answer = ThreePlusThree(3, top_up=False).decide(Outcomes.parse("1NNN 2NTT")).one()
    assert (answer.action, answer.mtd) == ("stop", 0)


def test_without_expansion_three_patients_at_the_top_are_enough() -> None:
    answer = ThreePlusThree(2, expand_top=False).decide(Outcomes.parse("1NNN 2NNN")).one()
    assert (answer.action, answer.mtd) == ("stop", 1)


@pytest.mark.parametrize("done", [1, 2, 4, 5])
@pytest.mark.parametrize("first", "NT")
def test_a_broken_cohort_is_completed_to_three_and_then_to_six(done: int, first: str) -> None:
    answer = ThreePlusThree(3).decide(Outcomes.parse(f"1{first}{'N' * (done - 1)}")).one()
    assert (answer.action, answer.level, answer.size) == ("treat", 0, 3 - done if done < 3 else 6 - done)


@pytest.mark.parametrize(
    ("n", "dlt", "mtd"),
    [
        ([0, 0, 0], [0, 0, 0], -1),
        ([2, 0, 0], [0, 0, 0], -1),
        ([3, 0, 0], [0, 0, 0], 0),
        ([3, 3, 0], [0, 1, 0], 0),
        ([3, 6, 0], [0, 1, 0], 1),
        ([3, 6, 3], [0, 1, 2], 1),
        ([6, 6, 6], [2, 0, 0], -1),
        ([3, 6, 3], [0, 2, 0], 0),  # toxic below: not the third
    ],
)
def test_the_mtd_if_the_trial_ended_now(n: list[int], dlt: list[int], mtd: int) -> None:
    current = max([level for level, treated in enumerate(n) if treated], default=0)
    assert ThreePlusThree(3).select(Outcomes.from_counts(n, dlt, current)).tolist() == [mtd]


def test_a_late_dlt_below_takes_the_levels_above_along() -> None:
    """The sentence is of the level with the DLTs, not of the innocent one above it."""
    answer = ThreePlusThree(3).decide(Outcomes.parse("1NNN 2TTN 3NNN")).one()
    assert answer.level == 0
    assert answer.reason.startswith("Level 2 is too toxic (2 of 3 patients had a DLT")
    assert [level.admissible for level in answer.levels] == [True, False, False]


def test_it_has_no_target_and_its_own_cohorts() -> None:
    design = ThreePlusThree(3)
    assert (design.target, design.own_cohorts) == (None, True)


@pytest.mark.parametrize("n_levels", [0, -1])
def test_a_design_without_levels_is_refused(n_levels: int) -> None:
    with pytest.raises(DesignError) as refused:
        ThreePlusThree(n_levels)
    assert str(refused.value).startswith(f"n_levels = {n_levels}: a design needs at least one dose level.")
