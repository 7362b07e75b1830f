"""The TITE-CRM."""

import re
from typing import Any

import numpy as np
import pytest

from firstdose.design import Crm, TiteCrm
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

SKELETON = (0.05, 0.12, 0.25, 0.4, 0.55)
TITE, PAPER = TiteCrm(SKELETON, 0.25), TiteCrm(SKELETON, 0.25, max_pending=None)
GIVEN: dict[str, Any] = {"skeleton": SKELETON, "target": 0.25}
SUSPEND = TiteCrm(SKELETON, 0.25, suspend=True)


def _seen(levels: list[int], follow_up: list[float], dlt: list[int] | None = None) -> Outcomes:
    cohort = np.cumsum(np.diff(levels, prepend=levels[0]) != 0)
    return Outcomes.of(level=levels, dlt=dlt or [0] * len(levels), follow_up=follow_up, cohort=cohort)


def test_a_pending_patient_counts_by_follow_up() -> None:
    plugin = [
        TITE.decide(_seen([0, 0, 0, 1, 1], [1, 1, 1, 1, share])).one().levels[1].p_dlt_plugin or 0
        for share in (0.0, 0.5, 1.0)
    ]
    assert plugin[0] > plugin[1] > plugin[2]
    assert plugin[0] == Crm(SKELETON, 0.25).decide(Outcomes.parse("1NNN 2N")).one().levels[1].p_dlt_plugin


def test_it_does_not_go_up_while_most_patients_are_pending() -> None:
    """Two of three followed for half a window; the paper would go up."""
    seen = _seen([0, 0, 0], [1, 0.5, 0.5])
    assert (TITE.decide(seen).one().level, PAPER.decide(seen).one().level) == (0, 1)
    assert (
        TITE.decide(seen)
        .one()
        .reason.endswith(
            "but 2 of 3 patients at the current level are still in the DLT window: do not go up, treat level 1 again."
        )
    )
    assert TITE.decide(_seen([0, 0, 0], [1, 1, 0.5])).one().level == 1
    assert TITE.decide(_seen([0, 0], [1, 0.5])).one().level == 1  # half of them is not more than half


def test_it_goes_down_at_once() -> None:
    """Most patients of the level are pending, and still two DLTs among them are enough."""
    seen = _seen([0, 0, 0, 1, 1, 1, 1, 1], [1, 1, 1, 0.1, 0.2, 0.3, 0.3, 0.3], [0, 0, 0, 1, 1, 0, 0, 0])
    assert TITE.decide(seen).one().level == 0


def test_it_may_suspend_accrual_instead() -> None:
    answer = SUSPEND.decide(_seen([0, 0, 0], [1, 0.5, 0.5])).one()
    assert (answer.action, answer.level, answer.size) == ("wait", 0, 0)
    assert answer.reason == (
        "2 of 3 patients at the current level are still in the DLT window, and what comes of them could change the "
        "decision: wait."
    )
    assert SUSPEND.decide(_seen([0, 0, 0], [1, 1, 0.5])).one().action == "treat"


def test_it_does_not_wait_at_a_level_that_is_excluded() -> None:
    seen = _seen([0] * 3 + [2] * 9, [1] * 3 + [0.2] * 9, [0] * 3 + [1] * 4 + [0] * 5)
    answer = SUSPEND.decide(seen).one()
    assert not answer.levels[2].admissible
    assert (answer.action, answer.level) == ("treat", 0)


def test_a_stop_waits_while_a_pending_patient_could_change_it() -> None:
    seen = _seen([0] * 4, [0.2, 0.3, 0.4, 0.1], [1, 1, 1, 0])
    answer = TITE.decide(seen).one()
    assert answer.action == "wait"
    assert "could change the decision" in answer.reason
    assert TITE.decide(_seen([0] * 4, [0.2, 0.3, 0.4, 0.1], [1, 1, 1, 1])).one().action == "stop"


def test_with_nobody_pending_it_is_the_crm() -> None:
    for text in ("1NNN", "1NNN 2NNT", "1TTT", "1NNN 3NNN 2NNT 1NNN"):
        seen = Outcomes.parse(text)
        ours, theirs = TITE.decide(seen).one(), Crm(SKELETON, 0.25).decide(seen).one()
        assert (ours.action, ours.level, ours.mtd, ours.levels) == (
            theirs.action,
            theirs.level,
            theirs.mtd,
            theirs.levels,
        )
        assert TITE.select(seen).tolist() == Crm(SKELETON, 0.25).select(seen).tolist()


def test_adaptive_weights_are_larger_where_dlts_came_early() -> None:
    seen = _seen([0, 0, 0, 1, 1, 1, 1, 1], [1, 1, 1, 0.1, 1, 1, 0.5, 0.5], [0, 0, 0, 1, 0, 0, 0, 0])
    linear, adaptive = (
        TiteCrm(SKELETON, 0.25, weights=weights).decide(seen).one().levels[1].p_dlt_plugin or 0
        for weights in ("linear", "adaptive")
    )
    assert adaptive < linear


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"skeleton": (0.3, 0.2)}, "skeleton of level 2 = 0.2 is not above"),
        ({"target": 0.0}, "target = 0: a probability"),
        ({"weights": "step"}, 'TITE-CRM: weights = "step" is not known. Give "linear" or "adaptive".'),
        (
            {"max_pending": 1.0},
            "TITE-CRM: max_pending = 1: a share from 0 to below 1 is needed, of the patients at a level",
        ),
        ({"max_pending": float("nan")}, "TITE-CRM: max_pending = nan: a share"),
        (
            {"max_pending": None, "suspend": True},
            "TITE-CRM: suspend needs max_pending, the share above which the trial",
        ),
    ],
)
def test_what_cannot_be_a_tite_crm_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=re.escape(message)):
        TiteCrm(**GIVEN | arguments)
