"""From estimates to a level."""

import numpy as np
import pytest

from firstdose.design.curve.crm_rule import incoherent, last_cohort, nearest
from firstdose.trial import Outcomes


@pytest.mark.parametrize(
    ("p", "level"),
    [
        ([0.1, 0.2, 0.4], 1),
        ([0.1, 0.2, 0.3], 1),  # equally near 0.25: the lower
        ([0.1, 0.15, 0.35], 1),  # so are these, though 0.35 - 0.25 comes out a little below 0.1
        ([0.1, 0.15, 0.2], 2),
        ([0.0, 0.0, 0.0], 2),  # none can be told from another, and none exceeds the target
        ([0.3, 0.4, 0.5], 0),
        ([0.25, 0.25, 0.25], 2),
        ([1.0, 1.0, 1.0], 0),
    ],
)
def test_the_level_nearest_the_target(p: list[float], level: int) -> None:
    assert nearest(np.array([p]), 0.25).tolist() == [level]


@pytest.mark.parametrize(
    ("open_levels", "level"), [([1, 1, 0], 1), ([1, 0, 1], 0), ([0, 0, 1], 2), ([1, 0, 0], 0), ([0, 0, 0], -1)]
)
def test_of_the_open_levels(open_levels: list[int], level: int) -> None:
    mask = np.array([open_levels], np.bool_)
    assert nearest(np.array([[0.1, 0.2, 0.5]]), 0.25, mask).tolist() == [level]


@pytest.mark.parametrize(
    ("text", "n", "dlt"),
    [("", 0, 0), ("1NNN", 3, 0), ("1TTT 2NT", 2, 1), ("1NNN 2NNT 1T", 1, 1), ("1NNN 1NNT", 3, 1)],
)
def test_the_last_cohort(text: str, n: int, dlt: int) -> None:
    assert [found.tolist() for found in last_cohort(Outcomes.parse(text))] == [[n], [dlt]]


def test_the_last_cohort_is_not_the_backfill_after_it() -> None:
    seen = Outcomes.of(level=[0, 1, 1, 0, -1], dlt=[0, 1, 0, 1, 0], cohort=[0, 1, 1, -1, 0])
    assert [found.tolist() for found in last_cohort(seen)] == [[2], [1]]


def test_without_cohorts_the_last_cohort_is_everybody_at_the_last_level() -> None:
    seen = Outcomes.of(level=[0, 1, 0], dlt=[0, 1, 1])
    assert [found.tolist() for found in last_cohort(seen)] == [[2], [1]]


@pytest.mark.parametrize(
    ("text", "held"), [("1NNNT", True), ("1NNNNT", False), ("1TTTT 1NNN", False), ("1NNN 2NTT", True), ("", False)]
)
def test_incoherent_is_a_last_cohort_with_a_share_of_dlts_from_the_target_on(text: str, held: bool) -> None:
    assert incoherent(Outcomes.parse(text), 0.25, coherent=True).rows.tolist() == [held]
    assert incoherent(Outcomes.parse(text), 0.25, coherent=False).rows.tolist() == [False]
