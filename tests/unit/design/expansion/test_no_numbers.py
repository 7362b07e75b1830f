"""Text, truth values and parts of patients are refused by every design of a cohort, in words."""

from collections.abc import Callable
from typing import Any

import pytest

from firstdose.design.expansion import (
    AHern,
    Bop2,
    Bop2Pair,
    Exnex,
    PredictiveProbability,
    SimonTwoStage,
    ToxicityMonitor,
)
from firstdose.errors import DesignError

SIMON = SimonTwoStage(p0=0.1, p1=0.3, alpha=0.05, beta=0.2, r1=1, n1=10, r=5, n=29)
PAIR = Bop2Pair("nested", (0.15, 0.15, 0.7), looks=(10, 20), lambda_=0.9, gamma=1.0)
EXNEX = Exnex(p0=(0.1, 0.1), p1=(0.3, 0.3), n=(10, 12))
TEXT: Any = "20"
PART: Any = 1.5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SimonTwoStage.design(TEXT, 0.3), "p0 = '20': a probability"),
        (lambda: SimonTwoStage.design(0.1, 0.3, n_max=TEXT), "n_max = '20': a whole number of patients"),
        (lambda: SimonTwoStage(0.1, 0.3, 0.05, 0.2, PART, 10, 5, 29), "r1/n1 = 1.5/10"),
        (lambda: AHern(0.1, 0.3, 0.05, 0.2, PART, 25), "r/n = 1.5/25"),
        (lambda: SIMON.decide(PART, 10), "1.5 responses of 10 patients: give whole numbers"),
        (lambda: SIMON.decide(float("nan"), 10), "nan responses of 10 patients: give whole numbers"),  # type: ignore[arg-type]
        (lambda: SIMON.p_go(TEXT * 2 + "%"), "Response rate '2020%': a probability"),
        (lambda: PredictiveProbability(0.2, 0.4, TEXT), "n_max = '20': a whole number"),
        (lambda: PredictiveProbability(0.2, 0.4, 20, theta_U=TEXT), "theta_U = '20': a number is needed"),
        (
            lambda: PredictiveProbability(0.2, 0.4, 20, prior=(TEXT, 1.0)),
            r"prior = \('20', 1.0\): give the two numbers",
        ),
        (lambda: PredictiveProbability(0.2, 0.4, 20, looks=TEXT), "looks = '20': give a list"),
        (lambda: Bop2(0.2, (10, 20), TEXT, 1.0), "lambda_ = '20': a number is needed"),
        (lambda: PAIR.decide(PART, 2, 10), "1.5 complete responses and 2 responses in 10 patients cannot be"),
        (lambda: PAIR.p_go((TEXT, "a", "b")), "are no probabilities of nested endpoints. Give 3"),
        (lambda: ToxicityMonitor(0.3, TEXT), "n_max = '20': a whole number"),
        (lambda: Exnex(TEXT, (0.3,), (10,)), "p0 = '20': give a response rate for each stratum"),
        (lambda: Exnex((0.1, TEXT), (0.3, 0.3), (10, 12)), "p0 of stratum 2 = '20': a probability"),
        (lambda: Exnex((0.1, 0.1), (0.3, 0.3), (10, 12), strata=("lung", "lung")), "a name stands twice"),
        (lambda: EXNEX.posterior((PART, 1)), "give the whole number of responses of each stratum"),
        (lambda: EXNEX.decide((TEXT, 1)), "give the whole number of responses of each stratum"),
    ],
)
def test_what_is_no_number_is_refused(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        make()


def test_lists_do_as_well_as_tuples() -> None:
    listed: Any = Exnex([0.1, 0.1], [0.3, 0.3], [10, 12], cutoff=[0.9, 0.8])  # type: ignore[arg-type]
    plain = Exnex((0.1, 0.1), (0.3, 0.3), (10, 12), cutoff=(0.9, 0.8))
    assert listed == plain
    assert listed.posterior([1.0, 2.0]).p_mean.tolist() == plain.posterior((1, 2)).p_mean.tolist()
