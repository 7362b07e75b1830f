"""SAEM against nlmixr2's estimates of theophylline, and the laws that any run of it keeps."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.golden.test_focei import DATA, THETAS, reference

from firstdose.analysis.population import Fit, fit

EITHER = 0.03  # of a variance: the Monte Carlo error of two runs, ours and the reference's (its V is 5 % below FOCEI's)


@cache
def theophylline(seed: int = 1) -> Fit:
    """The fit that is promised."""
    return fit("theo_sd", DATA / "theo_sd.csv", "saem", seed=seed)


@pytest.mark.parametrize("method", ["saem", "focei"])
def test_the_estimates_are_within_half_of_the_reference_s_standard_errors(method: str) -> None:
    """The promise; in fact they are within a tenth of those of its SAEM."""
    for name, theirs in THETAS.items():
        value, se = reference("theo_sd", method)[theirs]
        assert theophylline().theta_log[name] == pytest.approx(value, abs=se / (10 if method == "saem" else 2))


def test_the_variances_are_the_reference_s() -> None:
    told = reference("theo_sd", "saem")
    assert theophylline().sigma["CP"]["additive"] == pytest.approx(told["add.sd"][0], rel=0.01)
    for name in THETAS:
        assert theophylline().omega[name][name] == pytest.approx(told[f"omega2.eta.{name.lower()}"][0], rel=2 * EITHER)


def test_the_standard_errors_are_the_reference_s() -> None:
    """Both are of the linearised model."""
    for name, theirs in THETAS.items():
        assert theophylline().se[name] == pytest.approx(reference("theo_sd", "saem")[theirs][1], rel=0.05)


def test_the_ofv_is_by_importance_sampling_and_says_so() -> None:
    found = theophylline()
    assert (found.method, found.ofv_method, found.converged) == ("saem", "importance sampling", True)
    assert 0 < found.ofv_se < 0.2
    assert found.to_dict()["ofv_se"] == found.ofv_se


def test_another_seed_moves_estimates_by_little() -> None:
    """A tenth of a standard error."""
    one, other = theophylline(), theophylline(2)
    for name, se in one.se.items():
        assert se is not None
        assert 0 < abs(one.theta_log[name] - other.theta_log[name]) < se / 10


def test_the_conditional_means_are_near_the_modes() -> None:
    modes = fit("theo_sd", DATA / "theo_sd.csv")
    apart = np.abs(theophylline().eta - modes.eta) / np.sqrt(np.diag(modes.population.omega))
    assert apart.max() < 0.35
    assert apart.mean() < 0.1
