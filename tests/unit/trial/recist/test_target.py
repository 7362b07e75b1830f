"""The response of target lesions from sums of diameters."""

import numpy as np
import pytest

from firstdose.trial.recist import WORDS, Response, smallest_before, target_response

NAN = float("nan")


def words(*sums: float, complete: list[bool] | None = None, gone: list[bool] | None = None) -> list[str]:
    return [WORDS[Response(one)] for one in target_response(list(sums), complete=complete, gone=gone)]


@pytest.mark.parametrize(
    ("sums", "last"),
    [
        ((100, 70), "PR"),  # 30 % itself counts
        ((100, 70.1), "SD"),
        ((33.3, 23.31), "PR"),  # so it does where binary fractions differ in the last place
        ((100, 120), "PD"),
        ((100, 119.9), "SD"),
        ((20, 24), "SD"),  # 20 %, but less than 5 mm
        ((20, 25), "PD"),
        ((100, 50, 60), "PD"),  # from the smallest sum, though 40 % below baseline
        ((100, 50, 59), "PR"),
        ((100, 0), "CR"),
        ((100, 0, 4), "PR"),
        ((100, 0, 5), "PD"),
        ((100, NAN), "NE"),
        ((NAN, 50), "NE"),
        ((0, 0), "NE"),
    ],
)
def test_limits(sums: tuple[float, ...], last: str) -> None:
    assert words(*sums)[-1] == last


def test_normal_nodes_are_no_disease() -> None:
    """Sums of 16 mm, and of 24 mm after 10 mm, which are nodes below 10 mm: complete response."""
    assert words(60, 16, gone=[False, True]) == ["CR"]
    assert words(60, 10, 24, gone=[False, True, True]) == ["CR", "CR"]


def test_a_sum_without_every_lesion_is_progression_or_nothing() -> None:
    """Section 4.4: 50 mm in three lesions, then 80 mm in two of them, is progression."""
    assert words(50, 80, complete=[True, False]) == ["PD"]
    assert words(50, 20, complete=[True, False]) == ["NE"]
    assert words(50, 20, 45, complete=[True, False, True]) == ["NE", "SD"]  # 20 mm is no nadir
    assert words(50, 20, complete=[False, True]) == ["NE"]


def test_the_smallest_sum_before_each_visit() -> None:
    found = smallest_before([[90, 60, NAN, 75], [NAN, 40, 30, 50]])
    np.testing.assert_array_equal(found, [[NAN, 90, 60, 60], [NAN, NAN, 40, 30]])


def test_many_subjects_at_once() -> None:
    assert target_response([[100, 70], [100, 120]]).tolist() == [[Response.PR], [Response.PD]]
