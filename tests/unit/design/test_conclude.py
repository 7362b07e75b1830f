"""The layers every design shares: start, exclusion."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from firstdose.design import DesignDefaults, Recommendation
from firstdose.design.conclude import Proposal, conclude, mtd_of
from firstdose.trial import Outcomes
from firstdose.types import I8


@dataclass(frozen=True)
class Plain(DesignDefaults):
    """Wants one level always, and holds some levels for toxic."""

    wants: int
    toxic: tuple[bool, ...]
    stop: bool = False
    n_levels: int = 3

    def propose(self, seen: Outcomes) -> Proposal:
        """The same whatever was seen."""
        trials = len(seen)
        return Proposal(
            level=np.full(trials, self.wants),
            size=np.full(trials, 3),
            stop=np.full(trials, self.stop),
            toxic=np.tile(self.toxic, (trials, 1)),
            verdict="is bad",
            criterion="so it is",
            about=np.full(trials, self.wants),
            cause=np.zeros(trials, np.int64),
            causes=("I want {next}, the MTD is {mtd}.",),
            numbers={"p_over": np.full((trials, 3), 0.5)},
        )

    def select(self, seen: Outcomes) -> I8:
        """The second level."""
        return np.full(len(seen), 1, np.int8)


def _answer(design: Plain, outcomes: str = "1NNN") -> Recommendation:
    return conclude(design, Outcomes.parse(outcomes)).one()


def test_the_first_patients_start_at_the_lowest_level_whatever_the_design_wants() -> None:
    answer = _answer(Plain(2, (True, True, True), stop=True), "")
    assert (answer.action, answer.level, answer.reason) == (
        "treat",
        0,
        "No patient has been treated: start at level 1.",
    )
    assert [level.admissible for level in answer.levels] == [True, False, False]  # somebody has to be first


@pytest.mark.parametrize(
    ("toxic", "level", "admissible"),
    [
        ((False, False, False), 2, [True, True, True]),
        ((False, False, True), 1, [True, True, False]),
        ((False, True, False), 0, [True, False, False]),  # and everything above it
    ],
)
def test_a_toxic_level_excludes_those_above(toxic: tuple[bool, ...], level: int, admissible: list[bool]) -> None:
    answer = _answer(Plain(2, toxic))
    assert (answer.level, [one.admissible for one in answer.levels]) == (level, admissible)


def test_three_ways_of_being_held_back_are_three_sentences() -> None:
    held, excluded, none = ((False, True, True), (False, True, True), (True, False, False))
    assert _answer(Plain(2, held)).reason == "The design would go higher, but every level above level 1 is bad."
    assert _answer(Plain(2, excluded), "1NNN 3NNT").reason == ("Level 2 is bad (so it is): go down to level 1.")
    answer = _answer(Plain(2, none), "1NTT")
    assert answer.reason == ("The lowest dose, level 1, is bad (so it is): stop, no dose is the MTD.")
    assert (answer.action, answer.level, answer.size, answer.mtd) == ("stop", None, 0, None)


def test_a_design_at_its_own_end_names_an_mtd() -> None:
    answer = _answer(Plain(2, (False, False, True), stop=True))
    assert (answer.action, answer.level, answer.mtd) == ("stop", None, 1)
    assert answer.reason == "I want no dose, the MTD is level 2."


def test_a_toxic_lowest_dose_has_the_last_word_over_an_mtd() -> None:
    assert _answer(Plain(2, (True, False, False), stop=True)).mtd is None


def test_mtds_of_stopped_trials_alone() -> None:
    seen = Outcomes.of(level=[[0], [0]], dlt=False)
    assert mtd_of(Plain(0, ()).select, seen, np.array([False, True])).tolist() == [-1, 1]
    assert mtd_of(Plain(0, ()).select, seen, np.array([False, False])).tolist() == [-1, -1]


@dataclass(frozen=True)
class Asking(Plain):
    """Waits, and has a level that is futile and levels open to backfill."""

    def propose(self, seen: Outcomes) -> Proposal:
        """As before, and these."""
        return replace(
            super().propose(seen),
            wait=np.full(len(seen), True),
            waiting="I know too little of {at}.",
            futile=np.tile([True, False, False], (len(seen), 1)),
            backfill=np.full((len(seen), 3), True),
        )


def test_a_design_may_wait_and_says_why() -> None:
    answer = _answer(Asking(1, (False, False, False)), "1NNN")
    assert (answer.action, answer.level, answer.size) == ("wait", 0, 0)
    assert answer.reason == "I know too little of level 2."
    assert _answer(Asking(1, (False, False, False)), "").action == "treat"


def test_a_futile_level_is_not_admissible_and_says_nothing_of_those_above() -> None:
    answer = _answer(Asking(1, (False, False, True)), "1NNN")
    assert [level.admissible for level in answer.levels] == [False, True, False]


def test_levels_open_to_backfill_are_safe_ones_of_a_trial_that_goes_on() -> None:
    assert _answer(Asking(1, (False, False, True)), "1NNN").backfill == (0, 1)
    stopped = _answer(Asking(1, (False, False, False), stop=True), "1NNN")
    assert (stopped.action, stopped.backfill) == ("stop", ())
    assert _answer(Plain(1, (False, False, False)), "1NNN").backfill is None
