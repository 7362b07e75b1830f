"""The most likely etas of every subject: conditional modes, or empirical Bayes estimates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.analysis.population.likelihood import Likelihood, Terms
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.types import F64, Bool

ENOUGH = 1e-8  # of the expected fall of -2 log density
MOST_STEPS, SMALLEST = 40, 1e-8  # steps, and shares of a step
LONGEST = 3.0  # step, in standard deviations of the etas
_JITTER = 1e-14  # on the diagonal of a matrix of correlations


@dataclass(frozen=True, eq=False)
class _Point:
    """Etas of C copies of S subjects, with -2 log density, its gradient and Gauss-Newton Hessian."""

    eta: F64  # (C, S, K)
    value: F64  # (C, S)
    gradient: F64  # (C, S, K)
    hessian: F64  # (C, S, K, K)


def modes(
    predictor: Predictor, likelihood: Likelihood, theta: F64, omega: F64, sigma: F64, eta: F64
) -> tuple[F64, Bool]:
    """(C, S, K) etas at which the density of data and etas is greatest, and which subjects got there (C, S).

    Parameters
    ----------
    theta, omega, sigma : (C, T), (C, K, K) and (C, E) of each copy.
    eta : (C, S, K) to begin with.

    Notes
    -----
    Gauss-Newton steps of all subjects at once, each halved until the density of its subject grows.
    """
    precision = inverse(omega)
    sd = np.sqrt(np.diagonal(omega, axis1=1, axis2=2))[:, None]
    at = _point(predictor, likelihood, theta, precision, sigma, eta)
    if not np.isfinite(at.value).all():
        bad = ~np.isfinite(at.value)
        at = _point(predictor, likelihood, theta, precision, sigma, np.where(bad[..., None], 0.0, eta))
    share, done = np.ones(at.value.shape), np.zeros(at.value.shape, bool)
    for _ in range(MOST_STEPS):
        step = -solved(_finite(at.hessian), np.nan_to_num(at.gradient, posinf=0.0, neginf=0.0)[..., None])[..., 0]
        fall = -np.einsum("csk,csk->cs", step, at.gradient)
        done |= ~(fall > ENOUGH) & np.isfinite(at.value)
        if (done | (share < SMALLEST)).all():
            break
        step = step / np.maximum(1.0, np.abs(step / (LONGEST * sd)).max(axis=2, keepdims=True, initial=0.0))
        moving = np.where(done, 0.0, share)
        tried = _point(predictor, likelihood, theta, precision, sigma, at.eta + moving[..., None] * step)
        better = tried.value < at.value
        share = np.where(better, np.minimum(1.0, 4 * share), share / 4)
        at = _chosen(better, tried, at)
    return at.eta, done


def _point(predictor: Predictor, likelihood: Likelihood, theta: F64, precision: F64, sigma: F64, eta: F64) -> _Point:
    f, slopes = predictor.with_slopes(theta, eta)
    return _Point(eta, *posterior(predictor.records, likelihood.terms(f, sigma), slopes, precision, eta))


def posterior(records: Records, terms: Terms, slopes: F64, precision: F64, eta: F64) -> tuple[F64, F64, F64]:
    """-2 log density of data and etas (C, S), its gradient (C, S, K) and Gauss-Newton Hessian (C, S, K, K)."""
    with np.errstate(all="ignore"):  # where a prediction failed
        return _posterior(records, terms, slopes, precision, eta)


def _posterior(records: Records, terms: Terms, slopes: F64, precision: F64, eta: F64) -> tuple[F64, F64, F64]:
    pull = np.einsum("ckl,csl->csk", precision, eta)
    value = records.by_subject(terms.value) + np.einsum("csk,csk->cs", pull, eta)
    gradient = records.by_subject(terms.slope[..., None] * slopes) + 2 * pull
    outer = slopes[..., :, None] * slopes[..., None, :]
    hessian = 2 * (records.by_subject(terms.information[..., None, None] * outer) + precision[:, None])
    return np.where(np.isfinite(value), value, np.inf), gradient, hessian


def inverse(matrices: F64) -> F64:
    """Of each matrix (..., K, K)."""
    return np.asarray(np.linalg.inv(matrices), np.float64)


def solved(matrices: F64, right: F64) -> F64:
    """matrices⁻¹ right (..., K, n), of positive definite matrices that rounding may have made singular."""
    scale = np.sqrt(np.diagonal(matrices, axis1=-2, axis2=-1))
    scaled = matrices / (scale[..., :, None] * scale[..., None, :]) + _JITTER * np.eye(matrices.shape[-1])
    return np.asarray(np.linalg.solve(scaled, right / scale[..., None]) / scale[..., None], np.float64)


def _finite(hessian: F64) -> F64:
    """A unit matrix where the prediction failed."""
    fine = np.isfinite(hessian).all(axis=(2, 3), keepdims=True)
    return np.where(fine, hessian, np.eye(hessian.shape[-1]))


def _chosen(better: Bool, new: _Point, old: _Point) -> _Point:
    return _Point(
        np.where(better[..., None], new.eta, old.eta),
        np.where(better, new.value, old.value),
        np.where(better[..., None], new.gradient, old.gradient),
        np.where(better[..., None, None], new.hessian, old.hessian),
    )
