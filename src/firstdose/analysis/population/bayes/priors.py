"""What is believed of population parameters before the data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing
from firstdose.errors import ModelError
from firstdose.types import F64


@dataclass(frozen=True)
class Priors:
    """Priors of thetas, variances and residual errors.

    Notes
    -----
    A theta is normal on its scale of estimation (log, logit or normal). The standard deviation of a random effect is
    half normal; its correlations within a block have density det(R)^(correlation - 1) (Lewandowski, Kurowicka and Joe
    2009, doi:10.1016/j.jmva.2009.04.008). The standard deviation of a residual error is half Cauchy, with the initial
    value of the population model as its median.

    Examples
    --------
    >>> Priors({"CL": (1.0, 0.3)}).of_theta("CL", 0.5), Priors().of_theta("CL", 0.5)
    ((1.0, 0.3), (0.5, 1.0))
    """

    theta: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # mean and sd on the scale of estimation
    theta_sd: float = 1.0  # of the others, around their initial values; of the log: a factor of 2.7
    omega_sd: float = 1.0  # scale of the half normal, on the scale of the parameter
    correlation: float = 2.0  # 1: all correlations are as likely; above: those near 0 are more so

    def __post_init__(self) -> None:
        sds = [self.theta_sd, self.omega_sd, self.correlation, *(sd for _, sd in self.theta.values())]
        if not all(math.isfinite(each) and each > 0 for each in sds):
            raise ModelError(f"Priors {self}: standard deviations, and correlation, are finite and above 0.")

    def of_theta(self, name: str, initial: float) -> tuple[float, float]:
        """Mean and standard deviation of a theta."""
        return self.theta.get(name, (initial, self.theta_sd))

    def log_density(self, packing: Packing, x: F64) -> F64:
        """(C,) of vectors (C, Q), up to a constant; with the volume that ``Packing`` gives to variances."""
        check_names(packing.spec, self)
        start, values = packing.initial, packing.unpack(x)
        found = np.zeros(len(x))
        for t in packing.thetas:
            mean, sd = self.of_theta(packing.spec.theta[t].name, float(start.theta[t]))
            found -= 0.5 * ((values.theta[:, t] - mean) / sd) ** 2
        between = within = 0
        for block in packing.spec.omega:
            k = len(block.names)
            first = within if block.occasion else between
            within, between = within + k * block.occasion, between + k * (not block.occasion)
            if not block.fixed:
                matrix = values.iov if block.occasion else values.omega
                found += self._of_block(matrix[:, first : first + k, first : first + k])
        for e in packing.sigmas:
            ratio = values.sigma[:, e] / start.sigma[e]
            found += np.log(ratio) - np.log1p(ratio**2)
        return found

    def _of_block(self, omega: F64) -> F64:
        """Of covariances (C, k, k), as a density of the logarithms of L's diagonal and of its other elements.

        Notes
        -----
        d Omega / d(sd, R) has determinant 2^k prod sd_i^k, and d Omega / d(log L_ii, L_ij) 2^k prod L_ii^(k - i + 2),
        i from 1.
        """
        k = omega.shape[-1]
        sd = np.sqrt(np.diagonal(omega, axis1=1, axis2=2))
        root = np.log(np.diagonal(np.linalg.cholesky(omega), axis1=1, axis2=2))
        volume = ((k + 1 - np.arange(k)) * root).sum(axis=1) - k * np.log(sd).sum(axis=1)
        spread = -0.5 * (sd**2).sum(axis=1) / self.omega_sd**2
        correlations = 2 * (root - np.log(sd)).sum(axis=1)
        return np.asarray(volume + spread + (self.correlation - 1) * correlations, np.float64)


def check_names(spec: PopulationModel, priors: Priors) -> None:
    """Refuse a prior of something that is not estimated."""
    free = [each.name for each in spec.theta if not each.fixed]
    for name in priors.theta:
        if name not in free:
            raise ModelError(f"There is a prior of {name}, which is not estimated. Estimated are {', '.join(free)}.")
