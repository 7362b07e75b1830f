"""The MAP prior against the distribution it stands for."""

from math import log

import numpy as np
import pytest
from scipy.special import expit, logit

from firstdose.design.curve.historical import EarlierTrial, Taus, predictive, robust_map_prior
from firstdose.design.curve.logistic_grid import step_below
from firstdose.design.curve.logistic_posterior import LogisticModel
from firstdose.design.curve.logistic_prior import Matrix, MixturePrior, Pair
from firstdose.design.curve.posterior import Posterior

MEAN: Pair = (-1.1, 0.0)
COV: Matrix = ((2.25, 0.3), (0.3, 1.0))
WEEKLY = EarlierTrial("weekly", "made up", (1.2, 1.6, 2.0, 2.4, 2.9), (3, 3, 3, 6, 3), (0, 0, 0, 1, 2))
THREE_WEEKLY = EarlierTrial("three-weekly", "made up", (1.2, 2.4, 3.6, 4.8), (3, 3, 9, 3), (0, 0, 1, 2))


def _taus() -> tuple[Taus, ...]:
    """Log-normal taus with medians 0.25 and 0.125, a factor of 4 either way."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(6)
    scale, share = np.exp(log(4) / 1.96 * nodes), weights / weights.sum()
    return tuple(
        (float(v * w), float(0.25 * s), float(0.125 * t))
        for s, v in zip(scale, share, strict=True)
        for t, w in zip(scale, share, strict=True)
    )


def test_the_mixture_is_close_to_the_distribution_it_stands_for() -> None:
    """DLT probabilities below 0.16 and 0.33 to 0.01, means to 0.002."""
    doses = np.array([0.6, 1.2, 1.8, 2.4, 3.0])
    parts = robust_map_prior((WEEKLY,), 2.4, MEAN, COV, robust=1e-9)
    model = LogisticModel(MixturePrior.of(parts, tuple(np.log(doses / 2.4).tolist())))
    ours = Posterior(model, np.zeros((1, 2 * len(doses)), np.int64))
    found = predictive((WEEKLY,), 2.4, MEAN, COV, _taus())
    step = found.log_alpha[1] - found.log_alpha[0]
    for level, dose in enumerate(doses):
        eta = found.log_alpha[:, None] + np.exp(found.log_beta) * log(dose / 2.4)
        below = [float((found.mass * step_below((logit(cut) - eta) / step)).sum()) for cut in (0.16, 0.33)]
        assert ours.below((0.16, 0.33))[:, 0, level] == pytest.approx(below, abs=0.01)
        assert ours.mean[0, level] == pytest.approx(float((found.mass * expit(eta)).sum()), abs=0.002)


def test_more_heterogeneity_leaves_a_wider_prior() -> None:
    narrow, wide = (
        robust_map_prior((WEEKLY,), 2.4, MEAN, COV, heterogeneity=taus) for taus in ((0.125, 0.0625), (0.5, 0.25))
    )
    assert sum(part[0] * part[2][0][0] for part in narrow) < sum(part[0] * part[2][0][0] for part in wide)
