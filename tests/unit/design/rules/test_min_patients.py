"""The trial's minimum of patients, and what it holds back."""

import pytest

from firstdose.design import Boin, EnoughAt, LowestTooToxic, MaxPatients, MinPatients, Ruled, Stops
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


@pytest.mark.parametrize(
    ("stopping", "outcomes", "reason"),
    [
        (EnoughAt(3) & MinPatients(9), "1NNTNNT", "treat"),
        (
            EnoughAt(3) & MinPatients(6),
            "1NNTNNT",
            "Level 1 would be next and has had at least 3 patients already: stop, the MTD is level 1. "
            "And: The trial has treated its minimum of 6 patients.",
        ),
        (EnoughAt(3) | MinPatients(9), "1NNTNNT", "Level 1 would be next and has had at least 3 patients"),
        (EnoughAt(9) & MinPatients(3), "1NNTNNT", "treat"),
        (EnoughAt(9) & MinPatients(99) | MaxPatients(6), "1NNTNNT", "The trial's maximum of 6 patients is reached"),
        (EnoughAt(9) & MinPatients(99) | LowestTooToxic(0.1), "1NTTNNT", "The lowest dose is too toxic"),
    ],
)
def test_it_holds_back_the_rules_that_it_is_joined_with_by_and(stopping: Stops, outcomes: str, reason: str) -> None:
    answer = Ruled(Boin(0.3, 4, cutoff=0.999), stopping=stopping).decide(Outcomes.parse(outcomes)).one()
    assert (answer.action if reason == "treat" else answer.reason[: len(reason)]) == reason


def test_a_designs_own_end_is_not_held_back() -> None:
    design = Ruled(BOIN, stopping=EnoughAt(3) & MinPatients(30))
    assert design.decide(Outcomes.parse("1TTT")).one().action == "stop"


def test_a_number_of_patients_that_is_none_is_refused() -> None:
    with pytest.raises(DesignError, match="^min-patients: n = 0: a whole number of patients is needed"):
        MinPatients(0)
