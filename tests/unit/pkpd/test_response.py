"""A confirmed response by RECIST 1.1, and the error of a measured sum."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.pkpd.response import response_rule
from firstdose.sourced import Sourced

RULE = response_rule()


@pytest.mark.parametrize(
    ("sums", "response"),
    [
        ((100, 70, 70), True),  # the limit itself counts
        ((100, 71, 70), False),
        ((100, 70, 100, 70), False),  # not running
        ((100, 100, 70, 70), True),
        ((100, 120, 70, 70), False),  # progression before
        ((100, 60, 72, 72), False),  # progression from the smallest sum
        ((20, 24, 14, 14), True),  # a rise of less than 5 mm is none
    ],
)
def test_what_counts_as_a_response(sums: tuple[float, ...], response: bool) -> None:
    assert bool(RULE.confirmed(np.array(sums, float))) == response


def test_scans_are_every_six_weeks() -> None:
    assert RULE.days(84.0) == (42.0, 84.0)
    assert RULE.days(83.9) == (42.0,)


def test_two_readers_differ_as_published() -> None:
    """95 % of relative differences within 19.5 % (Yoon 2016)."""
    error = RULE.error.to("1")
    assert 1.96 * np.sqrt(2) * error == pytest.approx(0.195, abs=0.005)
    assert RULE.measured(np.array([100.0]), np.array([1.0]))[0] == pytest.approx(100 * np.exp(error))


def test_untreated_tumours_do_not_respond_by_error_alone() -> None:
    """1 % under placebo in 45 trials (Sachdev 2023); tumours that stay as they are."""
    sums = RULE.measured(np.full((20_000, 4), 90.0), np.random.default_rng(1).standard_normal((20_000, 4)))
    assert RULE.confirmed(sums).mean() < 0.01


def test_a_scan_is_every_so_many_days() -> None:
    with pytest.raises(UnitError, match="every_days"):
        replace(RULE, every_days=Sourced(6.0, "mm", "a test", "assumed"))
    with pytest.raises(LibraryError, match="every_days is a positive number"):
        replace(RULE, every_days=Sourced(0.0, "day", "a test", "assumed"))
