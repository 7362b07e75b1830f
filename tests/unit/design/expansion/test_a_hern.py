"""A'Hern's single stage: small cases by hand, and what it refuses."""

from typing import Any

import pytest

from firstdose.design.expansion import AHern, Look
from firstdose.errors import DesignError


def test_three_patients_by_hand() -> None:
    design = AHern(0.1, 0.5, 0.05, 0.5, r=2, n=3)
    assert design.p_go(0.5) == 0.5
    assert design.boundaries == (Look(3, 1, 2),)
    assert (design.expected_n(0.5), design.p_early_stop(0.5)) == (3.0, 0.0)
    assert [design.decide(x, 3).action for x in range(4)] == ["stop-futility"] * 2 + ["go"] * 2


@pytest.mark.parametrize("rates", [(0.1, 0.3), (0.2, 0.5), (0.5, 0.7)])
def test_no_smaller_single_stage_keeps_both_errors(rates: tuple[float, float]) -> None:
    best = AHern.design(*rates)
    assert best.p_go(rates[0]) <= 0.05
    assert best.p_go(rates[1]) >= 0.8
    for n in range(max(1, best.n - 6), best.n):
        for r in range(1, n + 1):
            one = AHern(*rates, 0.05, 0.2, r=r, n=n)
            assert one.p_go(rates[0]) > 0.05 or one.p_go(rates[1]) < 0.8


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p0": 0.3, "p1": 0.3}, "A'Hern: p0 = 0.3 is not below p1 = 0.3"),
        ({"p0": 0.0, "p1": 0.3}, "p0 = 0: a probability"),
        ({"p0": 0.1, "p1": 1.0}, "p1 = 1: a probability"),
        ({"p0": 0.1, "p1": 0.3, "alpha": 0.0}, "alpha = 0"),
        ({"p0": 0.1, "p1": 0.3, "beta": float("nan")}, "beta = nan"),
        ({"p0": 0.1, "p1": 0.3, "n_max": 24}, "no single stage with n <= 24 tells .* Raise n_max"),
        ({"p0": 0.1, "p1": 0.3, "n_max": 0}, "n_max = 0: a whole number of patients"),
    ],
)
def test_an_impossible_question_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        AHern.design(**arguments)


@pytest.mark.parametrize(("r", "n"), [(0, 3), (4, 3), (1, 0)])
def test_a_stage_that_decides_nothing_is_refused(r: int, n: int) -> None:
    with pytest.raises(DesignError, match="1 <= r <= n is needed"):
        AHern(0.1, 0.3, 0.05, 0.2, r=r, n=n)
