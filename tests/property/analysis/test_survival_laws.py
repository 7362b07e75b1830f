"""Laws of Kaplan-Meier estimates and of exact intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstdose.analysis.proportion import proportion
from firstdose.analysis.survival import kaplan_meier, log_rank
from firstdose.analysis.survival.curve import INTERVALS, Interval

SUBJECTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 1)), min_size=1, max_size=40)


@given(times=st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_without_censoring_survival_is_the_share_still_to_come(times: list[int]) -> None:
    curve = kaplan_meier(times, [0] * len(times))["All"]
    at = np.arange(32)
    expected = [np.mean(np.array(times) > day) for day in at]
    np.testing.assert_allclose(curve.at(at)["survival"].to_numpy(), expected, atol=1e-12)


@given(subjects=SUBJECTS)
@pytest.mark.parametrize("interval", INTERVALS)
def test_survival_falls_within_its_limits(interval: Interval, subjects: list[tuple[int, int]]) -> None:
    curve = kaplan_meier(*zip(*subjects, strict=True), interval=interval)["All"]
    assert (np.diff(np.concatenate([[1.0], curve.survival])) <= 0).all()
    known = ~np.isnan(curve.low)
    assert (curve.low[known] <= curve.survival[known] + 1e-12).all()
    assert (curve.survival[known] <= curve.high[known] + 1e-12).all()
    assert (known == (curve.survival > 0)).all()


@given(subjects=SUBJECTS)
def test_everybody_leaves_once(subjects: list[tuple[int, int]]) -> None:
    curve = kaplan_meier(*zip(*subjects, strict=True))["All"]
    assert (curve.events + curve.censored).sum() == curve.n == len(subjects)
    left = curve.at_risk - curve.events - curve.censored
    assert left.tolist() == [*curve.at_risk[1:].tolist(), 0]


@given(subjects=SUBJECTS, share=st.floats(0.05, 0.95))
def test_a_quantile_lies_within_its_interval(subjects: list[tuple[int, int]], share: float) -> None:
    found = kaplan_meier(*zip(*subjects, strict=True))["All"].quantile(share)
    if found.estimate is not None:
        assert found.low is None or found.low <= found.estimate
        assert found.high is None or found.estimate <= found.high


@given(subjects=SUBJECTS, others=SUBJECTS)
def test_the_order_of_groups_does_not_matter(subjects: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    times, cnsr = zip(*subjects, *others, strict=True)
    first, second = ["a"] * len(subjects) + ["b"] * len(others), ["b"] * len(subjects) + ["a"] * len(others)
    one, other = log_rank(times, cnsr, first), log_rank(times, cnsr, second)
    assert one.reason == other.reason
    if one.chi_squared is not None:
        assert other.chi_squared == pytest.approx(one.chi_squared, abs=1e-9)


@given(of=st.integers(1, 60), data=st.data())
def test_an_exact_interval_holds_the_share_and_turns_with_it(of: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, of))
    found, turned = proportion(n, of), proportion(of - n, of)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= n / of <= found.high
    assert turned.low == pytest.approx(1 - found.high, abs=1e-9)
