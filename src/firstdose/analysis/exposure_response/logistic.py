"""Logistic regressions, many at once, by maximum likelihood or with Firth's correction for small samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from firstdose.types import F64, Bool

_ITERATIONS = 60
_LARGEST_STEP = 3.0  # of a coefficient; columns are standardised, so that more would leap over the maximum
_ENOUGH = 1e-9  # a change of coefficients below this ends the search


@dataclass(frozen=True, eq=False)
class Regressions:
    """B regressions on P columns."""

    beta: F64  # (B, P)
    loglik: F64  # (B,) log likelihood, without the penalty
    penalised: F64  # (B,) what was maximised
    covariance: F64  # (B, P, P) inverse of the information
    converged: Bool  # (B,)


def regress(x: F64, y: F64, weight: F64, *, firth: bool, held: int = 0, start: F64 | None = None) -> Regressions:
    """Fit B logistic regressions.

    Parameters
    ----------
    x : (B, N, P) or (N, P) columns, the intercept among them.
    y : (N,) 0 or 1.
    weight : (B, N) how often each row counts: 1, or its number in a bootstrap sample.
    firth : add half the log determinant of the information to the log likelihood.
    held : so many columns at the end keep their starting coefficients.
    start : (P,) where to begin; 0 unless given.

    Notes
    -----
    Newton's method on the score; Firth's is X'(w (y - p) + h (1/2 - p)) with the leverages h, always from all columns.

    References
    ----------
    Firth D (1993), Biometrika 80:27, doi:10.1093/biomet/80.1.27.
    Heinze G, Schemper M (2002), Stat Med 21:2409, doi:10.1002/sim.1047.
    """
    x = np.broadcast_to(x, (len(weight), *x.shape[-2:]))
    beta = np.zeros((len(weight), x.shape[-1])) if start is None else np.tile(start, (len(weight), 1))
    free = slice(0, x.shape[-1] - held)
    moving = np.ones(len(weight), np.bool_)
    for _ in range(_ITERATIONS if free.stop else 0):
        at = np.flatnonzero(moving)
        step = _step(x[at], y, weight[at], beta[at], firth, free)
        beta[at, free] += step
        moving[at] = np.abs(step).max(axis=1) > _ENOUGH
        if not moving.any():
            break
    return _regressions(x, y, weight, beta, firth, ~moving)


def _step(x: F64, y: F64, weight: F64, beta: F64, firth: bool, free: slice) -> F64:
    p = expit((x @ beta[..., None])[..., 0])
    information = _information(x, weight * p * (1 - p))
    residual = weight * (y - p)
    if firth:
        residual = residual + _leverage(x, weight * p * (1 - p), information) * (0.5 - p)
    score = (residual[:, None, :] @ x)[:, 0]
    step = np.linalg.solve(_steady(information[:, free, free]), score[:, free, None])[..., 0]
    largest = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1.0, _LARGEST_STEP / np.maximum(largest, _ENOUGH)), np.float64)


def _regressions(x: F64, y: F64, weight: F64, beta: F64, firth: bool, converged: Bool) -> Regressions:
    eta = (x @ beta[..., None])[..., 0]
    p = expit(eta)
    information = _steady(_information(x, weight * p * (1 - p)))
    loglik = np.sum(weight * (y * log_expit(eta) + (1 - y) * log_expit(-eta)), axis=1)
    penalised = np.asarray(loglik + 0.5 * np.linalg.slogdet(information)[1] if firth else loglik, np.float64)
    return Regressions(beta, loglik, penalised, np.asarray(np.linalg.inv(information), np.float64), converged)


def _information(x: F64, weight: F64) -> F64:
    return np.asarray(np.swapaxes(x, 1, 2) @ (weight[..., None] * x), np.float64)


def _leverage(x: F64, weight: F64, information: F64) -> F64:
    inverse = np.linalg.inv(_steady(information))
    return np.asarray(weight * np.sum((x @ inverse) * x, axis=2), np.float64)


def _steady(information: F64) -> F64:
    """Invertible even where every probability has gone to 0 or 1."""
    return information + 1e-12 * np.eye(information.shape[-1])
