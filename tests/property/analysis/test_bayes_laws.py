"""Draws from a posterior that is known."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from tests import line

from firstdose.analysis.population import fit
from firstdose.analysis.population.bayes import Priors, sample_posterior
from firstdose.analysis.population.bayes.posterior import effective
from firstdose.errors import MissingExtraError, ModelError

emcee = pytest.mark.skipif(find_spec("emcee") is None, reason="the extra bayes is not installed")


@emcee
def test_the_posterior_of_a_line_is_that_of_its_exact_likelihood() -> None:
    """With variances fixed both thetas are normal: by precision between the estimates and a strong prior."""
    y = line.heights(12)
    given = line.straight()
    spec = replace(
        given,
        omega=(replace(given.omega[0], fixed=True),),
        error=(replace(given.error[0], fixed=True),),
    )
    told = fit(spec, line.table(y), covariance="r")
    priors = Priors({"A": (4.0, 0.2)}, theta_sd=10.0)
    found = sample_posterior(told, line.table(y), priors=priors, draws=400, warm_up=100, walkers=16)
    variance = line.DESIGN @ given.omega[0].covariance @ line.DESIGN.T + np.eye(len(line.TIMES))
    precision = 12 * line.DESIGN.T @ np.linalg.inv(variance) @ line.DESIGN
    right = precision @ told.population.theta + np.array([4.0 / 0.04, 0.5 / 100])
    exact = np.linalg.inv(precision + np.diag([1 / 0.04, 0.01]))
    few = effective(found.chains).min()
    assert few > 200
    np.testing.assert_allclose(found.draws.mean(axis=0), exact @ right, atol=4 * np.sqrt(exact.max() / few))
    np.testing.assert_allclose(np.cov(found.draws.T), exact, atol=4 * exact.max() * np.sqrt(2 / few))
    assert 0.1 < found.accepted < 0.7


@emcee
def test_the_same_seed_gives_the_same_draws() -> None:
    y = line.heights(5)
    told = fit(line.straight(), line.table(y), covariance="r")
    one, again, other = (sample_posterior(told, line.table(y), draws=4, warm_up=2, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.chains, again.chains)
    assert not np.array_equal(one.chains, other.chains)
    with pytest.raises(ModelError, match="walkers"):
        sample_posterior(told, line.table(y), walkers=3)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from firstdose.analysis.population.bayes import sample

    monkeypatch.setattr(sample, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="firstdose\\[bayes\\]"):
        sample_posterior(_nothing(), _nothing())


def _nothing() -> Any:
    return object()
