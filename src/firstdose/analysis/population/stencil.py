"""Second derivatives of predictions, by difference quotients of predictions or of their sensitivities."""

from __future__ import annotations

import numpy as np

from firstdose.analysis.population.predictor import BETWEEN, Curvature, Predictor
from firstdose.types import F64, I64


def curvature(predictor: Predictor, theta: F64, eta: F64) -> Curvature:
    """See ``Predictor.with_curvature``; thetas that act like an eta cost nothing."""
    gains = predictor.individuals.gains(theta)
    free = [t for t, each in enumerate(predictor.spec.theta) if not each.fixed]
    own = [t for t in free if t not in gains]
    directions = np.zeros((predictor.k + len(own), predictor.k + theta.shape[1]))
    directions[np.arange(predictor.k), np.arange(predictor.k)] = 1.0
    directions[predictor.k + np.arange(len(own)), predictor.k + np.array(own, int)] = 1.0
    how = _of_sensitivities if predictor.has_sensitivities else _of_predictions
    f, slope, second = how(predictor, theta, eta, directions)
    k, subject = predictor.k, predictor.records.subject
    by_theta = np.zeros((*f.shape, theta.shape[1]))
    by_eta_theta = np.zeros((*f.shape, k, theta.shape[1]))
    by_theta[:, :, own], by_eta_theta[..., own] = slope[:, :, k:], second[..., k:]
    for t in (each for each in free if each in gains):
        at, gain = gains[t]
        by_theta[:, :, t] = gain[:, subject] * slope[:, :, at]
        by_eta_theta[:, :, :, t] = gain[:, subject, None] * second[..., at]
    return Curvature(f, slope[:, :, :k], second[..., :k], by_theta, by_eta_theta)


def _of_predictions(predictor: Predictor, theta: F64, eta: F64, directions: F64) -> tuple[F64, F64, F64]:
    """f (C, O), slopes (C, O, D) and (C, O, K, D) in D directions, from f at 1 + 2 D + 2 pairs points."""
    k, d, step = predictor.k, len(directions), predictor.step
    first, second = _pairs(k, d)
    both = directions[first] + directions[second]
    points = step * np.concatenate([np.zeros((1, directions.shape[1])), directions, -directions, both, -both])
    f = np.moveaxis(predictor.moved(theta, eta, points), 1, 2)  # (C, O, points)
    zero, up, down, ups, downs = np.split(f, np.cumsum([1, d, d, len(first)]), axis=2)
    slope = (up - down) / (2 * step)
    found = np.zeros((*f.shape[:2], k, d))
    at = np.arange(k)
    found[:, :, at, at] = (up + down - 2 * zero)[:, :, :k] / step**2
    sides = (up + down)[:, :, first] + (up + down)[:, :, second]
    mixed = (ups + downs - sides + 2 * zero) / (2 * step**2)
    found[:, :, first, second] = mixed
    inner = second < k
    found[:, :, second[inner], first[inner]] = mixed[:, :, inner]
    return f[:, :, 0], slope, found


def _pairs(k: int, d: int) -> tuple[I64, I64]:
    """An eta with each direction after it."""
    first, second = np.triu_indices(d, 1)
    return first[first < k], second[first < k]


def _of_sensitivities(predictor: Predictor, theta: F64, eta: F64, directions: F64) -> tuple[F64, F64, F64]:
    """The same, from f and its sensitivities at 1 + 2 D points."""
    k, d, copies = predictor.k, len(directions), len(theta)
    points = BETWEEN * np.concatenate([np.zeros((1, directions.shape[1])), directions, -directions])
    thetas = (theta[:, None] + points[None, :, k:]).reshape(copies * len(points), -1)
    etas = (eta[:, None] + points[None, :, None, :k]).reshape(copies * len(points), *eta.shape[1:])
    f, slopes = predictor.with_slopes(thetas, etas)
    f, slopes = f.reshape(copies, len(points), -1), slopes.reshape(copies, len(points), -1, k)
    second = np.moveaxis((slopes[:, 1 : d + 1] - slopes[:, d + 1 :]) / (2 * BETWEEN), 1, 3)
    along = np.moveaxis((f[:, 1 : d + 1] - f[:, d + 1 :]) / (2 * BETWEEN), 1, 2)
    return f[:, 0], np.concatenate([slopes[:, 0], along[:, :, k:]], axis=2), second
