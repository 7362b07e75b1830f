"""Standard errors on the scales that people read."""

from __future__ import annotations

import numpy as np

from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population
from firstdose.types import F64

_STEP = 1e-5


def standard_errors(spec: PopulationModel, values: Population, covariance: F64) -> Population:
    """Of theta (on its scale), omega, iov and sigma, from the covariance (Q, Q) of the packed estimates.

    Notes
    -----
    The delta method: J C Jᵀ, with the derivatives J of what is read with respect to what is estimated. What is fixed
    has 0.
    """
    packing = Packing(spec)
    x, moves = packing.pack(values), _STEP * np.eye(packing.size)
    up, down = packing.unpack(x + moves), packing.unpack(x - moves)

    def error(name: str) -> F64:
        slope = (getattr(up, name) - getattr(down, name)) / (2 * _STEP)
        variance = np.einsum("q...,qr,r...->...", slope, covariance, slope)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)), np.float64)

    return Population(error("theta"), error("omega"), error("iov"), error("sigma"))
