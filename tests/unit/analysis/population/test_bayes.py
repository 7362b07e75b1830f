"""Priors as densities, and what is said of draws; sampling itself stands with the laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import halfcauchy, halfnorm
from tests import population

from firstdose.analysis.population.bayes import Posterior, Priors
from firstdose.analysis.population.bayes.posterior import effective, r_hat
from firstdose.analysis.population.values import Packing
from firstdose.errors import ModelError


def density(priors: Priors, at: int, x: Any, **tables: Any) -> Any:
    """Along one number, the others as they begin."""
    packing = Packing(population.spec(**tables))
    points = np.tile(packing.pack(packing.initial), (len(x), 1))
    points[:, at] = x
    return priors.log_density(packing, points)


def test_a_theta_is_normal_on_its_scale() -> None:
    found = density(Priors({"CL": (0.5, 0.2)}), 1, np.array([0.5, 0.7]))
    assert found[1] - found[0] == pytest.approx(-0.5)


def test_the_standard_deviation_of_a_random_effect_is_half_normal() -> None:
    """Of its logarithm: the density times the standard deviation."""
    log_sd = np.array([-2.0, -0.5, 0.3])
    found = density(Priors(omega_sd=0.7), 3, log_sd, omega={"KA": 0.1})
    expected = halfnorm.logpdf(np.exp(log_sd), scale=0.7) + log_sd
    np.testing.assert_allclose(np.diff(found), np.diff(expected))


def test_a_residual_error_is_half_cauchy_around_its_initial_value() -> None:
    log_sd = np.array([-1.0, 0.0, 2.0])
    found = density(Priors(), -1, log_sd, error={"CP": {"additive": 1.5}})
    expected = halfcauchy.logpdf(np.exp(log_sd), scale=1.5) + log_sd
    np.testing.assert_allclose(np.diff(found), np.diff(expected))


@pytest.mark.parametrize("eta", [1.0, 2.0])
def test_a_correlation_has_the_density_of_lewandowski(eta: float) -> None:
    """In a block of two, (1 - r²)^(eta - 1), with both standard deviations as they are."""
    packing = Packing(population.spec(omega={"CL, V": [0.09, 0.0, 0.04]}, theta={"CL": 0.5, "V": 3.0}))
    priors = Priors(correlation=eta)

    def at(r: float) -> float:
        root = np.linalg.cholesky(np.array([[0.09, 0.06 * r], [0.06 * r, 0.04]]))
        x = packing.pack(packing.initial)
        x[2:5] = [np.log(root[0, 0]), root[1, 0], np.log(root[1, 1])]
        jacobian = np.log(0.2) - np.log(1 - r**2)  # d (L21, log L22) / d (r, log sd2)
        return float(priors.log_density(packing, x[None])[0] + jacobian)

    expected = (eta - 1) * np.log(1 - 0.6**2)
    assert at(0.6) - at(0.0) == pytest.approx(expected)


def test_a_prior_integrates_to_a_finite_number() -> None:
    total = quad(lambda x: float(np.exp(density(Priors(), 3, np.array([x]), omega={"KA": 0.1})[0])), -12, 3)[0]
    assert 0 < total < np.inf


def test_a_prior_of_what_is_not_estimated_is_refused() -> None:
    with pytest.raises(ModelError, match="not estimated"):
        density(Priors({"Q": (0.0, 1.0)}), 0, np.zeros(1))
    with pytest.raises(ModelError, match="above 0"):
        Priors(theta_sd=0.0)


def test_walkers_that_disagree_have_a_large_r_hat_and_few_effective_draws() -> None:
    rng = np.random.default_rng(1)
    good = rng.normal(size=(400, 8, 1))
    stuck = np.cumsum(rng.normal(size=(400, 8, 1)), axis=0)
    assert r_hat(good)[0] < 1.01 < 1.2 < r_hat(stuck)[0]
    assert effective(good)[0] > 2000 > 400 > effective(stuck)[0]


def test_a_summary_is_on_the_natural_scale() -> None:
    spec = population.spec(omega={"KA": 0.1, "CL, V": [0.09, 0.02, 0.05]})
    packing = Packing(spec)
    chains = packing.pack(packing.initial) + 0.05 * np.random.default_rng(1).normal(size=(200, 16, packing.size))
    found = Posterior(spec, chains, np.zeros((200, 16)), 0.4)
    rows = {row["NAME"]: row for row in found.summary().to_dicts()}
    assert list(rows)[:5] == ["KA", "CL", "V", "omega KA", "omega CL"]
    assert rows["V"]["MEDIAN"] == pytest.approx(3.0, rel=0.01)
    assert rows["omega V,CL"]["MEDIAN"] == pytest.approx(0.02, abs=0.003)
    assert rows["sigma CP additive"]["Q025"] < 1.0 < rows["sigma CP additive"]["Q975"]
    assert found.converged
    assert len(found.to_dict()["parameters"]) == len(rows)
