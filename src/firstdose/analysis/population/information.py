"""Standard errors from the model linearised at the conditional estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firstdose.analysis.population.conditional import Conditional
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population
from firstdose.types import F64

_STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Information:
    """Expected information of the Q estimates, in the order of ``Packing``."""

    matrix: F64  # (Q, Q)
    covariance: F64 | None  # its inverse; None where it is singular
    warnings: tuple[str, ...] = ()

    @property
    def errors(self) -> F64:
        """(Q,) standard errors; 1 where they are not known."""
        if self.covariance is None:
            return np.ones(len(self.matrix))
        return np.asarray(np.sqrt(np.diag(self.covariance)), np.float64)

    @property
    def condition(self) -> float:
        """Largest over smallest eigenvalue of the estimates' correlations."""
        if self.covariance is None:
            return math.nan
        values = np.linalg.eigvalsh(self.covariance / np.outer(self.errors, self.errors))
        return float(values[-1] / values[0])


def information(spec: PopulationModel, model: Conditional, values: Population, eta: F64) -> Information:
    """What the design tells of each estimate.

    Parameters
    ----------
    eta : (S, K) conditional estimates, at which predictions are linearised.

    Notes
    -----
    With y_i normal around f_i - J_i eta_i, variance V_i = J_i Omega J_i' + R_i, and X_i = df_i/dtheta: thetas have
    sum X_i' V_i^-1 X_i, parameters a, b of the variance sum tr(V_i^-1 dV_i/da V_i^-1 dV_i/db) / 2, and nothing between
    the two. An observation below its limit counts with the information that its likelihood has of the prediction, and
    tells nothing of sigma.

    References
    ----------
    Retout S, Mentre F (2003), J Biopharm Stat 13:209, doi:10.1081/BIP-120019267.
    """
    packing = Packing(spec)
    f, by_eta = model.predictor.with_slopes(values.theta[None], eta[None])
    x = _by_theta(model, values, eta, packing)
    noise, shares = _noise(model, values, f)
    by_omega = packing.omega_slopes(packing.pack(values)[None], model.predictor.records.occasions)[0]
    omega = values.full(model.predictor.records.occasions)
    thetas = len(packing.thetas)
    matrix = np.zeros((packing.size, packing.size))
    subject = model.predictor.records.subject
    for rows in np.split(np.arange(len(subject)), model.predictor.records.starts[1:]):
        j = by_eta[0, rows]
        weight = np.linalg.inv(j @ omega @ j.T + np.diag(noise[rows]))
        matrix[:thetas, :thetas] += x[rows].T @ weight @ x[rows]
        moves = [j @ each @ j.T for each in by_omega]
        moves += [np.diag(2 * shares[rows, e]) for e in packing.sigmas]
        weighed = np.array([weight @ each for each in moves]).reshape(len(moves), len(rows), len(rows))
        matrix[thetas:, thetas:] += 0.5 * np.einsum("aij,bji->ab", weighed, weighed)
    return _inverted(matrix, packing)


def _by_theta(model: Conditional, values: Population, eta: F64, packing: Packing) -> F64:
    """(O, free thetas) by central differences."""
    n = len(packing.thetas)
    if not n:
        return np.zeros((len(model.predictor.records.time), 0))
    thetas = np.tile(values.theta, (2 * n, 1))
    thetas[np.arange(n), packing.thetas] += _STEP
    thetas[n + np.arange(n), packing.thetas] -= _STEP
    f = model.predictor.predict(thetas, np.broadcast_to(eta, (2 * n, *eta.shape)))
    return np.asarray((f[:n] - f[n:]).T / (2 * _STEP), np.float64)


def _noise(model: Conditional, values: Population, f: F64) -> tuple[F64, F64]:
    """(O,) variances of the predictions' errors; (O, E) share of each standard deviation in the variance."""
    likelihood, records, spec = model.likelihood, model.predictor.records, model.predictor.spec
    sigma = values.sigma[None]
    sd = likelihood.sd(f, sigma)[0]
    is_log = np.array([error.log > 0 for error in spec.error])[records.output]
    scaled = np.where(is_log, np.abs(f[0]), 1.0)
    noise = (sd * scaled) ** 2
    told = likelihood.terms(f, sigma).information[0]
    noise = np.where(records.censored, 1 / np.maximum(told, 1e-12), noise)
    shares = np.zeros((len(sd), len(values.sigma)))
    for e in range(len(values.sigma)):
        wider = sigma.copy()
        wider[:, e] *= 1 + _STEP
        shares[:, e] = noise * (likelihood.sd(f, wider)[0] / sd - 1) / _STEP
    return noise, np.where(records.censored[:, None], 0.0, shares)


def _inverted(matrix: F64, packing: Packing) -> Information:
    size = np.sqrt(np.diag(matrix))
    blind = [name for name, each in zip(packing.names, size, strict=True) if not each > 0]
    if blind or not np.isfinite(matrix).all():
        return Information(matrix, None, (f"No standard errors: the data tell nothing of {', '.join(blind)}.",))
    relative = matrix / np.outer(size, size)
    values = np.linalg.eigvalsh(relative)
    if values[0] < 1e-12:
        return Information(matrix, None, ("No standard errors: some estimates cannot be told apart.",))
    return Information(matrix, np.linalg.inv(relative) / np.outer(size, size))
