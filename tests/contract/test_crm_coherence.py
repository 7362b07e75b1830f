"""Coherence of the CRM and its kin: patient by patient by itself (Cheung 2005), in cohorts by rule, on every path."""

import numpy as np
import pytest
from tests.outcomes import every_path

from firstdose.design import Action, Cohorts, Crm, Decision, Design, Ruled, TiteCrm
from firstdose.design.curve.crm_rule import last_cohort
from firstdose.design.po_crm import PoCrm
from firstdose.trial import Outcomes
from firstdose.types import F64, I64

SKELETON = (0.06, 0.14, 0.25, 0.4, 0.6)
TARGET = 0.25
ONE_BY_ONE = 9  # patients: 512 trials


def _steps(design: Design, cohorts: int) -> tuple[I64, F64]:
    """Levels gone up (down if negative) and the share of DLTs in the cohort before, over every path."""
    moves: list[I64] = []
    shares: list[F64] = []

    def look(seen: Outcomes, decision: Decision) -> None:
        going = seen.treated.any(axis=1) & (decision.action == Action.TREAT)
        n, dlt = last_cohort(seen)
        moves.append((decision.level.astype(np.int64) - seen.current)[going])
        shares.append((dlt / np.maximum(n, 1))[going])

    every_path(design, cohorts, look)
    return np.concatenate(moves), np.concatenate(shares)


@pytest.mark.parametrize("skipping", [True, False])
@pytest.mark.parametrize("model", ["power", "logistic"])
def test_patient_by_patient_a_crm_is_coherent_without_any_rule(model: str, skipping: bool) -> None:
    """Never up after a DLT, never down after none; from the middle level, where it can go either way."""
    free = Crm(
        SKELETON,
        TARGET,
        "power" if model == "power" else "logistic",
        no_skipping=not skipping,
        coherent=False,
        cutoff=None,
    )
    moves, shares = _steps(Ruled(free, size=Cohorts(1, ONE_BY_ONE), start_level=2), ONE_BY_ONE)
    assert np.all(moves[shares > 0] <= 0)
    assert np.all(moves[shares == 0] >= 0)
    assert moves.min() < 0 < moves.max()


@pytest.mark.parametrize(
    "design",
    [Crm(SKELETON, TARGET), TiteCrm(SKELETON, TARGET), Crm(SKELETON, TARGET, method="mle")],
    ids=["crm", "tite-crm", "crm by maximum likelihood"],
)
def test_in_cohorts_it_does_not_go_up_after_as_many_dlts_as_the_target(design: Design) -> None:
    moves, shares = _steps(design, 5)
    assert np.all(moves[shares >= TARGET] <= 0)
    assert np.any(moves > 0)


def test_in_cohorts_it_would_without_that_rule_where_no_skipping_has_held_the_dose_back() -> None:
    cautious = (0.02, 0.05, 0.1, 0.25, 0.4)
    moves, shares = _steps(Crm(cautious, TARGET, coherent=False), 3)
    assert np.any(moves[shares >= TARGET] > 0)
    moves, shares = _steps(Crm(cautious, TARGET), 3)
    assert np.all(moves[shares >= TARGET] <= 0)


def test_a_po_crm_gives_nothing_certainly_above_after_as_many_dlts_as_the_target() -> None:
    design = PoCrm((0.1, 0.2, 0.3, 0.4), 0.3, doses=((1, 10), (1, 20), (2, 10), (2, 20)))

    def look(seen: Outcomes, decision: Decision) -> None:
        n, dlt = last_cohort(seen)
        held = (n > 0) & (dlt >= 0.3 * n) & (decision.action == Action.TREAT)
        assert not np.any(design.below[seen.current[held], decision.level[held]])

    every_path(design, 4, look)
