"""The lowest dose is too toxic by its own patients."""

import pytest

from firstdose.design import Boin, LowestTooToxic
from firstdose.design.conclude import conclude
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


class Weighing(Boin):
    """A design that does not wait for pending patients."""

    weighs_pending = True


def _ends(rule: LowestTooToxic, seen: Outcomes) -> bool:
    return bool(rule(seen, BOIN.decide(seen))[0])


@pytest.mark.parametrize(
    ("rule", "outcomes", "ends"),
    [
        (LowestTooToxic(0.3), "1TTT", True),  # Pr = 0.992
        (LowestTooToxic(0.3), "1NTT", False),  # 0.916
        (LowestTooToxic(0.3), "1TT", False),  # two are too few
        (LowestTooToxic(0.3, at_least=2), "1TT", True),  # 0.973
        (LowestTooToxic(0.3, cutoff=0.9), "1NTT", True),
        (LowestTooToxic(0.3, at_least=4), "1TTT", False),
        (LowestTooToxic(0.3), "2TTT", False),  # not the lowest level
        (LowestTooToxic(0.3), "", False),
    ],
)
def test_the_lowest_dose_is_too_toxic_by_its_own_patients(rule: LowestTooToxic, outcomes: str, ends: bool) -> None:
    assert _ends(rule, Outcomes.parse(outcomes)) == ends


def test_a_probability_at_the_cutoff_is_not_above_it() -> None:
    p_over, seen = 1 - 0.3**4, Outcomes.parse("1TTT")  # three of three with a DLT
    assert not _ends(LowestTooToxic(0.3, cutoff=p_over), seen)
    assert _ends(LowestTooToxic(0.3, cutoff=p_over - 2e-9), seen)


def test_it_counts_the_patients_whose_outcome_is_known() -> None:
    """Three of three known with a DLT; six of six treated would look better."""
    seen = Outcomes.parse("1TTTPPP")
    decision = conclude(Weighing(0.3, 4), seen)
    assert decision.numbers["pending"][0, 0] == 3
    assert LowestTooToxic(0.3, cutoff=0.99)(seen, decision).tolist() == [True]
    assert LowestTooToxic(0.3, at_least=4)(seen, decision).tolist() == [False]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0,), "lowest-too-toxic: target = 0: a probability"),
        ((0.3, 1.0), "lowest-too-toxic: cutoff = 1: a probability"),
        ((0.3, 0.9, 0), "lowest-too-toxic: at_least = 0: a whole number of patients"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(arguments: tuple[float, ...], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        LowestTooToxic(*arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_every_trial_of_a_batch_is_judged_on_its_own() -> None:
    seen = Outcomes.of(level=[[0, 0, 0], [0, -1, -1]], dlt=[[1, 1, 1], [0, 0, 0]])
    assert LowestTooToxic(0.3)(seen, BOIN.decide(seen)).tolist() == [True, False]
