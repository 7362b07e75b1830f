"""The posterior of two drugs together equals a long importance sampling that shares nothing with our quadrature."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firstdose.design import ComboBlrm, Recommendation
from firstdose.trial import Outcomes

REFERENCE = json.loads((Path(__file__).parent / "data" / "dosefinding" / "combo_blrm_monte_carlo.json").read_text())
CLOSE = 5e-4  # 1e-3 is promised; ours is off by 1.4e-4 at most, and four standard errors of the reference are 4e-4
CASES = pytest.mark.parametrize("case", REFERENCE["cases"].values(), ids=REFERENCE["cases"].keys())
NAMES = {"mean": "p_dlt_mean", "sd": "p_dlt_sd", "below_16": "p_under"}


def _design() -> ComboBlrm:
    prior: Any = REFERENCE["prior"]
    return ComboBlrm(
        doses_a=tuple(REFERENCE["doses_a"]),
        doses_b=tuple(REFERENCE["doses_b"]),
        reference_a=REFERENCE["reference_a"],
        reference_b=REFERENCE["reference_b"],
        prior_mean_a=prior["a"][0],
        prior_cov_a=prior["a"][1],
        prior_mean_b=prior["b"][0],
        prior_cov_b=prior["b"][1],
        interaction_mean=prior["eta"][0],
        interaction_sd=prior["eta"][1],
        intervals=(0.16, 0.33, 0.6),
    )


def _answer(case: dict[str, Any]) -> Recommendation:
    treated = [
        (level, k < dlt) for level, (n, dlt) in enumerate(zip(case["n"], case["dlt"], strict=True)) for k in range(n)
    ]
    levels, toxic = [level for level, _ in treated], [dlt for _, dlt in treated]
    return _design().decide(Outcomes.of(level=[levels], dlt=[toxic])).one()


@CASES
def test_posterior_equals_the_sampling(case: dict[str, Any]) -> None:
    levels = _answer(case).levels
    for theirs, ours in NAMES.items():
        assert [getattr(level, ours) for level in levels] == pytest.approx(case[theirs], abs=CLOSE)
    assert [1 - (level.p_over or 0) for level in levels] == pytest.approx(case["below_33"], abs=CLOSE)
    assert [1 - (level.p_intervals or (0,))[-1] for level in levels] == pytest.approx(case["below_60"], abs=CLOSE)


@CASES
def test_evidence_equals_the_sampling(case: dict[str, Any]) -> None:
    n, dlt = np.array([case["n"]]), np.array([case["dlt"]])
    assert _design().log_predictive(n, dlt)[0] == pytest.approx(case["log_evidence"], abs=4 * CLOSE)


def test_the_excluded_combinations_are_those_of_the_sampling_and_what_lies_above_them() -> None:
    for case in REFERENCE["cases"].values():
        toxic = 1 - np.array(case["below_33"]) > 0.25
        closed = toxic | (toxic[:, None] & _design().below).any(axis=0)
        closed[0] &= sum(case["n"]) > 0
        assert [not level.admissible for level in _answer(case).levels] == closed.tolist()
