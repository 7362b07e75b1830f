"""Larger cohorts at higher doses."""

import pytest

from firstdose.design import Boin, CohortsByDose, Ruled, UpTo
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

RULE = CohortsByDose(size=(1, 3), from_doses=(0, 2), doses=(1, 2, 4))
DESIGN = Ruled(Boin(0.3, 3), size=UpTo(RULE, 6))


@pytest.mark.parametrize(("outcomes", "size"), [("", 1), ("1N", 3), ("1N 2NNN", 2), ("1N 2NTT", 1)])
def test_the_next_dose_says_how_many(outcomes: str, size: int) -> None:
    assert DESIGN.decide(Outcomes.parse(outcomes)).one().size == size


def test_a_trial_that_has_stopped_gets_nobody() -> None:
    assert DESIGN.decide(Outcomes.parse("1TTT")).one().size == 0


@pytest.mark.parametrize(
    ("size", "from_doses", "message"),
    [
        ((1, 0), (0, 2), "cohorts-by-dose: size = 0: a whole number of patients"),
        ((1, 128), (0, 2), "cohorts-by-dose: size = 128: a cohort has at most 127 patients"),
        ((1,), (0, 2), "cohorts-by-dose: 1 values for 2 ranges of doses."),
    ],
)
def test_a_rule_that_cannot_be_is_refused(size: tuple[int, ...], from_doses: tuple[float, ...], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        CohortsByDose(size, from_doses, (1, 2, 4))
    assert str(refused.value).startswith(message)


def test_doses_of_another_trial_are_refused() -> None:
    with pytest.raises(DesignError, match="^cohorts-by-dose: doses has 2 values and the design 3 levels"):
        Ruled(Boin(0.3, 3), size=CohortsByDose((1, 3), (0, 2), (1, 2))).decide(Outcomes.parse("1NNN"))
