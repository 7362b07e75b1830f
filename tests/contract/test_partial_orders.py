"""What designs of combinations keep beside the contract of all designs, which they are under too."""

import numpy as np
import pytest
from hypothesis import given, settings
from tests.every_design import LEVELS, PARTIAL
from tests.outcomes import outcomes

from firstdose.design import Action, Design
from firstdose.design.order import within_a_step
from firstdose.trial import Outcomes
from firstdose.types import Bool

EVERY = pytest.mark.parametrize("design", PARTIAL.values(), ids=PARTIAL.keys())
moderate = settings(max_examples=25, deadline=None)


def _below(design: Design) -> Bool:
    assert design.below is not None
    return design.below


@EVERY
def test_the_numbers_of_the_levels_agree_with_their_order(design: Design) -> None:
    below = _below(design)
    assert not np.tril(below).any()
    assert np.array_equal(below, below | (below[:, :, None] & below[None, :, :]).any(axis=1))  # transitive


@EVERY
@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_no_level_is_more_than_a_step_from_every_level_treated(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    near = within_a_step((seen.level[:, :, None] == np.arange(LEVELS)).any(axis=1), _below(design))
    for trial in np.flatnonzero(decision.action == Action.TREAT):
        assert near[trial, decision.level[trial]]
