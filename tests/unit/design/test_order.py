"""Levels in a row, and combinations of two drugs of which some cannot be compared."""

import numpy as np
import pytest

from firstdose.design.order import at_or_below, highest_within, upwards, within_a_step
from firstdose.types import Bool

ROW = np.arange(4)[:, None] < np.arange(4)  # a total order, written as a partial one
SQUARE = np.array([[0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]], np.bool_)  # (1,1) (1,2) (2,1) (2,2)


def _mask(*levels: int) -> Bool:
    return np.isin(np.arange(4), levels)[None, :]


def _levels(mask: Bool) -> list[int]:
    return np.flatnonzero(mask[0]).tolist()


@pytest.mark.parametrize("below", [None, ROW], ids=["in a row", "the same as an order"])
def test_in_a_row(below: Bool | None) -> None:
    assert _levels(upwards(_mask(2), below)) == [2, 3]
    assert _levels(upwards(_mask(), below)) == []
    assert _levels(at_or_below(np.array([2]), 4, below)) == [0, 1, 2]
    assert highest_within(_mask(0, 1, 3), np.array([2]), below).tolist() == [1]
    assert highest_within(_mask(3), np.array([2]), below).tolist() == [-1]
    assert _levels(within_a_step(_mask(1), below)) == [0, 1, 2]
    assert _levels(within_a_step(_mask(), below)) == [0, 1, 2, 3]


def test_toxicity_says_nothing_of_a_combination_that_cannot_be_compared() -> None:
    assert _levels(upwards(_mask(1), SQUARE)) == [1, 3]
    assert _levels(upwards(_mask(0), SQUARE)) == [0, 1, 2, 3]


def test_the_highest_permitted_is_sought_below_and_not_beside() -> None:
    assert highest_within(_mask(0, 1), np.array([2]), SQUARE).tolist() == [0]
    assert highest_within(_mask(0, 1, 2), np.array([3]), SQUARE).tolist() == [2]


def test_one_drug_rises_by_one_step_at_a_time() -> None:
    assert _levels(within_a_step(_mask(0), SQUARE)) == [0, 1, 2]
    assert _levels(within_a_step(_mask(1), SQUARE)) == [0, 1, 2, 3]  # level 0 lies below and so counts as reached
    assert _levels(within_a_step(_mask(), SQUARE)) == [0, 1, 2, 3]


def test_every_trial_has_its_own_answer() -> None:
    tried = np.concatenate([_mask(0), _mask()])
    assert within_a_step(tried, SQUARE).tolist() == [[True, True, True, False], [True] * 4]
    assert within_a_step(tried, None).tolist() == [[True, True, False, False], [True] * 4]


def test_a_level_with_none_below_it_is_always_within_a_step() -> None:
    below = np.array([[0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]], np.bool_)  # levels 0 and 1 are lowest
    assert _levels(within_a_step(_mask(0), below)) == [0, 1, 2, 3]
    assert _levels(within_a_step(_mask(1), below)) == [0, 1, 3]
