"""Kaplan-Meier estimates at their edges."""

import warnings

import numpy as np
import polars as pl
import pytest

from firstdose.analysis.survival import follow_up_of, kaplan_meier, log_rank, survival_of, survival_summary
from firstdose.errors import DataError

TIMES, CNSR = [2.0, 3, 3, 5, 7, 8], [0, 0, 1, 1, 0, 1]


@pytest.mark.parametrize(("ours", "scipys"), [("log-log", "log-log"), ("plain", "linear")])
def test_limits_are_those_of_scipy(ours: str, scipys: str) -> None:
    from scipy.stats import CensoredData, ecdf

    times, cnsr = np.array(TIMES), np.array(CNSR)
    sample = CensoredData(uncensored=times[cnsr == 0], right=times[cnsr == 1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ecdf(sample).sf.confidence_interval(0.9, method=scipys)  # type: ignore[arg-type]
    curve = kaplan_meier(TIMES, CNSR, level=0.9, interval=ours)["All"]  # type: ignore[arg-type]
    for name in ("low", "high"):
        np.testing.assert_allclose(getattr(curve, name), getattr(found, name).probabilities, rtol=1e-12)


def test_the_median_lies_between_two_events_where_the_curve_is_flat_at_a_half() -> None:
    assert kaplan_meier([1, 2, 4, 6], [0, 0, 0, 0])["All"].median.estimate == 3.0


def test_a_curve_that_ends_at_a_half_has_its_median_there() -> None:
    assert kaplan_meier([1, 2, 4, 6], [0, 0, 1, 1])["All"].median.estimate == 2.0


def test_nobody_with_the_event() -> None:
    curve = kaplan_meier([3, 5], [1, 1])["All"]
    assert (curve.median.estimate, curve.median.reason) == (None, "not reached: 0 events among 2 subjects")
    (row,) = curve.at([4]).rows(named=True)
    assert (row["survival"], row["low"], row["high"], row["at_risk"]) == (1.0, 1.0, 1.0, 1)


def test_a_single_subject() -> None:
    curve = kaplan_meier([3], [0])["All"]
    assert (curve.median.estimate, curve.median.low, curve.median.high) == (3.0, None, None)
    assert curve.at([2, 9])["survival"].to_list() == [1.0, 0.0]
    assert curve.at([9])["reason"].to_list() == ["nobody is left without the event: no interval"]


def test_no_subject() -> None:
    curve = kaplan_meier([], [])["All"]
    assert curve.median.reason == "no subjects"
    assert curve.at([1]).rows(named=True)[0]["reason"] == "no subjects"
    assert curve.steps()["at_risk"].to_list() == [0]
    assert survival_summary({"All": curve})["n"].to_list() == [0, 0, 0]


def test_after_the_last_censoring_there_is_no_estimate() -> None:
    last, row = kaplan_meier(TIMES, CNSR)["All"].at([8, 8.5]).rows(named=True)
    assert last["survival"] is not None
    assert (row["survival"], row["reason"]) == (None, "after the last time, 8")


def test_missing_times_are_counted_and_left_out() -> None:
    curve = kaplan_meier([2, None, 4], [0, 0, None])["All"]
    assert (curve.n, curve.missing) == (1, 2)


def test_groups_are_apart() -> None:
    curves = kaplan_meier([1, 2, 3, 4], [0, 0, 1, 0], ["b", "a", "b", None])
    assert {name: (curve.n, curve.n_events) for name, curve in curves.items()} == {"a": (1, 1), "b": (2, 1)}


def test_subjects_at_risk_are_those_who_are_still_seen_on_the_day() -> None:
    assert kaplan_meier(TIMES, CNSR)["All"].numbers_at_risk([0, 2, 2.5, 3, 8, 9]).tolist() == [6, 6, 5, 5, 1, 0]


def test_steps_start_with_everybody() -> None:
    first, second = kaplan_meier(TIMES, CNSR)["All"].steps().head(2).rows(named=True)
    assert (first["time"], first["at_risk"], first["survival"]) == (0.0, 6, 1.0)
    assert (second["time"], second["events"], second["censored"]) == (2.0, 1, 0)


ADTTE = pl.DataFrame(
    {
        "PARAMCD": ["PFS"] * 3 + ["OS"],
        "AVAL": [2.0, 5.0, 9.0, 1.0],
        "CNSR": [0, 1, 1, 0],
        "TRT01A": ["a", "a", "b", "a"],
    }
)


def test_one_endpoint_of_adtte() -> None:
    curves = survival_of(ADTTE, "PFS", "TRT01A")
    assert {name: curve.n for name, curve in curves.items()} == {"a": 2, "b": 1}
    summary = survival_summary(curves, [1.0])
    assert summary.select("group", "n", "events", "median", "survival").rows() == [
        ("a", 2, 1, 2.0, 1.0),
        ("b", 1, 0, None, 1.0),
    ]


def test_follow_up_ends_with_a_censoring() -> None:
    curve = follow_up_of(ADTTE, "PFS")["All"]
    assert (curve.n_events, curve.median.estimate) == (2, 7.0)


def test_an_endpoint_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="ADTTE has no PARAMCD DOR. It has OS, PFS"):
        survival_of(ADTTE, "DOR")


@pytest.mark.parametrize(
    ("time", "cnsr", "by", "reason"),
    [
        ([1, 2], [1, 1], ["a", "b"], "no events"),
        ([1, None], [0, 0], ["a", "b"], "a group without subjects"),
        ([1, 2], [1, 0], ["a", "b"], "one subject is left at the first event: nothing to compare"),
    ],
)
def test_nothing_to_compare(time: list[float], cnsr: list[int], by: list[str], reason: str) -> None:
    assert log_rank(time, cnsr, by).reason == reason


def test_a_log_rank_test_is_of_two_groups() -> None:
    with pytest.raises(DataError, match="there are 3: a, b, c"):
        log_rank([1, 2, 3], [0, 0, 0], ["a", "b", "c"])


@pytest.mark.parametrize(
    ("time", "cnsr", "said"),
    [
        ([-1], [0], "time = -1"),
        ([1], [-1], "cnsr = -1"),
        ([1, 2], [0], "2, 1 and 2 values"),
        ([np.inf], [0], "time = inf"),
    ],
)
def test_what_cannot_be_is_refused(time: list[float], cnsr: list[float], said: str) -> None:
    with pytest.raises(DataError, match=said):
        kaplan_meier(time, cnsr)


def test_intervals_and_levels_are_checked() -> None:
    with pytest.raises(DataError, match='interval = "loglog"'):
        kaplan_meier([1], [0], interval="loglog")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="level = 95"):
        kaplan_meier([1], [0], level=95)
    with pytest.raises(DataError, match="share = 50"):
        kaplan_meier([1], [0])["All"].quantile(50)
