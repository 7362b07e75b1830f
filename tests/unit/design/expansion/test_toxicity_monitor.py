"""Toxicity monitoring: a case by hand, and what it refuses."""

from typing import Any

import numpy as np
import pytest

from firstdose.design.expansion import ToxicityLook, ToxicityMonitor
from firstdose.errors import DesignError

BY_HAND = ToxicityMonitor(0.5, 3, cutoff=0.8, prior=(1, 1))


def test_three_patients_by_hand() -> None:
    # Pr(p > 0.5) after all of n is 1 - 0.5^(n + 1): 0.75, 0.875, 0.9375; after 2 of 3 0.6875
    assert BY_HAND.boundaries == (ToxicityLook(1, None), ToxicityLook(2, 2), ToxicityLook(3, 3))
    found = BY_HAND.chances(0.5)
    assert found.p_stop_at.tolist() == [[0.0, 0.25, 0.0]]  # 3 of 3 stopped at 2 of 2
    assert (BY_HAND.p_stop(0.5), BY_HAND.expected_n(0.5)) == (0.25, 2.75)


def test_a_decision_says_why() -> None:
    said = BY_HAND.decide(2, 2)
    assert (said.action, said.p_over) == ("stop-toxicity", 0.875)
    assert said.reason == "2 of 2 patients had a toxicity; Pr(p > 0.5) is 0.875, above 0.8: stop."
    assert BY_HAND.decide(1, 2).reason.endswith("Pr(p > 0.5) is 0.500, not above 0.8: go on.")


def test_between_looks_nothing_stops() -> None:
    monitor = ToxicityMonitor(0.3, 10, looks=(5, 10))
    assert monitor.decide(4, 4).action == "continue"
    assert "4 patients are no look of this rule" in monitor.decide(4, 4).reason
    assert not monitor.stops(4, 4)
    assert monitor.stops(4, 5)


def test_looks_may_begin_later() -> None:
    assert ToxicityMonitor(0.3, 10, first=4).at == tuple(range(4, 11))


def test_a_probability_at_the_cutoff_goes_on() -> None:
    assert ToxicityMonitor(0.5, 1, cutoff=0.75, prior=(1, 1)).boundaries == (ToxicityLook(1, None),)


def test_experience_at_the_same_dose_counts() -> None:
    plain, warned = ToxicityMonitor(0.3, 10), ToxicityMonitor(0.3, 10, prior=(0.3 + 2, 0.7 + 4))
    assert (warned.p_over(3, 5) > plain.p_over(3, 5)) == (2 / 6 > 3 / 5)
    assert warned.p_over(np.array([0, 5]), 5).shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"limit": 0.0}, "limit = 0: a probability"),
        ({"cutoff": 1.0}, "cutoff = 1: a probability"),
        ({"prior": (1.0, -1.0)}, "prior = 1, -1"),
        ({"n_max": 0}, "n_max = 0: a whole number of patients"),
        ({"first": 11}, "first = 11 of n_max = 10"),
        ({"looks": (5, 3)}, "looks = 5, 3"),
        ({"looks": (5, 12)}, "a look at 12 patients is after n_max = 10. Remove it"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        ToxicityMonitor(**({"limit": 0.3, "n_max": 10} | arguments))


def test_toxicities_that_cannot_be_are_refused() -> None:
    with pytest.raises(DesignError, match="4 responses of 3 patients cannot be"):
        BY_HAND.decide(4, 3)
    with pytest.raises(DesignError, match="Toxicity rate 2: a probability"):
        BY_HAND.chances(2.0)
