"""How trials are conducted where no study says so."""

import pytest

from firstdose.design import (
    BackfillBoin,
    Boin,
    Cohorts,
    Design,
    MaxPatients,
    RollingSix,
    Ruled,
    ThreePlusThree,
    TiteBoin,
)
from firstdose.errors import StudyError
from firstdose.virtual.arrivals import AtOnce, PoissonSites
from firstdose.virtual.plan import Plan, judge

BOIN, TITE = Boin(0.3, 3), TiteBoin(0.3, 3)


def test_the_design_stands_within_size_and_start() -> None:
    ruled = Plan(cohort_size=2, max_patients=20, start_level=1).ruled(BOIN)
    assert ruled == Ruled(BOIN, stopping=MaxPatients(20), size=Cohorts(2, 20), start_level=1)
    assert Plan(2, 20).ruled(ThreePlusThree(3)).size == Cohorts(None, 20)


@pytest.mark.parametrize(
    ("designs", "plan", "arrivals"),
    [
        ([BOIN], Plan(), AtOnce()),
        ([BOIN, TITE], Plan(cohort_size=4), PoissonSites.per_window(4.0, 21.0)),
        ([RollingSix(3)], Plan(), PoissonSites.per_window(3.0, 21.0)),
        ([BackfillBoin(0.3, 3)], Plan(), PoissonSites.per_window(3.0, 21.0)),
        ([Plan().ruled(TITE)], Plan(), PoissonSites.per_window(3.0, 21.0)),
        ([BOIN], Plan(accrual_per_window=1.5), PoissonSites.per_window(1.5, 21.0)),
        ([TITE], Plan(accrual_per_window=6.0), PoissonSites.per_window(6.0, 21.0)),
        ([TITE], Plan(arrivals=AtOnce()), AtOnce()),
    ],
)
def test_patients_come_as_said_and_else_as_the_designs_need(
    designs: list[Design], plan: Plan, arrivals: AtOnce | PoissonSites
) -> None:
    assert plan.comes(designs, 21.0) == arrivals


def test_the_window_is_the_truths_in_whole_days() -> None:
    assert judge(21.0).window_days == 21
    with pytest.raises(StudyError, match="window_days = 20.5: trials judge DLTs in a window of whole days, e.g. 28."):
        judge(20.5)


@pytest.mark.parametrize("accrual", [0.0, -1.0, float("nan"), float("inf")])
def test_an_accrual_that_cannot_be_is_refused(accrual: float) -> None:
    with pytest.raises(StudyError, match=f"accrual_per_window = {accrual:g}: a positive number of patients is needed"):
        Plan(accrual_per_window=accrual)


def test_accrual_is_said_once() -> None:
    with pytest.raises(StudyError, match="Both accrual_per_window and arrivals say when patients come"):
        Plan(accrual_per_window=3.0, arrivals=AtOnce())
