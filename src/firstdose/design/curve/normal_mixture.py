"""A mixture of bivariate normal distributions in place of a distribution on a grid."""

import numpy as np

from firstdose.design.curve.logistic_prior import Part
from firstdose.types import F64

_NOTHING = 1e-6  # of the highest mass: nodes below it are passed over
_ROUNDS = 100
_SPREADS = {1: (1.0,), 2: (0.4, 2.0), 3: (0.25, 1.0, 4.0), 4: (0.25, 0.7, 2.0, 6.0)}  # of the first covariances


def fit(x: F64, y: F64, mass: F64, parts: int) -> tuple[Part, ...]:
    """The mixture of so many parts nearest to masses (A, B) at nodes (x, y), the heaviest part first.

    Nearest in Kullback-Leibler divergence, by expectation and maximisation from one common centre; after each round
    the mixture has the mean and the covariance of the masses.

    References
    ----------
    Dempster AP, Laird NM, Rubin DB (1977), J R Stat Soc B 39:1.

    Examples
    --------
    >>> nodes = np.linspace(-6, 6, 61)
    >>> mass = np.exp(-0.5 * (nodes[:, None] ** 2 + nodes**2 / 0.25))
    >>> weight, mean, cov = fit(nodes, nodes, mass / mass.sum(), parts=1)[0]
    >>> [round(cov[0][0], 3), round(cov[1][1], 3)]
    [1.0, 0.25]
    """
    heavy = mass > _NOTHING * mass.max()
    points = np.stack([values[heavy] for values in np.meshgrid(x, y, indexing="ij")], axis=1)
    share = mass[heavy] / mass[heavy].sum()
    mean, cov = _moments(points, share)
    weights = np.full(parts, 1 / parts)
    means, covs = np.repeat(mean[None], parts, axis=0), np.array([cov * spread for spread in _SPREADS[parts]])
    for _ in range(_ROUNDS):
        logs = np.log(weights) + np.stack(
            [_log_density(points, m, c) for m, c in zip(means, covs, strict=True)], axis=1
        )
        belongs = np.exp(logs - logs.max(axis=1, keepdims=True))
        belongs *= (share / belongs.sum(axis=1))[:, None]
        weights = belongs.sum(axis=0)
        made = [_moments(points, belongs[:, part] / weights[part]) for part in range(parts)]
        means, covs = np.array([m for m, _ in made]), np.array([c for _, c in made])
    order = np.argsort(-weights, kind="stable")
    return tuple(_part(weights[part], means[part], covs[part]) for part in order)


def _moments(points: F64, share: F64) -> tuple[F64, F64]:
    """Mean (2,) and covariance (2, 2)."""
    mean = np.einsum("n,ni->i", share, points)
    off = points - mean
    return mean, np.einsum("n,ni,nj->ij", share, off, off)


def _log_density(points: F64, mean: F64, cov: F64) -> F64:
    """(N,) up to the constant that all parts share."""
    off, inverse = points - mean, np.linalg.inv(cov)
    square = np.einsum("ni,ij,nj->n", off, inverse, off)
    return np.asarray(-0.5 * (square + np.log(np.linalg.det(cov))))


def _part(weight: np.float64, mean: F64, cov: F64) -> Part:
    a, b, c = float(cov[0, 0]), float(cov[0, 1]), float(cov[1, 1])
    return float(weight), (float(mean[0]), float(mean[1])), ((a, b), (b, c))
