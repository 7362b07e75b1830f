"""The layers every design shares: start, exclusion, certainty."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from firstdose.design import Boin, Decision, Recommendation, ThreePlusThree
from firstdose.design.conclude import Proposal, conclude, mtd_of, when_certain
from firstdose.trial import Outcomes
from firstdose.types import I8


@dataclass(frozen=True)
class Plain:
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
    assert all(level.admissible for level in answer.levels)


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
    assert _answer(Plain(2, held)).reason == "The design would go higher, but every level above level 1 is too toxic."
    assert _answer(Plain(2, excluded), "1NNN 3NNT").reason == ("Level 2 is too toxic (so it is): go down to level 1.")
    answer = _answer(Plain(2, none), "1NTT")
    assert answer.reason == ("The lowest dose, level 1, is too toxic (so it is): stop, no dose is the MTD.")
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
        settled = ThreePlusThree(3).decide(Outcomes.parse("1NNN"))
        change = seen.dlt.any(axis=1) if not seen.pending.any() else np.array([False])
        return replace(settled, **{name: (getattr(settled, name) + change).astype(np.int8)})

    assert when_certain(decide, Outcomes.parse("1NNP")).one().action == "wait"
    assert when_certain(decide, Outcomes.parse("1NNN")).one().action == "treat"
