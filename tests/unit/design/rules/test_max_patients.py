"""The trial's maximum of patients."""

import pytest

from firstdose.design import Boin, Cohorts, MaxPatients
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


@pytest.mark.parametrize(("outcomes", "ends"), [("1NNN 2NN", False), ("1NNN 2NNN", True), ("1NNN 2NNN 3N", True)])
def test_max_patients_counts_everybody_in_a_cohort(outcomes: str, ends: bool) -> None:
    seen = Outcomes.parse(outcomes)
    assert MaxPatients(6)(seen, BOIN.decide(seen)).tolist() == [ends]


def test_patients_beside_the_cohorts_do_not_count() -> None:
    seen = Outcomes.of(level=[0, 0, 0], dlt=False, cohort=[0, 0, -1])
    assert MaxPatients(3)(seen, BOIN.decide(seen)).tolist() == [False]
    assert Cohorts(3, 4)(seen, BOIN.decide(seen)).tolist() == [2]


def test_a_lost_patient_does_not_count() -> None:
    seen = Outcomes.of(level=[0, 0, -1], dlt=False)
    assert MaxPatients(3)(seen, BOIN.decide(seen)).tolist() == [False]


@pytest.mark.parametrize("n", [0, 2.5, True, float("nan"), float("inf")])
def test_a_number_of_patients_that_is_none_is_refused(n: float) -> None:
    with pytest.raises(DesignError) as refused:
        MaxPatients(n)  # type: ignore[arg-type]
    assert str(refused.value) == f"max-patients: n = {n}: a whole number of patients is needed, at least 1."
