"""Patients counted by DLT and response together."""

import numpy as np
import pytest

from firstdose.design.by_level.joint_counts import JointCounts, as_utilities, joint_counts
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

SEEN = Outcomes.of(
    level=[0, 0, 0, 0, 0, 0, 1, -1],
    dlt=[0, 0, 1, 1, 0, 1, 0, 1],
    response=[1, 0, 1, 0, -1, -1, -1, 1],
)


def test_every_patient_is_counted_once() -> None:
    counts = joint_counts(SEEN, 3)
    assert {name: kind.tolist() for name, kind in counts._asdict().items()} == {
        "response_only": [[1, 0, 0]],
        "neither": [[1, 0, 0]],
        "both": [[1, 0, 0]],
        "dlt_only": [[1, 0, 0]],
        "unknown": [[1, 1, 0]],
        "unknown_dlt": [[1, 0, 0]],
    }
    assert np.sum(counts) == 7
    assert (counts.known.tolist(), counts.response.tolist()) == ([[4, 0, 0]], [[2, 0, 0]])


def test_utilities_are_added_up_over_the_patients_whose_response_is_known() -> None:
    assert joint_counts(SEEN, 3).utility((100, 40, 60, 10)) == pytest.approx(np.array([[2.1, 0, 0]]))


def test_what_is_not_known_can_be_taken_at_its_worst_and_its_best() -> None:
    worst, best = joint_counts(SEEN, 3).worst(), joint_counts(SEEN, 3).best()
    assert (worst.response.tolist(), best.response.tolist()) == ([[2, 0, 0]], [[4, 1, 0]])
    for told in (worst, best):
        assert told.known.tolist() == [[6, 1, 0]]
        assert not told.unknown.any()
        assert not told.unknown_dlt.any()
    assert (worst.neither.tolist(), worst.dlt_only.tolist()) == ([[2, 1, 0]], [[2, 0, 0]])
    assert (best.response_only.tolist(), best.both.tolist()) == ([[2, 1, 0]], [[2, 0, 0]])


def test_a_trial_without_patients_has_no_counts() -> None:
    assert all(not kind.any() for kind in joint_counts(Outcomes.parse(""), 2))
    assert isinstance(joint_counts(Outcomes.parse(""), 2), JointCounts)


@pytest.mark.parametrize(
    "utilities",
    [
        (100, 40, 60),
        (100, 40, 60, -1),
        (101, 40, 60, 0),
        (50, 60, 40, 0),
        (100, 0, 60, 10),
        (50, 50, 50, 50),
        (float("nan"), 40, 60, 0),
    ],
)
def test_what_cannot_be_utilities_is_refused(utilities: tuple[float, ...]) -> None:
    with pytest.raises(DesignError, match=r"^D: utilities = .*: four numbers from 0 to 100 are needed"):
        as_utilities("D", utilities)


def test_one_number_is_no_list_of_utilities() -> None:
    with pytest.raises(DesignError, match=r"^D: utilities = 100: a list of numbers is needed"):
        as_utilities("D", 100)  # type: ignore[arg-type]


@pytest.mark.parametrize("utilities", [(100, 40, 60, 0), (100, 50, 50, 0), (100, 0, 100, 0), (90, 30, 50, 10)])
def test_what_can_be_utilities_is_not(utilities: tuple[float, ...]) -> None:
    assert as_utilities("D", list(utilities)) == utilities
