"""Simon's two-stage design: small cases by hand, and what it refuses."""

from functools import cache
from itertools import product
from math import comb
from typing import Any

import pytest

from firstdose.design.expansion import SimonTwoStage
from firstdose.design.expansion.simon import Criterion
from firstdose.errors import DesignError


def _design(r1: int, n1: int, r: int, n: int) -> SimonTwoStage:
    return SimonTwoStage(p0=0.1, p1=0.3, alpha=0.05, beta=0.2, r1=r1, n1=n1, r=r, n=n)


BY_HAND = _design(r1=0, n1=1, r=1, n=2)  # two patients, both must respond


def test_the_probabilities_of_two_patients_by_hand() -> None:
    assert BY_HAND.p_early_stop(0.5) == 0.5
    assert BY_HAND.p_go(0.5) == 0.25
    assert BY_HAND.expected_n(0.5) == 1.5


def test_probabilities_at_the_null_have_names_of_their_own() -> None:
    design = SimonTwoStage.design(0.1, 0.3)
    assert (design.pet0, design.en0) == (design.p_early_stop(0.1), design.expected_n(0.1))


def test_certain_responses_and_none() -> None:
    design = SimonTwoStage.design(0.1, 0.3)
    assert (design.p_go(0.0), design.p_early_stop(0.0), design.expected_n(0.0)) == (0.0, 1.0, 10)
    assert (design.p_go(1.0), design.p_early_stop(1.0), design.expected_n(1.0)) == (1.0, 0.0, 29)


def test_responses_already_enough_at_stage_one_go_on() -> None:
    sure = _design(r1=0, n1=3, r=0, n=4)  # any response in stage 1 is enough
    assert sure.p_go(0.5) == 1 - 0.5**3


def _p_go(p: float, n: int, n1: int, r1: int, r: int) -> float:
    second = [_pmf(x, n - n1, p) for x in range(n - n1 + 1)]
    return sum(_pmf(x, n1, p) * sum(second[max(0, r + 1 - x) :]) for x in range(r1 + 1, n1 + 1))


@cache
def _pmf(x: int, n: int, p: float) -> float:
    return comb(n, x) * p**x * (1 - p) ** (n - x)


def _by_enumeration(p0: float, p1: float, alpha: float, beta: float, criterion: Criterion) -> SimonTwoStage:
    every = [(n, n1, r1, r) for n, n1, r1, r in product(range(13), repeat=4) if r1 < n1 < n and r1 <= r < n]
    kept = [each for each in every if _p_go(p0, *each) <= alpha and _p_go(p1, *each) >= 1 - beta]
    good = [SimonTwoStage(p0, p1, alpha, beta, r1=r1, n1=n1, r=r, n=n) for n, n1, r1, r in kept]
    return min(good, key=lambda d: (d.n * (criterion == "minimax"), round(d.expected_n(p0), 9), d.n, d.r))


@pytest.mark.parametrize("criterion", ["optimal", "minimax"])
@pytest.mark.parametrize("rates", [(0.1, 0.6, 0.1, 0.2), (0.3, 0.8, 0.1, 0.1), (0.4, 0.8, 0.2, 0.2)])
def test_the_search_finds_what_trying_every_design_finds(
    rates: tuple[float, float, float, float], criterion: Criterion
) -> None:
    assert SimonTwoStage.design(*rates, criterion=criterion) == _by_enumeration(*rates, criterion)


def test_minimax_is_the_smallest_and_optimal_the_smallest_on_average() -> None:
    optimal, minimax = SimonTwoStage.design(0.2, 0.35), SimonTwoStage.design(0.2, 0.35, criterion="minimax")
    assert minimax.n < optimal.n
    assert optimal.expected_n(0.2) < minimax.expected_n(0.2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p0": 0.3, "p1": 0.3}, r"p0 = 0.3 is not below p1 = 0.3: .* Give the response rate"),
        ({"p0": 0.4, "p1": 0.3}, "p0 = 0.4 is not below p1 = 0.3"),
        ({"p0": 0.0, "p1": 0.3}, "p0 = 0: a probability between 0 and 1 is needed"),
        ({"p0": 0.1, "p1": 1.5}, "p1 = 1.5: a probability"),
        ({"p0": 0.1, "p1": 0.3, "alpha": 0.0}, "alpha = 0: a probability"),
        ({"p0": 0.1, "p1": 0.3, "beta": 1.0}, "beta = 1: a probability"),
        ({"p0": 0.1, "p1": 0.3, "criterion": "best"}, 'criterion = "best" is not known. Give one of optimal, minimax'),
        ({"p0": 0.1, "p1": 0.3, "n_max": 24}, "no design with n <= 24 tells a response rate of 0.3 from 0.1"),
        ({"p0": 0.1, "p1": 0.3, "n_max": -1}, "n_max = -1: a whole number of patients"),
    ],
)
def test_an_impossible_question_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        SimonTwoStage.design(**arguments)


@pytest.mark.parametrize(
    "bounds",
    [
        {"r1": -1, "n1": 3, "r": 2, "n": 6},
        {"r1": 3, "n1": 3, "r": 4, "n": 6},
        {"r1": 0, "n1": 6, "r": 2, "n": 6},
        {"r1": 1, "n1": 3, "r": 6, "n": 6},
        {"r1": 2, "n1": 4, "r": 1, "n": 6},
    ],
)
def test_a_stage_that_decides_nothing_is_refused(bounds: dict[str, int]) -> None:
    with pytest.raises(DesignError, match="0 <= r1 < n1 < n and r1 <= r < n are needed"):
        _design(**bounds)


@pytest.mark.parametrize("question", ["p_go", "p_early_stop", "expected_n"])
def test_a_response_rate_above_one_is_refused(question: str) -> None:
    with pytest.raises(DesignError, match=r"Response rate 1.2: a probability from 0 to 1"):
        getattr(BY_HAND, question)(1.2)
