"""Earlier trials as a prior, against closed forms: one trial and known taus, and trials that do not differ."""

from math import log
from typing import Any

import numpy as np
import pytest
from scipy.special import log_expit

from firstdose.design.curve.historical import EarlierTrial, Taus, predictive, robust_map_prior, told_of_history
from firstdose.design.curve.logistic_prior import Matrix, Pair
from firstdose.errors import DesignError
from firstdose.types import F64

MEAN: Pair = (-1.1, 0.0)
COV: Matrix = ((2.25, 0.3), (0.3, 1.0))
WEEKLY = EarlierTrial("weekly", "made up", (1.2, 1.6, 2.0, 2.4, 2.9), (3, 3, 3, 6, 3), (0, 0, 0, 1, 2))
THREE_WEEKLY = EarlierTrial("three-weekly", "made up", (1.2, 2.4, 3.6, 4.8), (3, 3, 9, 3), (0, 0, 1, 2))


def _moments(mean: Pair, cov: F64, *trials: EarlierTrial) -> tuple[F64, F64]:
    """Posterior mean and covariance of one curve that all trials share, by brute force."""
    nodes = np.linspace(-9, 9, 500)
    x, y = np.meshgrid(mean[0] + nodes, mean[1] + nodes * 0.8, indexing="ij")
    off, inverse = np.stack([x - mean[0], y - mean[1]]), np.linalg.inv(cov)
    logs = -0.5 * np.einsum("iab,ij,jab->ab", off, inverse, off)
    for trial in trials:
        for dose, n, dlt in zip(trial.doses, trial.n, trial.dlt, strict=True):
            eta = x + np.exp(y) * log(dose / 2.4)
            logs += dlt * log_expit(eta) + (n - dlt) * log_expit(-eta)
    mass = np.exp(logs - logs.max())
    return _of(x, y, mass / mass.sum())


def _of(x: F64, y: F64, mass: F64) -> tuple[F64, F64]:
    mean = np.array([(mass * x).sum(), (mass * y).sum()])
    off = np.stack([x - mean[0], y - mean[1]])
    return mean, np.einsum("ab,iab,jab->ij", mass, off, off)


def _predicted(taus: tuple[Taus, ...], *trials: EarlierTrial) -> tuple[F64, F64]:
    found = predictive(trials, 2.4, MEAN, COV, taus)
    x, y = np.meshgrid(found.log_alpha, found.log_beta, indexing="ij")
    return _of(x, y, found.mass)


def test_one_trial_with_known_taus_has_a_closed_form() -> None:
    """With theta ~ N(mu, T), mu ~ N(m, S): the new curve is linear in the old one, which has the prior N(m, S + T)."""
    tau = (0.5, 0.3)
    wide, apart = np.array(COV), np.diag(np.square(tau))
    old_mean, old_cov = _moments(MEAN, wide + apart, WEEKLY)
    pull = wide @ np.linalg.inv(wide + apart)
    mean, cov = _predicted(((1.0, *tau),), WEEKLY)
    assert mean == pytest.approx(np.array(MEAN) + pull @ (old_mean - MEAN), abs=1e-4)
    assert cov == pytest.approx(pull @ old_cov @ pull.T + wide + apart - pull @ wide, abs=1e-3)


def test_trials_that_do_not_differ_are_one_trial() -> None:
    mean, cov = _predicted(((1.0, 1e-3, 1e-3),), WEEKLY, THREE_WEEKLY)
    pooled_mean, pooled_cov = _moments(MEAN, np.array(COV), WEEKLY, THREE_WEEKLY)
    assert mean == pytest.approx(pooled_mean, abs=1e-4)
    assert cov == pytest.approx(pooled_cov, abs=1e-3)


def test_taus_are_weighed_by_how_well_they_predicted_the_trials() -> None:
    """Two trials far apart speak for a large tau."""
    harmless = EarlierTrial("harmless", "made up", (2.4,), (12,), (0,))
    toxic = EarlierTrial("toxic", "made up", (2.4,), (12,), (9,))
    both = _predicted(((0.5, 0.01, 0.01), (0.5, 1.5, 0.5)), harmless, toxic)
    apart = _predicted(((1.0, 1.5, 0.5),), harmless, toxic)
    assert both[1] == pytest.approx(apart[1], abs=0.02)


def test_the_robust_part_stands_last_with_its_weight() -> None:
    parts = robust_map_prior((WEEKLY,), 2.4, MEAN, COV, robust=0.3)
    assert parts[-1] == (0.3, MEAN, COV)
    assert sum(part[0] for part in parts) == pytest.approx(1)
    assert [part[0] for part in parts[:-1]] == sorted((part[0] for part in parts[:-1]), reverse=True)


def test_several_trials_are_named() -> None:
    told = told_of_history((WEEKLY, THREE_WEEKLY), 0.2)
    assert told == (
        "the earlier trials, weekly and three-weekly, keep a weight of {history:.2f}, after 0.80 at the start"
    )
    assert THREE_WEEKLY.summary == (
        "three-weekly: 0/3 at 1.2 mg/kg, 0/3 at 2.4 mg/kg, 1/9 at 3.6 mg/kg, 2/3 at 4.8 mg/kg"
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": " "}, "history: each earlier trial has a name and a source"),
        ({"source": ""}, "history: each earlier trial has a name and a source"),
        ({"n": (3,)}, 'history "weekly": give doses, n and dlt of the same length'),
        ({"doses": (), "n": (), "dlt": ()}, 'history "weekly": give doses, n and dlt of the same length'),
        ({"doses": (2.0, 1.0)}, 'history "weekly": doses are positive and rise'),
        ({"doses": (0.0, 1.0)}, 'history "weekly": doses are positive and rise'),
        ({"name": 5}, "history: each earlier trial has a name and a source"),
        ({"n": "33"}, "history \"weekly\": n = '33': a list of numbers is needed"),
        ({"n": (3, float("nan"))}, 'history "weekly": 0 DLTs among nan patients at 2 mg/kg cannot be.'),
        ({"dlt": (0, 4)}, 'history "weekly": 4 DLTs among 3 patients at 2 mg/kg cannot be.'),
        ({"dlt": (-1, 0)}, 'history "weekly": -1 DLTs among 3 patients at 1 mg/kg cannot be.'),
        ({"dlt": (0, 0.5)}, 'history "weekly": 0.5 DLTs among 3 patients at 2 mg/kg cannot be.'),
        ({"n": (3, 3.5)}, 'history "weekly": 0 DLTs among 3.5 patients at 2 mg/kg cannot be.'),
    ],
)
def test_what_cannot_be_an_earlier_trial_is_refused(changed: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {"name": "weekly", "source": "x", "doses": (1.0, 2.0), "n": (3, 3), "dlt": (0, 0)}
    with pytest.raises(DesignError) as refused:
        EarlierTrial(**good | changed)
    assert str(refused.value).startswith(message)
