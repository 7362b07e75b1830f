"""Coherence: which design promises what right after a bad cohort, on every path it can take.

- 3+3 and accelerated titration: never up after a cohort with any DLT. Rolling six neither, where nobody is pending.
- BOIN, Keyboard, mTPI, mTPI-2, i3+3 and a table for a target: never up while the DLT rate at the current level is above
  the target, never down of their own while it is below.
- BLRM: never up after a cohort of three with two DLTs or more; after one it may, where earlier patients were well.
"""

import numpy as np
import pytest
from tests.every_design import DESIGNS, PLAIN
from tests.outcomes import every_path

from firstdose.design import Action, Blrm, Boin, Decision, Design, RollingSix
from firstdose.trial import Outcomes
from firstdose.types import I64, Bool

COHORTS = 5


def _last_cohort(seen: Outcomes) -> I64:
    """(T,) DLTs in the cohort just seen."""
    last = seen.cohort.max(axis=1, initial=-1)
    return np.asarray((seen.dlt & seen.treated & (seen.cohort == last[:, None])).sum(axis=1), np.int64)


def _goes_up(seen: Outcomes, decision: Decision) -> Bool:
    started = seen.treated.any(axis=1)
    return np.asarray(started & (decision.action == Action.TREAT) & (decision.level > seen.current), np.bool_)


def _ups_by_dlts(design: Design) -> dict[int, int]:
    """How often the design goes up after a cohort with so many DLTs, over every path."""
    ups: dict[int, int] = {}

    def look(seen: Outcomes, decision: Decision) -> None:
        for dlts in _last_cohort(seen)[_goes_up(seen, decision)].tolist():
            ups[dlts] = ups.get(dlts, 0) + 1

    every_path(design, COHORTS, look)
    return ups


@pytest.mark.parametrize(
    "name",
    ["3+3", "3+3, no top-up", "rolling-six", "rolling-six, no top-up", "accelerated", "accelerated, double steps"],
)
def test_a_rule_of_three_never_goes_up_after_a_dlt(name: str) -> None:
    assert _ups_by_dlts(DESIGNS[name]).keys() == {0}


def test_rolling_six_may_go_up_when_the_last_of_six_has_a_dlt() -> None:
    """Documented exemption: the sixth was enrolled while others were pending, and 1 of 6 is tolerated."""
    assert RollingSix(4).decide(Outcomes.parse("1NNNNNT")).one().level == 1


@pytest.mark.parametrize("name", ["blrm", "blrm, correlated"])
def test_blrm_never_goes_up_after_two_dlts_in_three(name: str) -> None:
    assert _ups_by_dlts(PLAIN[name]).keys() <= {0, 1}


BY_RATE = ("boin", "boin, own boundaries", "boin, extra safe", "boin, titration", "keyboard", "mtpi", "mtpi2", "i3+3")


@pytest.mark.parametrize("name", [*BY_RATE, "table, with a target"])
def test_a_table_of_decisions_moves_only_with_the_rate_at_the_current_level(name: str) -> None:
    design = PLAIN[name]
    target = design.target or 0.0

    def look(seen: Outcomes, decision: Decision) -> None:
        started = np.flatnonzero(seen.treated.any(axis=1) & (decision.action == Action.TREAT))
        here, counts = seen.current[started].astype(np.int64), seen.counts(design.n_levels)
        rate = counts.dlt[started, here] / counts.n[started, here]
        moved = decision.level[started] - here
        assert np.all(rate[moved > 0] < target)
        assert np.all(rate[moved < 0] > target)

    every_path(design, COHORTS, look)


def test_boin_may_go_up_after_a_cohort_with_a_dlt_for_it_counts_all_patients_at_the_level() -> None:
    seen = Outcomes.parse("1NNN 2NTN 2NNN 1NNN 2NNN 2NNT")
    assert Boin(0.3, 4).decide(seen).one().level == 2  # 2 of 12 at level 2


def test_blrm_may_go_up_after_one_dlt_where_earlier_patients_were_well() -> None:
    """Documented exemption from the strict form: the posterior, not the last cohort alone, decides."""
    seen = Outcomes.parse("1NNN 2NNN 2NNN 2NNT")
    assert Blrm((1.2, 1.6, 2.4, 3.6)).decide(seen).one().level == 2
