"""How many patients the next cohort has, within the trial."""

from typing import Any

import numpy as np
import pytest

from firstdose.design import Boin, Cohorts, ThreePlusThree, UpTo
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


@pytest.mark.parametrize(
    ("size", "most", "outcomes", "expected"),
    [
        (3, 12, "1NNN", 3),
        (2, 12, "1NNN", 2),
        (3, 4, "1NNN", 1),
        (3, 3, "1NNN", 0),
        (None, 12, "1NNN", 3),  # the design's own three
        (None, 5, "1NNN", 2),
        (6, None, "1NNN", 6),
    ],
)
def test_cohorts_never_pass_the_maximum(size: int | None, most: int | None, outcomes: str, expected: int) -> None:
    seen = Outcomes.parse(outcomes)
    decision = BOIN.decide(seen)
    assert Cohorts(size, most)(seen, decision).tolist() == [expected]
    if most is not None:
        assert UpTo(Cohorts(size), most)(seen, decision).tolist() == [expected]


def test_a_design_with_cohorts_of_its_own_keeps_them() -> None:
    assert Cohorts.of(BOIN, 4, 20) == Cohorts(4, 20)
    assert Cohorts.of(ThreePlusThree(3), 4, 20) == Cohorts(None, 20)
    assert Cohorts.of(BOIN, 4) == Cohorts(4)


@pytest.mark.parametrize(
    ("rule", "arguments", "message"),
    [
        (Cohorts, (0,), "cohort_size = 0: a whole number of patients is needed, at least 1."),
        (Cohorts, (128,), "cohort_size = 128: a cohort has at most 127 patients, e.g. 3."),
        (UpTo, (Cohorts(3), 0), "max_patients = 0: a whole number of patients"),
    ],
)
def test_cohorts_that_cannot_be_are_refused(rule: Any, arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        rule(*arguments)
    assert str(refused.value).startswith(message)


def test_every_trial_of_a_batch_has_its_own_room() -> None:
    seen = Outcomes.of(level=[[0, 0, 0], [0, -1, -1]], dlt=[[1, 1, 1], [0, 0, 0]])
    assert np.array_equal(Cohorts(3, 4)(seen, BOIN.decide(seen)), [1, 3])
