"""What a subject's measurements tell of its random effects: density, and a normal approximation around a point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.values import Population
from firstdose.types import F64


@dataclass(frozen=True, eq=False)
class Conditional:
    """Log densities of measurements given etas, for C copies of S subjects at once."""

    predictor: Predictor
    likelihood: Likelihood

    def predict(self, theta: F64, eta: F64) -> F64:
        """(C, O) predictions of one theta (T,) and etas (C, S, K)."""
        return self.predictor.predict(np.broadcast_to(theta, (len(eta), len(theta))), eta)

    def log_density(self, f: F64, sigma: F64) -> F64:
        """(C, S) log p(y | f), without log 2 pi; minus infinity where the model failed."""
        value = self.likelihood.terms(f, np.broadcast_to(sigma, (len(f), len(sigma)))).value
        found = -0.5 * self.predictor.records.by_subject(value)
        return np.where(np.isfinite(found), found, -np.inf)

    def spread(self, values: Population, eta: F64) -> F64:
        """(S, K, K) covariance of each subject's etas (S, K) by linearisation: (J' W J + Omega^-1)^-1.

        Notes
        -----
        J are the slopes of the predictions, W the information of the measurements about them. It is the covariance of
        the Laplace approximation, where terms with second derivatives of the predictions are left out.
        """
        f, slopes = self.predictor.with_slopes(values.theta[None], eta[None])
        information = self.likelihood.terms(f, values.sigma[None]).information
        weighed = np.nan_to_num(slopes[0] * information[0][:, None])
        products = weighed[:, :, None] * np.nan_to_num(slopes[0])[:, None, :]
        told = self.predictor.records.by_subject(products[None])[0]
        prior = np.linalg.inv(values.full(self.predictor.records.occasions))
        return np.asarray(np.linalg.inv(told + prior), np.float64)


def log_normal_density(eta: F64, covariance: F64) -> F64:
    """(...,) of etas (..., K) around 0, without log 2 pi."""
    root = np.linalg.cholesky(covariance)
    z = np.linalg.solve(root, eta.reshape(-1, eta.shape[-1]).T)
    found = -0.5 * (z**2).sum(axis=0) - np.log(np.diag(root)).sum()
    return np.asarray(found.reshape(eta.shape[:-1]), np.float64)
