"""The same level again and again."""

import numpy as np
import pytest

from firstdose.design import Boin, Ruled, Stable
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


@pytest.mark.parametrize(
    ("outcomes", "cohorts"),
    [
        ("", 0),
        ("1NNN", 0),  # level 2 is next
        ("1NNT", 1),
        ("1NNT 1NNT", 2),
        ("1NNN 2NNT", 1),
        ("1NNN 2NNT 2NNT", 2),
        ("2NNT 1NNN 2NTT 1NNT", 0),  # 1 of 6 at level 1: level 2 is next
        ("1NNT 2NTT 1NNT", 1),  # once more at level 1, after level 2
        ("1TTT", 0),  # stopped already
    ],
)
def test_it_counts_the_last_cohorts_at_the_level_that_comes_next(outcomes: str, cohorts: int) -> None:
    seen = Outcomes.parse(outcomes)
    ends = [bool(Stable(number)(seen, BOIN.decide(seen))[0]) for number in (1, 2, 3)]
    assert ends == [number <= cohorts for number in (1, 2, 3)]


def test_lost_and_backfill_patients_are_passed_over() -> None:
    seen = Outcomes.of(level=[1, 1, 1, -1, 0, 1, 1, 1], dlt=[0, 0, 1, 0, 0, 0, 0, 1], cohort=[0, 0, 0, 1, -1, 1, 1, 1])
    assert Stable(2)(seen, BOIN.decide(seen)).tolist() == [True]
    assert Stable(3)(seen, BOIN.decide(seen)).tolist() == [False]


def test_every_trial_of_a_batch_is_judged_on_its_own() -> None:
    seen = Outcomes.of(level=[[0, 0, 0], [1, 1, 1]], dlt=[[0, 0, 0], [0, 0, 1]], cohort=np.tile([0, 1, 2], (2, 1)))
    assert Stable(3)(seen, BOIN.decide(seen)).tolist() == [False, True]


def test_what_it_says() -> None:
    design = Ruled(BOIN, stopping=Stable(2))
    assert design.decide(Outcomes.parse("1NNN 2NNT 2NNT")).one().reason == (
        "The last 2 cohorts were treated at level 2, which would be next again: stop, the MTD is level 2."
    )
    assert Stable(1).cause.startswith("The last cohort was treated at {at}")


def test_a_number_of_cohorts_that_is_none_is_refused() -> None:
    with pytest.raises(DesignError, match="^stable: cohorts = 0: a whole number"):
        Stable(0)
