"""The nouns of a study."""

from dataclasses import replace

import pytest

from firstdose.design.expansion import SimonTwoStage
from firstdose.errors import StudyError
from firstdose.molecule import library
from firstdose.study import ExpansionCohort, load


def _cohort(**changes: object) -> ExpansionCohort:
    plain = ExpansionCohort("c", "SCCHN", null=0.1, target=0.3, alpha=0.05, beta=0.2, design="simon-optimal")
    return replace(plain, **changes)  # type: ignore[arg-type]


def _stages(cohort: ExpansionCohort) -> tuple[int, int, int, int]:
    simon = cohort.plan
    assert isinstance(simon, SimonTwoStage)
    return simon.r1, simon.n1, simon.r, simon.n


def test_a_cohort_finds_its_two_stages_by_either_criterion() -> None:
    assert [_stages(_cohort()), _stages(_cohort(design="simon-minimax"))] == [
        (1, 10, 5, 29),
        (1, 15, 5, 25),
    ]  # Simon 1989, Table 1


def test_n_limits_the_patients_of_a_cohort() -> None:
    assert _stages(_cohort(n=27))[3] <= 27


@pytest.mark.parametrize(("null", "target"), [(0.3, 0.3), (0.0, 0.3), (0.1, 1.0), (0.4, 0.3)])
def test_response_rates_that_leave_nothing_to_tell_apart_are_refused(null: float, target: float) -> None:
    with pytest.raises(StudyError, match="response rates rise from null to target"):
        _cohort(null=null, target=target)


def test_expression_of_another_target_than_the_molecules_is_refused() -> None:
    study = replace(load("imgn289"), molecule=library("t-dm1"))
    with pytest.raises(StudyError, match=r"binds HER2, but population us-2013 gives the expression of EGFR in NSCLC"):
        study.addressable()


def test_t_dm1_has_addressable_patients_in_breast_cancer() -> None:
    assert [row.indication for row in load("t-dm1-weekly").addressable().rows] == ["BREAST"]
