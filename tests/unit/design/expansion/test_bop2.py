"""BOP2 for one endpoint: a case by hand, the best of the grid, and what it refuses."""

from typing import Any

import pytest

from firstdose.design.expansion import Bop2
from firstdose.errors import DesignError


def test_two_patients_by_hand() -> None:
    design = Bop2(0.5, (1, 2), lambda_=0.6, gamma=1.0, prior=(1, 1))
    assert design.cutoffs == (0.3, 0.6)
    # Pr(p > 0.5): 0 of 1 0.25, 1 of 1 0.75; of 2 patients 0.125, 0.5, 0.875
    assert [row.stop_if_at_most for row in design.boundaries] == [0, 1]
    assert design.p_go(0.5) == 0.25
    assert design.p_early_stop(0.5) == 0.5


def test_a_probability_at_its_cutoff_goes_on() -> None:
    assert Bop2(0.5, (1, 2), lambda_=0.5, gamma=1.0, prior=(1, 1)).boundaries[0].stop_if_at_most is None
    assert Bop2(0.5, (1, 2), lambda_=0.5, gamma=1.0, prior=(1, 1)).boundaries[1].stop_if_at_most == 0


def test_the_search_finds_what_trying_a_coarse_grid_does_not_beat() -> None:
    best = Bop2.design(0.2, 0.4, (10, 20, 30), alpha=0.1)
    assert best.p_go(0.2) <= 0.1
    for lambda_ in (0.7, 0.8, 0.85, 0.9, 0.95):
        for gamma in (0.0, 0.3, 0.6, 1.0):
            other = Bop2(0.2, (10, 20, 30), lambda_, gamma)
            assert other.p_go(0.2) > 0.1 or other.p_go(0.4) <= best.p_go(0.4) + 1e-9


def test_the_prior_can_be_given() -> None:
    assert Bop2.design(0.2, 0.4, (10, 20), prior=(1, 1)).prior == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p0": 0.0}, "p0 = 0: a probability"),
        ({"looks": (10, 10)}, "looks = 10, 10"),
        ({"lambda_": 1.0}, "lambda = 1: a probability between 0 and 1"),
        ({"gamma": -0.5}, "gamma = -0.5: a number from 0 on"),
        ({"gamma": float("nan")}, "gamma = nan"),
        ({"prior": (1.0, 0.0)}, "prior = 1, 0"),
        ({"lambda_": 1e-6}, "at some look every number of responses ends alike"),
        ({"looks": (1,), "lambda_": 0.99}, "at some look every number of responses ends alike"),
    ],
)
def test_a_design_that_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    plain: dict[str, Any] = {"p0": 0.2, "looks": (10, 20), "lambda_": 0.9, "gamma": 0.5}
    with pytest.raises(DesignError, match=message):
        Bop2(**(plain | arguments))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p1": 0.2}, "p0 = 0.2 is not below p1 = 0.2"),
        ({"looks": ()}, "looks = none"),
        ({"alpha": 1.0}, "alpha = 1"),
        ({"prior": (0, 0)}, "prior = 0, 0"),
        ({"looks": (2, 3), "alpha": 1e-4}, "no lambda and gamma keep the error at p0 = 0.2 to alpha = 0.0001 with 3"),
    ],
)
def test_an_impossible_question_is_refused(arguments: dict[str, Any], message: str) -> None:
    plain: dict[str, Any] = {"p0": 0.2, "p1": 0.4, "looks": (10, 20)}
    with pytest.raises(DesignError, match=message):
        Bop2.design(**(plain | arguments))
