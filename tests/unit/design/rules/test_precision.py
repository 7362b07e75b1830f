"""The MTD is known precisely enough."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.design import Boin, Precision
from firstdose.design.numbers import Numbers
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

SEEN = Outcomes.parse("1NNN 2NNT")
BOIN = Boin(0.3, 3).decide(SEEN)  # level 2 is next
POSTERIOR = replace(
    BOIN,
    numbers=Numbers(
        BOIN.numbers,
        {
            "p_dlt_mean": np.array([[0.1, 0.25, 0.4]]),
            "p_dlt_sd": np.array([[0.09, 0.1, 0.3]]),
            "p_target": np.array([[0.1, 0.5, 0.9]]),
        },
    ),
)


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        (Precision(cv=0.4), True),  # 0.1 / 0.25, equal
        (Precision(cv=0.39), False),
        (Precision(p_target=0.5), True),
        (Precision(p_target=0.51), False),
        (Precision(cv=0.4) & Precision(p_target=0.5), True),
    ],
)
def test_it_looks_at_the_level_that_comes_next(rule: Precision, ends: bool) -> None:
    assert rule(SEEN, POSTERIOR).tolist() == [ends]


def test_a_trial_that_has_stopped_is_left_alone() -> None:
    assert Precision(cv=0.99)(SEEN, replace(POSTERIOR, level=np.array([-1], np.int8))).tolist() == [False]


def test_what_it_says() -> None:
    told = replace(POSTERIOR, about=POSTERIOR.level, mtd=np.array([1], np.int8))
    every = np.array([True])
    assert told.because(Precision(p_target=0.5).cause, every).one().reason == (
        "Level 2 lies in the target interval with a probability of 0.500, at least 0.5: stop, the MTD is level 2."
    )
    assert told.because(Precision(cv=0.4).cause, every).one().reason == (
        "Level 2 is known precisely enough (DLT probability 0.250, standard deviation 0.100, at most 0.4 times that): "
        "stop, the MTD is level 2."
    )


@pytest.mark.parametrize(("rule", "name"), [(Precision(cv=0.3), "p_dlt_sd"), (Precision(p_target=0.5), "p_target")])
def test_a_design_without_a_posterior_is_refused(rule: Precision, name: str) -> None:
    with pytest.raises(DesignError) as refused:
        rule(SEEN, BOIN)
    assert str(refused.value).startswith(f"precision: this design has no {name} of a level. Use a design with")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "precision: cv = None, p_target = None: give one of the two"),
        ({"cv": 0.3, "p_target": 0.5}, "precision: cv = 0.3, p_target = 0.5: give one of the two"),
        ({"cv": 0.0}, "precision: cv = 0: a probability"),
        ({"p_target": 1.0}, "precision: p_target = 1: a probability"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Precision(**arguments)
    assert str(refused.value).startswith(message)
