"""Operating characteristics of five trials, by hand."""

import json
from math import sqrt
from typing import Any

import numpy as np
import pytest

from firstdose.design import Boin
from firstdose.types import F64
from firstdose.virtual import simulate_design
from firstdose.virtual.characteristics import OperatingCharacteristics as Answer
from firstdose.virtual.characteristics import characteristics
from firstdose.virtual.sums import Sums, in_whole_units
from firstdose.virtual.tally import Aim, Tally

N = np.array([[3, 6, 0], [3, 9, 3], [6, 3, 0], [3, 0, 0], [3, 3, 6]])
DLT = np.array([[0, 1, 0], [0, 2, 2], [1, 2, 0], [3, 0, 0], [0, 0, 1]])
DAYS = np.array([100.0, 200.0, 100.0, 50.0, 150.0])
MTD = np.array([1, 1, 0, -1, 2], np.int8)
TRUE = np.array([0.1, 0.3, 0.5])


def _answer(target: float = 0.3, true: F64 = TRUE, timed: bool = True, beside: int = 0, **more: Any) -> Answer:
    aim, zero = Aim.of(true, target, more.pop("correct", None)), np.zeros((5, 1), np.int64)
    over = (N * aim.overdose).sum(axis=1, keepdims=True)
    numbers = {"n": N, "dlt": DLT, "response": DLT, "patients": N.sum(axis=1, keepdims=True), "overdosed": over}
    numbers |= {"dlts": DLT.sum(axis=1, keepdims=True), "backfilled": zero + beside}
    numbers |= {"duration": in_whole_units(DAYS)[:, None]}
    tally = Tally.of_selections(MTD, aim, {name: Sums.of(values) for name, values in numbers.items()})
    return characteristics("boin", tally, aim, more.pop("doses", (1.2, 1.6, 2.4)), timed, **more)


ANSWER = _answer()


def test_shares_and_means_are_a_trials() -> None:
    assert [one.selected for one in ANSWER.levels] == pytest.approx([0.2, 0.4, 0.2])
    assert [one.patients_mean for one in ANSWER.levels] == pytest.approx([3.6, 4.2, 1.8])
    assert [one.dlt_mean for one in ANSWER.levels] == pytest.approx([0.8, 1.0, 0.6])
    assert [one.selected_se**2 * 5 for one in ANSWER.levels] == pytest.approx([0.2 * 0.8, 0.4 * 0.6, 0.2 * 0.8])
    assert (ANSWER.none_selected, ANSWER.patients_mean, ANSWER.duration_days_mean) == pytest.approx((0.2, 9.6, 120.0))


def test_means_have_their_errors() -> None:
    for level, one in enumerate(ANSWER.levels):
        assert one.patients_se == pytest.approx(N[:, level].std() / sqrt(5))
        assert one.dlt_se == pytest.approx(DLT[:, level].std() / sqrt(5))
    assert ANSWER.patients_se == pytest.approx(N.sum(axis=1).std() / sqrt(5))
    assert (ANSWER.dlt_mean, ANSWER.dlt_se) == pytest.approx((2.4, DLT.sum(axis=1).std() / sqrt(5)))
    assert ANSWER.overdosed_patients_se == pytest.approx(N[:, 2].std() / sqrt(5))
    assert ANSWER.duration_days_se == pytest.approx(DAYS.std() / sqrt(5))


def test_what_is_correct_and_how_often_it_is_selected() -> None:
    assert ANSWER.correct_level == 1
    assert ANSWER.correct_share == pytest.approx(0.4)
    assert ANSWER.correct_se**2 * 5 == pytest.approx(0.4 * 0.6)
    assert ANSWER.too_high_share == pytest.approx(0.2)
    assert ANSWER.duration_months_mean == pytest.approx(120 / 30.4375)
    assert _answer(timed=False).duration_months_mean is None


def test_another_level_may_be_named_correct() -> None:
    named = _answer(correct=2)
    assert (named.correct_level, named.correct_share, named.too_high_share) == (2, 0.2, 0)
    assert named.to_dict()["correct_level"] == 3


def test_overdosed_is_above_the_target_and_not_at_it() -> None:
    assert ANSWER.overdosed_patients_mean == pytest.approx(9 / 5)
    assert _answer(0.29).overdosed_patients_mean == pytest.approx((9 + 21) / 5)
    hair = _answer(true=np.array([0.1, 0.1 + 0.2, 0.5]))
    assert hair.overdosed_patients_mean == ANSWER.overdosed_patients_mean


def test_without_doses_and_clock_there_are_none() -> None:
    bare = _answer(timed=False, doses=None).to_dict()
    assert (bare["duration_days_mean"], bare["duration_days_se"]) == (None, None)
    assert [one["dose"] for one in bare["levels"]] == [None] * 3


def test_the_promised_json() -> None:
    told = ANSWER.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == [
        "design", "trials", "target", "levels", "none_selected", "patients_mean", "overdosed_patients_mean",
        "duration_days_mean", "correct_level", "patients_se", "dlt_mean", "dlt_se", "overdosed_patients_se",
        "duration_days_se",
    ]  # fmt: skip
    assert [list(one) for one in told["levels"]] == 3 * [
        ["level", "dose", "true_dlt", "selected", "selected_se", "patients_mean", "dlt_mean", "patients_se", "dlt_se"]
    ]
    assert [one["level"] for one in told["levels"]] == [1, 2, 3]
    assert told["correct_level"] == 2


def test_responses_and_backfill_are_told_where_there_are_any() -> None:
    told = _answer(true_response=np.array([0.2, 0.3, 0.4]), beside=2).to_dict()
    assert [one["true_response"] for one in told["levels"]] == [0.2, 0.3, 0.4]
    assert [one["response_mean"] for one in told["levels"]] == pytest.approx([0.8, 1.0, 0.6])
    assert told["levels"][0]["response_se"] == pytest.approx(DLT[:, 0].std() / sqrt(5))
    assert (told["backfill_patients_mean"], told["backfill_patients_se"]) == (2.0, 0.0)


def test_shares_of_levels_and_of_none_add_up_to_one() -> None:
    answer = simulate_design(Boin(0.3, 3), [0.2, 0.4, 0.6], trials=500)
    assert sum(one.selected for one in answer.levels) + answer.none_selected == pytest.approx(1, abs=1e-12)
    assert sum(one.patients_mean or 0 for one in answer.levels) == pytest.approx(answer.patients_mean)


def test_the_standard_error_is_the_spread_between_runs() -> None:
    """50 runs of 200 trials: their spread is the standard error, which 50 runs tell to 1 / sqrt(100)."""
    runs = [simulate_design(Boin(0.3, 3), [0.1, 0.3, 0.5], 3, 12, trials=200, seed=seed) for seed in range(50)]
    for level in range(3):
        for name, error in (("selected", "selected_se"), ("patients_mean", "patients_se"), ("dlt_mean", "dlt_se")):
            spread = np.std([getattr(run.levels[level], name) for run in runs], ddof=1)
            stated = np.mean([getattr(run.levels[level], error) for run in runs])
            assert abs(spread / stated - 1) < 4 / sqrt(100)


def test_a_method_that_treats_nobody_has_no_means() -> None:
    aim = Aim.of(np.array([0.2, 0.4]), 0.3)
    answer = characteristics("optimal", Tally.of_selections(np.array([0], np.int8), aim), aim, None, timed=True)
    only = answer.levels[0]
    assert (only.selected, only.selected_se, only.patients_mean, only.dlt_mean) == (1.0, 0.0, None, None)
    assert (answer.patients_mean, answer.patients_se) == (0.0, None)
    assert (answer.duration_days_mean, answer.backfill_patients_mean) == (None, None)
