"""EXNEX: limits in which it is something simple, decisions in words, and what it refuses."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit

from firstdose.design.expansion import Exchange, Exnex
from firstdose.errors import DesignError

BASKET = Exnex((0.1, 0.1, 0.05), (0.3, 0.3, 0.2), (12, 10, 8), strata=("SCCHN", "squamous", "resistant"))


def _alone(r: int, n: int, mean: float, sd: float) -> float:
    """E p of a stratum on its own."""

    def density(theta: float) -> float:
        return float(expit(theta) ** r * expit(-theta) ** (n - r) * np.exp(-0.5 * ((theta - mean) / sd) ** 2))

    return float(quad(lambda t: expit(t) * density(t), -25, 15)[0] / quad(density, -25, 15)[0])


def test_apart_each_stratum_is_what_it_is_on_its_own() -> None:
    found = BASKET.apart.posterior((4, 1, 0))
    for j, r in enumerate((4, 1, 0)):
        assert found.p_mean[0, j] == pytest.approx(_alone(r, BASKET.n[j], *BASKET.priors[j]), abs=1e-6)
    assert (found.p_exchangeable == 0).all()


def test_strata_that_must_be_alike_are_pooled() -> None:
    design = Exnex((0.1, 0.1), (0.3, 0.3), (12, 8), exchange=(Exchange(-1.4, 2.0, tau=0.001, weight=1.0),))
    found = design.posterior((5, 1))
    assert found.p_mean[0] == pytest.approx(np.full(2, _alone(6, 20, -1.4, 2.0)), abs=1e-5)
    assert found.p_exchangeable[0] == pytest.approx(np.ones(2))


def test_a_stratum_learns_from_others_and_less_from_unlike_ones() -> None:
    apart = BASKET.apart.posterior((4, 4, 1)).p_mean[0]
    beside = BASKET.posterior((4, 4, 0)).p_mean[0]
    assert abs(beside[0] - beside[1]) < abs(apart[0] - apart[1])
    unlike = BASKET.posterior((12, 1, 0))
    assert unlike.p_exchangeable[0, 0] < BASKET.posterior((2, 1, 0)).p_exchangeable[0, 0]


def test_one_stratum_alone_is_a_basket_too() -> None:
    one = Exnex((0.1,), (0.3,), (20,))
    assert one.chances(0.1).p_go[0, 0] == pytest.approx(
        1 - sum(_pmf(x, 20, 0.1) for x in range(one.needed(0, (0,)) or 0))
    )
    assert one.posterior(5).p_mean.shape == (1, 1)


def _pmf(x: int, n: int, p: float) -> float:
    from math import comb

    return comb(n, x) * p**x * (1 - p) ** (n - x)


def test_quantiles_hold_the_probability_they_should() -> None:
    responses = (4, 1, 0)
    low, high = BASKET.quantiles(responses, (0.25, 0.975))[0]
    seen = BASKET.posterior(responses)
    assert low < seen.p_mean[0, 0] < high
    at = Exnex((float(low), 0.1, 0.05), (0.5, 0.3, 0.2), BASKET.n, exchange=BASKET.components, own=BASKET.priors)
    assert at.posterior(responses).p_above[0, 0] == pytest.approx(0.75, abs=1e-6)


def test_decisions_say_why_stratum_by_stratum() -> None:
    said = BASKET.decide((5, 0, 1), (12, 10, 5))
    assert [one.action for one in said] == ["go", "stop-futility", "continue"]
    assert said[0].reason.startswith("5 of 12 patients with SCCHN responded; Pr(p > 0.1) is 0.99")
    assert said[0].reason.endswith("above 0.9: worth pursuing.")
    assert said[1].reason.endswith("not above 0.9: stop for futility.")
    assert said[2].reason.endswith("go on to 8 patients.")
    assert said[0].p_mean == BASKET.posterior((5, 0, 1), (12, 10, 5)).p_mean[0, 0]
    assert [one.action for one in BASKET.decide((5, 0, 0))] == ["go", "stop-futility", "stop-futility"]


def test_boundaries_say_how_much_the_others_help() -> None:
    rows = BASKET.boundaries
    assert [row.stratum for row in rows] == ["SCCHN", "squamous", "resistant"]
    assert all(row.others_high is not None and row.others_low is not None for row in rows)
    assert all((row.others_high or 0) <= (row.others_low or 0) for row in rows)
    assert Exnex((0.1,), (0.3,), (1,), cutoff=0.99999).boundaries[0].apart is None


def test_a_probability_at_the_cutoff_stops() -> None:
    above = float(np.round(BASKET.posterior((3, 1, 0)).p_above[0, 0], 9))
    at = Exnex(BASKET.p0, BASKET.p1, BASKET.n, cutoff=(above, 0.9, 0.9))
    assert at.decide((3, 1, 0))[0].action == "stop-futility"


def test_draws_stand_in_for_too_many_combinations(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = BASKET.chances(((0.1, 0.2, 0.1), (0.3, 0.2, 0.1)))
    monkeypatch.setattr("firstdose.design.expansion.exnex._MOST_STATES", 1)
    large = replace(BASKET)
    found = large.chances(((0.1, 0.2, 0.1), (0.3, 0.2, 0.1)), trials=400)
    assert (np.abs(found.p_go - exact.p_go) <= 4 * found.error).all()
    assert (found.error > 0).all()
    assert (exact.error == 0).all()
    again = large.chances((0.3, 0.2, 0.1), trials=400)
    assert again.p_go[0].tolist() == found.p_go[1].tolist()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p0": ()}, "0 strata: give 1 to 12"),
        ({"p1": (0.3,)}, "p1 has 1 values for 2 strata"),
        ({"n": (10, 10, 10)}, "n has 3 values for 2 strata"),
        ({"cutoff": (0.9,)}, "cutoff has 1 values for 2 strata"),
        ({"strata": ("one",)}, "strata has 1 values for 2 strata"),
        ({"own": ((0.0, 1.0),)}, "own has 1 values for 2 strata"),
        ({"p1": (0.3, 0.1)}, "p0 = 0.1 is not below p1 = 0.1"),
        ({"n": (10, 0)}, "looks = 0"),
        ({"cutoff": 1.0}, "cutoff = 1"),
        ({"own": ((0.0, 1.0), (0.0, 0.0))}, "own = 0 with sd = 0"),
        ({"exchange": ()}, "exchange is empty"),
    ],
)
def test_a_basket_that_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        Exnex(**({"p0": (0.1, 0.1), "p1": (0.3, 0.3), "n": (10, 10)} | arguments))


def test_responses_and_rates_that_cannot_be_are_refused() -> None:
    with pytest.raises(DesignError, match="2 responses of 3 strata: the design has 3"):
        BASKET.posterior((1, 1))
    with pytest.raises(DesignError, match="3 responses of 2 strata"):
        BASKET.posterior((1, 1, 1), (5, 5))
    with pytest.raises(DesignError, match="13 responses of 12 patients cannot be"):
        BASKET.posterior((13, 1, 1))
    with pytest.raises(DesignError, match="13 patients: the design ends at 12"):
        BASKET.quantiles((1, 1, 1), (0.5,), (13, 10, 8))
    with pytest.raises(DesignError, match="q = 1: a probability"):
        BASKET.quantiles((1, 1, 1), (1.0,))
    with pytest.raises(DesignError, match="2 response rates for 3 strata"):
        BASKET.chances((0.1, 0.1))
    with pytest.raises(DesignError, match="Response rate 1.1"):
        BASKET.chances((0.1, 0.1, 1.1))
