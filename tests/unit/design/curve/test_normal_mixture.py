"""A mixture of normal distributions in place of a distribution on a grid."""

import numpy as np
import pytest

from firstdose.design.curve.normal_mixture import fit
from firstdose.types import F64

NODES = np.linspace(-8, 8, 81)
X, Y = np.meshgrid(NODES, NODES, indexing="ij")


def _normal(mean: tuple[float, float], sd: float) -> F64:
    mass = np.exp(-0.5 * ((X - mean[0]) ** 2 + (Y - mean[1]) ** 2) / sd**2)
    return np.asarray(mass / mass.sum())


@pytest.mark.parametrize("parts", [1, 2, 3, 4])
def test_mean_and_covariance_are_kept(parts: int) -> None:
    mass = 0.7 * _normal((-1.0, 0.5), 0.8) + 0.3 * _normal((1.5, 1.0), 1.2)
    made = fit(NODES, NODES, mass, parts)
    weights = np.array([part[0] for part in made])
    means, covs = np.array([part[1] for part in made]), np.array([part[2] for part in made])
    mean = weights @ means
    cov = np.einsum("p,pij->ij", weights, covs) + np.einsum("p,pi,pj->ij", weights, means - mean, means - mean)
    expected = np.array([(mass * X).sum(), (mass * Y).sum()])
    assert weights.sum() == pytest.approx(1)
    assert list(weights) == sorted(weights, reverse=True)
    assert mean == pytest.approx(expected, abs=1e-4)
    off = np.stack([X - expected[0], Y - expected[1]])
    assert cov == pytest.approx(np.einsum("ab,iab,jab->ij", mass, off, off), abs=1e-3)


def test_a_mixture_of_two_is_found_again() -> None:
    mass = 0.7 * _normal((0.0, 0.0), 0.5) + 0.3 * _normal((0.0, 0.0), 1.5)
    (first, _, narrow), (second, _, wide) = fit(NODES, NODES, mass, 2)
    assert (first, second) == pytest.approx((0.7, 0.3), abs=0.01)
    assert (narrow[0][0], wide[1][1]) == pytest.approx((0.25, 2.25), abs=0.05)
