"""Outcomes added up by level."""

from weakref import ref

import numpy as np
import pytest

from firstdose.errors import OutcomeError
from firstdose.trial import Outcomes

SEEN = Outcomes.of(
    level=[[0, 1, 1, -1, 1], [2, -1, -1, -1, -1]],
    dlt=[[0, 1, 0, 1, 0], [1, 0, 0, 0, 0]],
    follow_up=np.array([[1, 0.25, 0.5, 1, 1], [1, 1, 1, 1, 1]]),
    response=[[1, 1, 0, 1, -1], [-1, 1, 1, 1, 1]],
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("n", [[1, 3, 0], [0, 0, 1]]),
        ("dlt", [[0, 1, 0], [0, 0, 1]]),
        ("pending", [[0, 1, 0], [0, 0, 0]]),
        ("response", [[1, 1, 0], [0, 0, 0]]),
        ("follow_up", [[1, 1.75, 0], [0, 0, 1]]),
    ],
)
def test_columns_without_a_patient_count_nowhere(name: str, expected: list[list[float]]) -> None:
    assert getattr(SEEN.counts(3), name).tolist() == expected


@pytest.mark.parametrize("name", ["n", "dlt", "pending", "response", "follow_up"])
def test_a_trial_without_patients_counts_none(name: str) -> None:
    assert getattr(Outcomes.parse("").counts(2), name).tolist() == [[0, 0]]


def test_a_level_that_the_design_lacks_is_refused() -> None:
    with pytest.raises(OutcomeError) as refused:
        Outcomes.parse("1NNN 7NNT").counts(5)
    assert str(refused.value) == (
        "The outcomes have patients at level 7, but the design has 5 levels. "
        "Correct the outcomes, or give the design at least 7 levels."
    )


def test_counts_asked_for_again_are_the_same() -> None:
    assert SEEN.counts(3) is SEEN.counts(3)
    assert SEEN.counts(4).n.shape == (2, 4)
    assert SEEN.counts(3).n.shape == (2, 3)


def test_counts_known_already_are_taken_as_they_are() -> None:
    told = SEEN[:].remember(3, {"n": np.array([[7, 0, 0], [0, 8, 0]])}).counts(3)
    assert told.n.tolist() == [[7, 0, 0], [0, 8, 0]]
    assert told.dlt.tolist() == SEEN.counts(3).dlt.tolist()
    assert SEEN[:].counts(3).n.tolist() == SEEN.counts(3).n.tolist()


def test_counts_keep_no_outcomes_alive() -> None:
    seen = SEEN[:]
    counts, gone = seen.counts(3), ref(seen)
    del seen
    assert gone() is None
    assert counts.n.tolist() == [[1, 3, 0], [0, 0, 1]]
