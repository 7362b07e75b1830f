"""The dual-agent model: odds, interaction, and where a line crosses a probability."""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import multivariate_normal

from firstdose.design.curve.combo_model import Surface

ALONE = (((-0.7, 0.0), ((4.0, 0.2), (0.2, 1.0))), ((-1.5, 0.2), ((1.0, -0.3), (-0.3, 0.5))))
SURFACE = Surface(ALONE, (0.3, 0.6), ((0.5, 0.25), (0.5, 0.0), (0.0, 0.25), (2.0, 1.0)))
THETA = np.array([[-1.0, 0.2, -0.5, -0.3, 0.7], [0.4, -0.1, -2.0, 0.5, -1.2]])
HERE = np.zeros(1)


def _odds(ratio: float, log_alpha: float, log_beta: float) -> float:
    return float(np.exp(log_alpha) * ratio ** np.exp(log_beta)) if ratio else 0.0


@pytest.mark.parametrize("level", range(4))
def test_the_odds_are_those_of_independent_drugs_times_the_interaction(level: int) -> None:
    first, second = SURFACE.ratios[level]
    for row, (a, b, c, d, eta) in enumerate(THETA):
        one, other = _odds(first, a, b), _odds(second, c, d)
        odds = (one + other + one * other) * np.exp(eta * first * second)
        assert SURFACE.terms(THETA, level).logit(HERE)[row, 0] == pytest.approx(np.log(odds))


def test_without_interaction_the_drugs_act_independently() -> None:
    plain = THETA * [1, 1, 1, 1, 0]
    both, one, other = (expit(SURFACE.terms(plain, level).logit(HERE)) for level in (0, 1, 2))
    assert both == pytest.approx(1 - (1 - one) * (1 - other))


@pytest.mark.parametrize("level", range(4))
def test_a_line_crosses_a_probability_where_it_is_said_to(level: int) -> None:
    terms = SURFACE.terms(THETA, level)
    for p in (0.01, 0.33, 0.99):
        there = THETA + terms.rise(float(logit(p)))[:, None] * [1, 0, 1, 0, 0]
        assert expit(SURFACE.terms(there, level).logit(HERE))[:, 0] == pytest.approx([p, p])


def test_the_prior_is_the_normal_density() -> None:
    expected = multivariate_normal(SURFACE.mean, SURFACE.cov).logpdf(THETA)
    assert SURFACE.log_prior(THETA) == pytest.approx(expected)


def test_the_likelihood_is_binomial_in_patients_and_rises_with_log_alpha() -> None:
    rise, n, dlt = np.array([0.0, 0.5]), (3, 0, 2, 0), (1, 0, 0, 0)
    found = SURFACE.log_likelihood(THETA, rise, n, dlt)
    for column, up in enumerate(rise):
        moved = THETA + up * np.array([1, 0, 1, 0, 0])
        p = [expit(SURFACE.terms(moved, level).logit(HERE)[:, 0]) for level in (0, 2)]
        assert found[:, column] == pytest.approx(np.log(p[0]) + 2 * np.log(1 - p[0]) + 2 * np.log(1 - p[1]))


def test_extreme_parameters_stay_finite() -> None:
    terms = SURFACE.terms(np.array([[-300.0, 3.0, -300.0, 3.0, 0.0], [300.0, 3.0, 300.0, 3.0, 0.0]]), 0)
    assert np.isfinite(terms.logit(HERE)).all()
    assert np.isfinite(terms.rise(0.0)).all()
