"""What every design of combinations keeps: the contract of all designs, with a partial order in place of the row."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from tests.every_design import LEVELS, MAX_PATIENTS, PARTIAL
from tests.outcomes import completions, every_path, outcomes

from firstdose.design import Action, Decision, Design, Ruled
from firstdose.design.order import upwards, within_a_step
from firstdose.trial import Outcomes
from firstdose.types import Bool

EVERY = pytest.mark.parametrize("design", PARTIAL.values(), ids=PARTIAL.keys())
moderate = settings(max_examples=25, deadline=None)
FIELDS = ("action", "level", "size", "mtd", "about", "admissible")


def _below(design: Design) -> Bool:
    assert design.below is not None
    return design.below


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_a_row_of_a_batch_is_the_single_trial(design: Design, seen: Outcomes) -> None:
    batch, mtd = design.decide(seen), design.select(seen)
    for trial in range(len(seen)):
        alone = design.decide(seen[trial])
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(batch, name)[trial], getattr(alone, name)[0], err_msg=name)
        for name in alone.numbers:
            np.testing.assert_array_equal(batch.numbers[name][trial], alone.numbers[name][0], err_msg=name)
        assert batch[trial] == alone.one()
        assert mtd[trial] == design.select(seen[trial])[0]


@EVERY
def test_the_numbers_of_the_levels_agree_with_their_order(design: Design) -> None:
    below = _below(design)
    assert not np.tril(below).any()
    assert np.array_equal(below, below | (below[:, :, None] & below[None, :, :]).any(axis=1))  # transitive


@EVERY
@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_no_level_is_given_that_is_excluded_and_exclusion_holds_upwards(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    for trial in np.flatnonzero(decision.action == Action.TREAT):
        assert decision.admissible[trial, decision.level[trial]]
    started = seen.treated.any(axis=1)
    excluded = ~decision.admissible[started]
    np.testing.assert_array_equal(excluded, upwards(excluded, _below(design)))


@EVERY
@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_no_level_is_more_than_a_step_from_every_level_treated(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    near = within_a_step((seen.level[:, :, None] == np.arange(LEVELS)).any(axis=1), _below(design))
    for trial in np.flatnonzero(decision.action == Action.TREAT):
        assert near[trial, decision.level[trial]]


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_every_decision_explains_itself(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    for trial in range(len(decision)):
        answer = decision[trial]
        assert re.fullmatch(r"[A-Z0-9].*\.", answer.reason), answer.reason
        assert not re.search(r"[{}]|nan|None|inf\b|  ", answer.reason), answer.reason
        if answer.action == "treat":
            assert f"evel {(answer.level or 0) + 1}" in answer.reason
        elif answer.action == "wait":
            assert answer.reason.endswith("could change the decision: wait.")


@EVERY
@moderate
@given(seen=outcomes(LEVELS, trials=1))
def test_a_trial_waits_exactly_when_its_pending_patients_could_change_the_decision(
    design: Design, seen: Outcomes
) -> None:
    answer, possible = design.decide(seen), design.decide(completions(seen))
    told = {tuple(getattr(possible, name)[way] for name in FIELDS[:4]) for way in range(len(possible))}
    assert (answer.action[0] == Action.WAIT) == (len(told) > 1)


@EVERY
def test_every_trial_ends_by_the_maximum_of_patients(design: Design) -> None:
    most = MAX_PATIENTS if isinstance(design, Ruled) else None

    def look(seen: Outcomes, decision: Decision) -> None:
        n, treat = seen.treated.sum(axis=1), decision.action == Action.TREAT
        assert np.all(decision.size[treat] > 0)
        if most is not None:
            assert np.all(n[treat] + decision.size[treat] <= most)
            assert np.all(decision.action[n >= most] == Action.STOP)

    every_path(design, 4, look)
