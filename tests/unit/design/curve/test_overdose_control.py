"""The level that comes next, from probabilities given outright."""

from dataclasses import dataclass

import numpy as np
import pytest

from firstdose.design.curve.overdose_control import ACROSS, DOWN, STAY, UP, NextBest, OverdoseControl, Told
from firstdose.types import F64, Bool

SQUARE = np.array([[0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]], np.bool_)
ALL = np.ones((1, 4), np.bool_)


@dataclass(frozen=True, eq=False)
class Fixed:
    """One state with these probabilities of under- and overdosing, and means, of four levels."""

    under: list[float]
    over: list[float]
    means: list[float]

    def below(self, cuts: tuple[float, ...]) -> F64:
        return np.array([[self.under], [[1 - each for each in self.over]]])[: len(cuts)]

    @property
    def mean(self) -> F64:
        return np.array([self.means])

    @property
    def sd(self) -> F64:
        return np.full((1, 4), 0.1)

    def quantile(self, share: float) -> F64:
        return np.full((1, 4), share)


def _control(rule: NextBest = "target") -> OverdoseControl:
    return OverdoseControl((0.16, 0.33), 0.25, rule)


AFTER = Fixed([0.9, 0.5, 0.5, 0.1], [0.05, 0.2, 0.2, 0.4], [0.05, 0.22, 0.21, 0.4])  # 0.05, 0.3, 0.3, 0.5 in the target


def test_the_lower_of_two_equally_promising_levels_is_taken() -> None:
    assert _control().select(AFTER, ALL).tolist() == [1]


@pytest.mark.parametrize(
    ("order", "level"), [(None, 2), (SQUARE, 1)], ids=["by number", "by the mean, where levels are no row"]
)
def test_the_highest_level(order: Bool | None, level: int) -> None:
    assert _control("highest").select(AFTER, ALL, order).tolist() == [level]
    hardly = Fixed([0.98, 0.97, 0.96, 0.1], [0.0, 0.0, 0.0, 0.9], AFTER.means)
    assert _control("target").select(hardly, ALL, order).tolist() == [level]  # none tells one from another


def test_nothing_open_is_no_level() -> None:
    assert _control().select(AFTER, ~ALL).tolist() == [-1]
    assert _control("highest").select(AFTER, ~ALL).tolist() == [-1]


@pytest.mark.parametrize(
    ("here", "order", "way"),
    [(0, None, UP), (1, None, STAY), (3, None, DOWN), (0, SQUARE, UP), (1, SQUARE, STAY), (3, SQUARE, DOWN),
     (2, SQUARE, ACROSS)],
)  # fmt: skip
def test_the_way_there_in_words(here: int, order: Bool | None, way: int) -> None:
    proposal = _control().propose(AFTER, np.array([here]), ALL, Told(order=order))
    assert (proposal.level.tolist(), proposal.cause.tolist()) == ([1], [way])
    told = ("go up to {at}.", "treat {at} again.", "go down to {at}.", "change to {at}.")[way]
    assert proposal.causes[way].endswith(f": {told}")


def test_what_a_design_adds_stands_in_every_sentence() -> None:
    told = Told(", none skipped", "there is {more}", {"more": np.ones((1, 4))})
    proposal = _control().propose(AFTER, np.array([0]), ALL, told)
    assert all(cause.startswith("{at} has") for cause in proposal.causes)
    assert all(cause.endswith("again. There is {more}.") for cause in proposal.causes[STAY : STAY + 1])
    assert all(", none skipped: " in cause for cause in proposal.causes)
    assert proposal.criterion.endswith("above 0.25; there is {more}")
    assert "more" in proposal.numbers


def test_ewoc_is_inclusive_and_levels_out_of_reach_are_passed_over() -> None:
    proposal = _control().propose(AFTER, np.array([0]), np.array([[True, False, True, True]]), Told())
    assert proposal.toxic.tolist() == [[False, False, False, True]]
    assert proposal.level.tolist() == [2]
    exact = Fixed([0.5] * 4, [0.25, 0.25 + 1e-12, 0.25 + 1e-8, 0.3], [0.1] * 4)
    assert _control().propose(exact, np.array([0]), ALL, Told()).toxic.tolist() == [[False, False, True, True]]
