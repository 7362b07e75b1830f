"""Operating characteristics of five trials, by hand."""

import json
from math import sqrt

import numpy as np
import pytest

from firstdose.design import Boin
from firstdose.virtual import simulate_design
from firstdose.virtual.characteristics import Tally, characteristics, nearest, selections

TALLY = Tally(
    mtd=np.array([1, 1, 0, -1, 2], np.int8),
    n=np.array([[3, 6, 0], [3, 9, 3], [6, 3, 0], [3, 0, 0], [3, 3, 6]]),
    dlt=np.array([[0, 1, 0], [0, 2, 2], [1, 2, 0], [3, 0, 0], [0, 0, 1]]),
    duration_days=np.array([100.0, 200.0, 100.0, 50.0, 150.0]),
)
TRUE = np.array([0.1, 0.3, 0.5])
ANSWER = characteristics("boin", TALLY, TRUE, 0.3, (1.2, 1.6, 2.4), timed=True)


def test_shares_and_means_are_a_trials() -> None:
    assert [one.selected for one in ANSWER.levels] == pytest.approx([0.2, 0.4, 0.2])
    assert [one.patients_mean for one in ANSWER.levels] == pytest.approx([3.6, 4.2, 1.8])
    assert [one.dlt_mean for one in ANSWER.levels] == pytest.approx([0.8, 1.0, 0.6])
    assert [one.selected_se**2 * 5 for one in ANSWER.levels] == pytest.approx([0.2 * 0.8, 0.4 * 0.6, 0.2 * 0.8])
    assert (ANSWER.none_selected, ANSWER.patients_mean, ANSWER.duration_days_mean) == pytest.approx((0.2, 9.6, 120.0))
    assert ANSWER.correct.tolist() == [True, True, False, False, False]


def test_what_is_correct_and_how_often_it_is_selected() -> None:
    assert ANSWER.correct_level == 1
    assert ANSWER.correct_share == pytest.approx(0.4)
    assert ANSWER.correct_se**2 * 5 == pytest.approx(0.4 * 0.6)
    assert ANSWER.too_high_share == pytest.approx(0.2)
    assert ANSWER.duration_months_mean == pytest.approx(120 / 30.4375)
    assert characteristics("boin", TALLY, TRUE, 0.3, None, timed=False).duration_months_mean is None


def test_overdosed_is_above_the_target_and_not_at_it() -> None:
    assert ANSWER.overdosed_patients_mean == pytest.approx(9 / 5)
    lower = characteristics("boin", TALLY, TRUE, 0.29, None, timed=False)
    assert lower.overdosed_patients_mean == pytest.approx((9 + 21) / 5)
    hair = characteristics("boin", TALLY, np.array([0.1, 0.1 + 0.2, 0.5]), 0.3, None, timed=False)
    assert hair.overdosed_patients_mean == ANSWER.overdosed_patients_mean


def test_without_doses_and_clock_there_are_none() -> None:
    bare = characteristics("boin", TALLY, TRUE, 0.3, None, timed=False).to_dict()
    assert bare["duration_days_mean"] is None
    assert [one["dose"] for one in bare["levels"]] == [None] * 3


def test_the_promised_json() -> None:
    told = ANSWER.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == [
        "design", "trials", "target", "levels", "none_selected", "patients_mean", "overdosed_patients_mean",
        "duration_days_mean",
    ]  # fmt: skip
    assert [list(one) for one in told["levels"]] == 3 * [
        ["level", "dose", "true_dlt", "selected", "selected_se", "patients_mean", "dlt_mean"]
    ]
    assert [one["level"] for one in told["levels"]] == [1, 2, 3]


def test_shares_of_levels_and_of_none_add_up_to_one() -> None:
    answer = simulate_design(Boin(0.3, 3), [0.2, 0.4, 0.6], trials=500)
    assert sum(one.selected for one in answer.levels) + answer.none_selected == pytest.approx(1, abs=1e-12)
    assert sum(one.patients_mean or 0 for one in answer.levels) == pytest.approx(answer.patients_mean)


def test_the_standard_error_is_the_spread_between_runs() -> None:
    """100 runs of 200 trials: their spread is the standard error, which 100 runs tell to 1 / sqrt(200)."""
    runs = [simulate_design(Boin(0.3, 3), [0.1, 0.3, 0.5], 3, 12, trials=200, seed=seed) for seed in range(100)]
    for level in range(3):
        spread = np.std([run.levels[level].selected for run in runs], ddof=1)
        stated = np.mean([run.levels[level].selected_se for run in runs])
        assert abs(spread / stated - 1) < 4 / sqrt(200)


@pytest.mark.parametrize(
    ("p", "target", "level"),
    [([0.1, 0.3, 0.5], 0.3, 1), ([0.2, 0.4], 0.3, 0), ([0.1, 0.1, 0.6], 0.3, 0), ([0.5, 0.6], 0.3, 0), ([0.0], 0.9, 0)],
)
def test_the_nearest_level_is_the_lower_of_equals(p: list[float], target: float, level: int) -> None:
    assert nearest(np.array(p), target) == level
    assert nearest(np.array([p, p]), target).tolist() == [level, level]


def test_chunks_are_joined_in_order() -> None:
    parts = [Tally(*(getattr(TALLY, name)[rows] for name in ("mtd", "n", "dlt", "duration_days")))
             for rows in (slice(0, 2), slice(2, 5))]  # fmt: skip
    joined = Tally.join(parts)
    assert (
        characteristics("boin", joined, TRUE, 0.3, None, True).to_dict()
        == characteristics("boin", TALLY, TRUE, 0.3, None, True).to_dict()
    )


def test_a_method_that_treats_nobody_has_no_means() -> None:
    only = selections(np.array([0], np.int8), np.array([0.2]), None)[0]
    assert (only.selected, only.selected_se, only.patients_mean, only.dlt_mean) == (1.0, 0.0, None, None)
