"""Exact binomial intervals."""

import pytest

from firstdose.analysis.proportion import proportion
from firstdose.errors import DataError


def test_no_event_has_the_closed_form() -> None:
    found = proportion(0, 12)
    assert (found.estimate, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 12), rel=1e-12)


def test_every_subject_with_an_event_has_the_closed_form() -> None:
    found = proportion(7, 7, level=0.9)
    assert found.low == pytest.approx(0.05 ** (1 / 7), rel=1e-12)
    assert found.high == 1.0


def test_nobody_has_a_reason_in_place_of_numbers() -> None:
    expected = {"n": 0, "of": 0, "estimate": None, "low": None, "high": None, "level": 0.95, "reason": "no subjects"}
    assert proportion(0, 0).to_dict() == expected


@pytest.mark.parametrize(("n", "of"), [(4, 3), (-1, 3), (1.5, 3)])
def test_impossible_counts_are_refused(n: int, of: int) -> None:
    with pytest.raises(DataError, match=f"^{n} of {of} subjects"):
        proportion(n, of)


def test_a_level_is_no_percentage() -> None:
    with pytest.raises(DataError, match="level = 95"):
        proportion(1, 3, level=95)
