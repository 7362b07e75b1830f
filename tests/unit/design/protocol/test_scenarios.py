"""Hypothetical data, and what a design would say after them."""

import pytest

from firstdose.design import Blrm, Boin, Cohorts, MaxPatients, Ruled, ThreePlusThree, hypothetical
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DOSES = (1.2, 1.6, 2.4)


def test_a_cohort_with_every_number_of_dlts_then_the_next_where_the_design_goes() -> None:
    rows = hypothetical(Blrm(DOSES, reference_dose=2.4))
    assert [row.outcomes for row in rows] == [
        "1NNN", "1NNT", "1NTT", "1TTT", "1NNN 2NNN", "1NNN 2NNT", "1NNN 2NTT", "1NNN 2TTT",
    ]  # fmt: skip
    for row in rows:
        assert row.answer == Blrm(DOSES, reference_dose=2.4).decide(Outcomes.parse(row.outcomes)).one()


def test_outcomes_of_ones_own_in_doses() -> None:
    (row,) = hypothetical(Boin(0.3, 3), ["1NNN 2NTT"], doses=DOSES)
    assert "level 1 (1.2)" in row.answer.reason
    assert row.to_dict()["outcomes"] == "1NNN 2NTT"
    assert row.to_dict()["level"] == 1


def test_cohorts_are_as_large_as_the_protocol_says() -> None:
    ruled = Ruled(Boin(0.3, 3), size=Cohorts(2))
    assert [row.outcomes for row in hypothetical(ruled, cohorts=1)] == ["1NN", "1NT", "1TT"]


def test_a_trial_that_ends_has_no_further_cohort() -> None:
    ruled = Ruled(ThreePlusThree(1), stopping=MaxPatients(3))
    assert [row.outcomes for row in hypothetical(ruled, cohorts=4)] == ["1NNN", "1NNT", "1NTT", "1TTT"]


def test_no_cohorts_are_refused() -> None:
    with pytest.raises(DesignError, match="cohorts = 0"):
        hypothetical(Boin(0.3, 3), cohorts=0)
