"""What every design of combinations keeps, for the one whose decisions take a tenth of a second: on a few trials."""

import re

import numpy as np
import pytest

from firstdose.design import Action, Cohorts, ComboBlrm, Design, EnoughAt, MaxPatients, NoSkipping, Ruled
from firstdose.design.order import upwards, within_a_step
from firstdose.trial import Outcomes

PLAIN = ComboBlrm((1.0, 2.0), (10.0, 20.0), 4.0, 40.0)
RULED = Ruled(PLAIN, (NoSkipping(),), MaxPatients(9) | EnoughAt(6), Cohorts(3, 9))
FIELDS = ("action", "level", "size", "mtd", "about", "admissible")
SEEN = Outcomes.of(
    level=[[0, 0, 0, -1, -1, -1], [0, 0, 0, 1, 1, 1], [0, 0, 0, 2, 2, 2], [0, 0, 0, 2, 1, 3], [0, 0, 0, -1, -1, -1]],
    dlt=[[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0]],
    cohort=[[0, 0, 0, 1, 1, 1]] * 5,
)
EVERY = pytest.mark.parametrize("design", [PLAIN, RULED], ids=["combo-blrm", "combo-blrm, ruled"])


@EVERY
def test_a_row_of_a_batch_is_the_single_trial_and_the_same_every_time(design: Design) -> None:
    batch, mtd = design.decide(SEEN), design.select(SEEN)
    for trial in range(len(SEEN)):
        alone = design.decide(SEEN[trial])
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(batch, name)[trial], getattr(alone, name)[0], err_msg=name)
        for name in ("p_under", "p_target", "p_over", "p_dlt_mean", "n", "dlt"):
            np.testing.assert_array_equal(batch.numbers[name][trial], alone.numbers[name][0], err_msg=name)
        assert mtd[trial] == design.select(SEEN[trial])[0]


@EVERY
def test_no_combination_is_given_that_is_excluded_or_more_than_a_step_away(design: Design) -> None:
    decision, below = design.decide(SEEN), PLAIN.below
    near = within_a_step((SEEN.level[:, :, None] == np.arange(4)).any(axis=1), below)
    for trial in np.flatnonzero(decision.action == Action.TREAT):
        assert decision.admissible[trial, decision.level[trial]]
        assert near[trial, decision.level[trial]]
    np.testing.assert_array_equal(~decision.admissible, upwards(~decision.admissible, below))


@EVERY
def test_every_decision_explains_itself(design: Design) -> None:
    decision = design.decide(SEEN)
    for trial in range(len(decision)):
        answer = decision[trial]
        assert re.fullmatch(r"[A-Z0-9].*\.", answer.reason), answer.reason
        assert not re.search(r"[{}]|nan|None|inf\b|  ", answer.reason), answer.reason
        if answer.action == "treat":
            assert f"evel {(answer.level or 0) + 1}" in answer.reason


def test_a_trial_waits_where_its_pending_patients_could_change_the_decision() -> None:
    seen = Outcomes.parse("1NNN 2NPP")
    assert PLAIN.decide(seen).one().action == "wait"
    assert PLAIN.decide(Outcomes.parse("1TTP")).one().action == "stop"


def test_every_trial_ends_by_the_maximum_of_patients() -> None:
    full = Outcomes.of(level=[[0, 0, 0, 1, 1, 1, 2, 2, 2]], dlt=[[0] * 9], cohort=[[0, 0, 0, 1, 1, 1, 2, 2, 2]])
    assert RULED.decide(full).one().action == "stop"
