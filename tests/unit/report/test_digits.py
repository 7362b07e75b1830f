"""Numbers at the edges of their digits."""

import pytest

from firstdose.report.digits import counted, of_trials, significant, with_error


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.996, "10.0"),
        (0.9996, "1.00"),
        (99.96, "100"),
        (-9.996, "−10.0"),
        (0.0099996, "0.0100"),
        (999.6, "1\u202f000"),
    ],
)
def test_a_carry_adds_no_digit(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize(("trials", "none", "every"), [(1, "<95", ">5.0"), (10_000, "<0.030", ">99.97")])
def test_none_and_all_have_a_limit_and_no_error(trials: int, none: str, every: str) -> None:
    assert (of_trials(0.0, 0.0, trials), of_trials(1.0, 0.0, trials)) == (none, every)


def test_an_error_that_is_not_known_is_not_zero() -> None:
    assert with_error(0.0, 0.0, scale=100) == "0.0"
    assert with_error(0.0, 0.001, scale=100) == "0.0 ± 0.1"
    assert with_error(1 - 1e-4, 1e-4, scale=100) == "99.99 ± 0.01"


def test_one_of_a_kind_is_singular() -> None:
    assert [counted(n, "day") for n in (0, 1, 1.5, 1200)] == ["0 days", "1 day", "1.5 days", "1\u202f200 days"]
