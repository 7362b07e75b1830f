"""What a design sees: made from text, arrays or counts."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from firstdose.errors import OutcomeError
from firstdose.trial import Outcomes

LETTERS = Outcomes.parse("2NTEBP 1N")
NOBODY = Outcomes.parse("")


def same(one: Outcomes, other: Outcomes) -> None:
    """Field by field, bit for bit."""
    for field in fields(Outcomes):
        ours, theirs = getattr(one, field.name), getattr(other, field.name)
        assert ours.dtype == theirs.dtype, field.name
        np.testing.assert_array_equal(ours, theirs, err_msg=field.name)


def test_letters_say_dlt_response_and_open_window() -> None:
    assert LETTERS.level.tolist() == [[1, 1, 1, 1, 1, 0]]
    assert LETTERS.dlt.tolist() == [[False, True, False, True, False, False]]
    assert LETTERS.response.tolist() == [[0, 0, 1, 1, -1, 0]]
    assert LETTERS.pending.tolist() == [[False, False, False, False, True, False]]
    assert LETTERS.cohort.tolist() == [[0, 0, 0, 0, 0, 1]]
    assert LETTERS.follow_up.tolist() == [[1, 1, 1, 1, 0, 1]]


def test_text_and_arrays_say_the_same() -> None:
    same(
        Outcomes.parse("1NNN 2NT"),
        Outcomes.of(level=[0, 0, 0, 1, 1], dlt=[0, 0, 0, 0, 1], cohort=[0, 0, 0, 1, 1], response=0),
    )


def test_what_is_left_out_takes_its_plain_value() -> None:
    seen = Outcomes.of(level=[[0, -1], [1, 1]], dlt=False)
    plain = (seen.follow_up, seen.cohort, seen.response, seen.severity, seen.stratum)
    assert [values.ravel().tolist() for values in plain] == [[1.0] * 4, [0] * 4, [-1] * 4, [-1] * 4, [0] * 4]
    assert len(seen) == 2


def test_counts_are_the_patients_whose_last_was_at_the_current_level() -> None:
    seen = Outcomes.from_counts([3, 6, 3], [0, 2, 1], current=1)
    counts = seen.counts(3)
    assert (counts.n.tolist(), counts.dlt.tolist()) == ([[3, 6, 3]], [[0, 2, 1]])
    assert seen.current.tolist() == [1]
    assert seen.cohort[0, -6:].tolist() == [2] * 6


def test_counts_of_a_trial_without_patients() -> None:
    seen = Outcomes.from_counts([0, 0], [0, 0], current=1)
    assert (seen.level.shape, seen.current.tolist()) == ((1, 0), [-1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([3, 3], [0], 0), "n has 2 levels and dlt 1: give both for every level."),
        (
            ([3], [4], 0),
            "Level 1: 4 DLTs among 3 patients cannot be. Give patients with a DLT, from 0 to the number treated.",
        ),
        (([3, 3], [0, -1], 0), "Level 2: -1 DLTs among 3 patients cannot be."),
        (([-3, 3], [0, 0], 0), "Level 1: 0 DLTs among -3 patients cannot be."),
        (([3, 3], [0, 0], 2), "current = 2: the last patient's level is 0 to 1, and has patients."),
        (([3, 3], [0, 0], -1), "current = -1: the last patient's level is 0 to 1, and has patients."),
        (([3, 0], [0, 0], 1), "current = 1: the last patient's level is 0 to 1, and has patients."),
        (([3, 0], [0, 0], "0"), "current = 0: the last patient's level is 0 to 1, and has patients."),
        (([2.5], [0], 0), "Level 1: 0 DLTs among 2.5 patients cannot be."),
        ((["3"], [0], 0), "Level 1: 0 DLTs among 3 patients cannot be."),
    ],
)
def test_counts_that_cannot_be_are_refused(arguments: tuple[Any, Any, Any], message: str) -> None:
    with pytest.raises(OutcomeError) as refused:
        Outcomes.from_counts(*arguments)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("level", "found"), [([0, -2], "-2"), ([[0], [-7]], "-7"), ([0, 128], "128"), ([0.5], "0.5"), ([np.nan], "nan")]
)
def test_a_level_that_is_none_is_refused(level: Any, found: str) -> None:
    with pytest.raises(OutcomeError) as refused:
        Outcomes.of(level=level, dlt=False)
    assert str(refused.value) == (
        f"Dose level {found}: levels are whole numbers from 0 to 127, and -1 marks an empty column."
    )


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(OutcomeError, match=r"one shape \(trials, patients\): level has \(1, 2\), another \(3,\)"):
        Outcomes.of(level=[0, 0], dlt=[False, False, True])


def test_rows_end_where_the_batch_ends() -> None:
    seen = Outcomes.of(level=[[0], [1]], dlt=False)
    assert [seen[row].level[0, 0] for row in range(len(seen))] == [0, 1]
    with pytest.raises(IndexError):
        seen[2]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_follow_up_that_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(OutcomeError) as refused:
        Outcomes.of(level=[0, 0], dlt=False, follow_up=[1.0, share])
    assert str(refused.value) == ("follow_up is the share of the DLT window seen: every value lies between 0 and 1.")


def test_arrays_of_different_shapes_are_refused() -> None:
    parts = {field.name: getattr(LETTERS, field.name) for field in fields(Outcomes)}
    with pytest.raises(OutcomeError, match=r"arrays of one shape .* 'dlt': \(1, 5\)"):
        Outcomes(**parts | {"dlt": LETTERS.dlt[:, :5]})
    with pytest.raises(OutcomeError, match="arrays of one shape"):
        Outcomes(**{name: values[0] for name, values in parts.items()})


@pytest.mark.parametrize("rows", [1, -2, slice(1, 2), np.array([False, True, False])])
def test_trials_are_picked_as_a_batch(rows: Any) -> None:
    seen = Outcomes.of(level=[[0, -1], [1, 1], [2, 0]], dlt=[[0, 0], [1, 0], [0, 1]])
    same(seen[rows], Outcomes.of(level=[1, 1], dlt=[1, 0]))


def test_the_last_of_a_batch_by_its_number_from_the_end() -> None:
    seen = Outcomes.of(level=[[0], [1], [2]], dlt=False)
    assert seen[-1].level.tolist() == [[2]]


def test_the_current_level_is_the_last_escalation_patients() -> None:
    seen = Outcomes.of(
        level=[[0, 1, 0], [0, 1, -1], [2, 1, 0], [-1, -1, -1]],
        dlt=False,
        cohort=[[0, 1, -1], [0, 1, 2], [0, 1, 2], [0, 1, 2]],  # first trial: its last patient is backfill
    )
    assert seen.current.tolist() == [1, 1, 0, -1]
    assert NOBODY.current.tolist() == [-1]


def test_a_patient_is_pending_until_a_dlt_or_the_end_of_the_window() -> None:
    seen = Outcomes.of(level=[0, 0, 0, -1], dlt=[False, True, False, False], follow_up=[0.5, 0.5, 1.0, 0.0])
    assert seen.pending.tolist() == [[True, False, False, False]]
    assert seen.treated.tolist() == [[True, True, True, False]]


def test_known_leaves_out_who_is_pending_and_nobody_else() -> None:
    seen = LETTERS.known()
    assert seen.level.tolist() == [[1, 1, 1, 1, -1, 0]]
    assert not seen.pending.any()
