"""What a fit's own numbers say against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests import population

from firstdose.analysis.population import Fit, Population, Records
from firstdose.analysis.population.doubts import doubts
from firstdose.analysis.population.importance import Importance
from firstdose.analysis.population.values import Packing

SPEC = population.spec(theta={"CL": 0.5, "V": 3.0}, omega={"CL, V": [0.09, 0.0, 0.04]})
SD = np.array([0.3, 0.2])
COVARIANCE = 0.01 * np.eye(Packing(SPEC).size)


def fit(covariance: float = 0.0) -> Fit:
    """Twelve subjects whose etas have the standard deviations of omega, and so no shrinkage."""
    start = Packing(SPEC).initial
    values = Population(start.theta, np.diag(SD**2) + covariance * np.eye(2)[::-1], start.iov, start.sigma)
    eta = SD * np.sqrt(11 / 12) * np.tile([[1.0], [-1.0]], (6, 1))
    names = tuple(range(12))
    return Fit(SPEC, "saem", values, 0.0, names, SPEC.between, eta, 60, np.zeros(60), COVARIANCE, condition=3.0)


@pytest.mark.parametrize("same", [{}, {"covariance": None, "condition": np.nan}])
def test_nothing_is_said_against_a_fit_without_a_fault(same: dict[str, Any]) -> None:
    assert list(doubts(replace(fit(), **same))) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"eta": fit().eta * [0.5, 1.0]}, "etas of CL shrink by 50 %"),
        ({"condition": 2e4}, "matrix is 20000"),
        ({"covariance": 100 * COVARIANCE}, "larger than the estimate: omega² CL (200 %), omega² V (200 %), sigma CP"),
    ],
)
def test_a_fault_is_said_once(changes: dict[str, Any], sentence: str) -> None:
    told = list(doubts(replace(fit(), **changes)))
    assert len(told) == 1
    assert sentence in told[0]


def test_a_correlation_at_its_boundary_is_said() -> None:
    assert any("correlation of CL and V in omega went to -0.998" in each for each in doubts(fit(-0.998 * 0.06)))


def test_few_samples_that_carry_a_subject_are_said() -> None:
    records = Records.of(SPEC, population.data(SPEC, population.doses(3)))
    assert Importance(0.0, 0.1, np.zeros(3), np.array([0.5, 0.1, 0.02])).doubts(records) == ()
    (told,) = Importance(0.0, 0.1, np.zeros(3), np.array([0.5, 0.01, 0.002])).doubts(records)
    assert told.startswith("The likelihood of subject 2, 3 rests on fewer than 2 % of its samples")
