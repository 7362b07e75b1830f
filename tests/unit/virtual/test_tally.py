"""What is counted over trials, and that parts of them add up."""

import numpy as np
import pytest

from firstdose.trial import Outcomes
from firstdose.virtual.runner import Trials
from firstdose.virtual.tally import Aim, PairTally, Tally, nearest

TRUE = np.array([0.1, 0.3, 0.5])
AIM = Aim.of(TRUE, 0.3)
TEXT = ("1NNN 2NNTNNN", "1NNN 2NNTNNTNNN 3TTN", "1NNTNNN 2TTN", "1TTT", "1NNN 2NNN 3NNTNNN")


def _trials(rows: slice = slice(None)) -> Trials:
    many = [Outcomes.parse(text) for text in TEXT][rows]
    width = max(one.level.shape[1] for one in many)

    def filled(name: str, empty: float) -> list[list[float]]:
        return [[*getattr(one, name)[0].tolist(), *[empty] * (width - one.level.shape[1])] for one in many]

    seen = Outcomes.of(level=filled("level", -1), dlt=filled("dlt", 0), cohort=filled("cohort", 0))
    days, mtd = np.array([100.0, 200.0, 100.0, 50.0, 150.0]), np.array([1, 1, 0, -1, 2], np.int8)
    return Trials(seen, mtd[rows], days[rows])


def _told(tally: Tally) -> tuple[object, ...]:
    sums = {name: (one.total.tolist(), one.squares.tolist()) for name, one in tally.sums.items()}
    return tally.trials, tally.selected.tolist(), tally.correct, tally.too_high, sums


def test_five_trials_by_hand() -> None:
    tally = Tally.of(_trials(), AIM)
    assert (tally.trials, tally.selected.tolist(), tally.correct, tally.too_high) == (5, [1, 1, 2, 1], 2, 1)
    assert tally.sums["n"].total.tolist() == [18, 21, 9]
    assert tally.sums["dlt"].total.tolist() == [4, 5, 3]
    assert tally.sums["patients"].total.tolist() == [48]
    assert tally.sums["patients"].squares.tolist() == [9**2 + 15**2 + 9**2 + 3**2 + 12**2]
    assert tally.sums["overdosed"].total.tolist() == [9]
    assert tally.sums["backfilled"].total.tolist() == [0]
    assert tally.sums["duration"].mean(5)[0] == 120 * 2**20


@pytest.mark.parametrize("cut", [1, 2, 4])
def test_parts_add_up_to_the_whole(cut: int) -> None:
    both = Tally.of(_trials(slice(None, cut)), AIM) + Tally.of(_trials(slice(cut, None)), AIM)
    assert _told(both) == _told(Tally.of(_trials(), AIM))


def test_patients_beside_the_cohorts_are_counted_among_all_and_apart() -> None:
    seen = Outcomes.of(level=[[1, 0, 0], [1, -1, -1]], dlt=[[0, 1, 0], [0, 0, 0]], cohort=[[0, -1, -1], [0, 0, -1]])
    tally = Tally.of(Trials(seen, np.array([1, 1], np.int8), np.zeros(2)), AIM)
    assert tally.sums["backfilled"].total.tolist() == [2]
    assert (tally.sums["n"].total.tolist(), tally.sums["dlt"].total.tolist()) == ([2, 2, 0], [1, 0, 0])


def test_overdosed_is_above_the_target_and_not_at_it() -> None:
    assert AIM.overdose.tolist() == [False, False, True]
    assert Aim.of(np.array([0.1, 0.1 + 0.2, 0.5]), 0.3).overdose.tolist() == [False, False, True]
    assert Aim.of(TRUE, 0.29).overdose.tolist() == [False, True, True]


def test_a_truth_of_its_own_for_each_trial() -> None:
    each = np.array([[0.1, 0.3, 0.5], [0.3, 0.5, 0.6], [0.05, 0.1, 0.3], [0.1, 0.3, 0.5], [0.1, 0.2, 0.3]])
    aim = Aim.of(each, 0.3)
    assert aim.correct.tolist() == [1, 0, 2, 1, 2]
    tally = Tally.of(_trials(), aim)
    assert (tally.correct, tally.too_high) == (2, 1)
    assert tally.sums["overdosed"].total.tolist() == [0 + 12 + 0 + 0 + 0]


def test_another_level_may_be_the_correct_one() -> None:
    tally = Tally.of(_trials(), Aim.of(TRUE, 0.3, correct=0))
    assert (tally.correct, tally.too_high) == (1, 3)


def test_pairs_of_trials_add_up() -> None:
    a, b = np.array([1, 1, 0, 0, 1, 1], np.bool_), np.array([1, 0, 0, 1, 0, 0], np.bool_)
    pair = PairTally.of(a[:2], b[:2]) + PairTally.of(a[2:], b[2:])
    paired = a.astype(int) - b
    assert pair == PairTally(6, 3, 1)
    assert pair.mean == pytest.approx(paired.mean())
    assert pair.se == pytest.approx(paired.std() / np.sqrt(6))
    assert PairTally(6, 6, 0).se == 0


@pytest.mark.parametrize(
    ("p", "target", "level"),
    [([0.1, 0.3, 0.5], 0.3, 1), ([0.2, 0.4], 0.3, 0), ([0.1, 0.1, 0.6], 0.3, 0), ([0.5, 0.6], 0.3, 0), ([0.0], 0.9, 0)],
)
def test_the_nearest_level_is_the_lower_of_equals(p: list[float], target: float, level: int) -> None:
    assert nearest(np.array(p), target) == level
    assert nearest(np.array([p, p]), target).tolist() == [level, level]
