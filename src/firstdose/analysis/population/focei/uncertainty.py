"""The covariance of the estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from firstdose.types import F64

Covariance: TypeAlias = Literal["r", "s", "rsr"]
TITLES = {
    "r": "R⁻¹, of the Hessian of the objective",
    "s": "S⁻¹, of the gradients of the subjects",
    "rsr": "R⁻¹ S R⁻¹, the sandwich of the Hessian and the gradients of the subjects",
}


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Of Q estimates."""

    covariance: F64 | None  # None: the Hessian is not positive definite
    by: str
    condition: float  # of the correlation matrix


def uncertainty(hessian: F64, gradients: F64, how: Covariance) -> Uncertainty:
    """From the Hessian of OFV (Q, Q) and the gradient of each subject's (S, Q) at the minimum.

    Notes
    -----
    R is half the Hessian and S a quarter of the sum of g gᵀ, those of -log likelihood. R⁻¹ is right where the model
    is; R⁻¹ S R⁻¹ also where it is not, but needs many more subjects than parameters.

    Examples
    --------
    >>> found = uncertainty(np.array([[8.0]]), np.array([[4.0], [-4.0]]), "rsr")
    >>> found.covariance.tolist()  # 1/4 * (2 * 16 / 4) * 1/4
    [[0.5]]
    """
    r, s = hessian / 2, gradients.T @ gradients / 4
    if not _definite(r) or (how == "s" and not _definite(s)):
        return Uncertainty(None, "", math.nan)
    inverse = np.linalg.inv(s if how == "s" else r)
    covariance = np.asarray(inverse @ s @ inverse if how == "rsr" else inverse, np.float64)
    return Uncertainty(covariance, TITLES[how], _condition(covariance))


def _definite(matrix: F64) -> bool:
    if not np.isfinite(matrix).all():
        return False
    scale = np.sqrt(np.abs(np.diag(matrix)))
    return bool((scale > 0).all() and np.linalg.eigvalsh(matrix / np.outer(scale, scale))[0] > 1e-9)


def _condition(covariance: F64) -> float:
    sd = np.sqrt(np.diag(covariance))
    if not (sd > 0).all():
        return math.inf
    values = np.linalg.eigvalsh(covariance / np.outer(sd, sd))
    return float(values[-1] / values[0]) if values[0] > 0 else math.inf
