"""The marginal likelihood of a fit by importance sampling, with its Monte Carlo error."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv, gammaln, ndtri

from firstdose.analysis.population.conditional import Conditional, log_normal_density
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Population
from firstdose.errors import ModelError
from firstdose.rng import uniforms
from firstdose.types import F64

if TYPE_CHECKING:
    from firstdose.analysis.population.fit import Fit
    from firstdose.data import AnyTable

SAMPLES, FREEDOM = 2000, 5.0
METHOD = "importance sampling"
FEW = 0.02  # share of the samples that carry the weight, below which an error cannot be trusted
_AT_ONCE = 4_000_000  # predictions in memory


@dataclass(frozen=True, eq=False)
class Importance:
    """-2 log likelihood without n log(2 pi), as FOCEI's OFV is printed, but with no approximation of the integral."""

    ofv: float
    se: float  # Monte Carlo standard error of ofv
    by_subject: F64  # (S,) shares of ofv
    effective: F64  # (S,) share of the samples that carry the weight, 0 to 1

    def doubts(self, records: Records) -> tuple[str, ...]:
        """Whose share is so small that the error cannot be trusted, in a sentence."""
        few = np.flatnonzero(self.effective < FEW)
        if not len(few):
            return ()
        who = ", ".join(str(records.id[k]) for k in few[:5]) + f" and {len(few) - 5} more" * (len(few) > 5)
        return (
            f"The likelihood of subject {who} rests on fewer than {100 * FEW:.0f} % of its samples: OFV may be off by "
            "more than its error. Take more samples, and look at their data.",
        )


def importance(
    spec: PopulationModel,
    records: Records,
    values: Population,
    eta: F64,
    *,
    samples: int = SAMPLES,
    seed: int = 1,
    freedom: float = FREEDOM,
) -> Importance:
    """How likely the measurements are, whatever the random effects.

    Parameters
    ----------
    eta : (S, K) around which samples are drawn: conditional modes or means.
    samples : of each subject.
    freedom : of the t distribution they are drawn from; infinite: normal.

    Notes
    -----
    p(y_i) = mean of p(y_i | eta) p(eta) / q(eta), with eta from q, a t distribution around the conditional estimate
    with the covariance (J' W J + Omega^-1)^-1. The standard error is sqrt(sum of var(w_i) / (samples mean(w_i)²)) for
    the log likelihood, and twice that for the OFV. It is itself to be trusted only where `effective` is not small: a
    few per cent at least (``doubts``).

    References
    ----------
    Kuhn E, Lavielle M (2005), Comput Stat Data Anal 49:1020, doi:10.1016/j.csda.2004.07.002. Pinheiro JC, Bates DM
    (1995), J Comput Graph Stat 4:12, doi:10.1080/10618600.1995.10474663.
    """
    from firstdose.analysis.population.likelihood import Likelihood
    from firstdose.analysis.population.predictor import Predictor

    if samples < 2:
        raise ModelError(f"samples = {samples}: importance sampling needs 2 or more, better 1,000.")
    model = Conditional(Predictor(spec, records), Likelihood(spec, records))
    weights = _log_weights(model, values, eta, samples, seed, freedom)
    top = weights.max(axis=0)
    if not np.isfinite(top).all():
        who = records.id[int(np.flatnonzero(~np.isfinite(top))[0])]
        raise ModelError(
            f"Subject {who}: no sample has a likelihood above 0, so there is nothing to weigh. Check its rows and the "
            "parameters of the fit."
        )
    relative = np.exp(weights - top)
    mean, square = relative.mean(axis=0), (relative**2).mean(axis=0)
    by_subject = -2 * (top + np.log(mean))
    error = (relative.var(axis=0, ddof=1) / samples / mean**2).sum()
    return Importance(float(by_subject.sum()), 2 * math.sqrt(error), by_subject, mean**2 / square)


def with_importance(fit: Fit, data: AnyTable, *, samples: int = SAMPLES, seed: int = 1) -> Fit:
    """The same fit with its OFV, AIC and BIC by importance sampling.

    Parameters
    ----------
    data : that the fit was made with.
    """
    records = Records.of(fit.spec, data)
    found = importance(fit.spec, records, fit.population, fit.eta, samples=samples, seed=seed)
    told = (*fit.warnings, *(each for each in found.doubts(records) if each not in fit.warnings))
    return replace(fit, ofv=found.ofv, ofv_method=METHOD, ofv_se=found.se, warnings=told)


def _log_weights(model: Conditional, values: Population, eta: F64, samples: int, seed: int, freedom: float) -> F64:
    """(samples, S) log of p(y | eta) p(eta) / q(eta)."""
    records = model.predictor.records
    subjects, k = eta.shape
    root = np.linalg.cholesky(model.spread(values, eta)) if k else np.zeros((subjects, 0, 0))
    at_once = max(1, _AT_ONCE // max(1, len(records.time)))
    prior = values.full(records.occasions)
    parts = []
    for first in range(0, samples, at_once):
        several = range(first, min(first + at_once, samples))
        z, log_q = _drawn(several, subjects, k, seed, freedom)
        drawn = eta + np.einsum("sij,csj->csi", root, z)
        density = model.log_density(model.predict(values.theta, drawn), values.sigma)
        if k:
            diagonal = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
            density = density + log_normal_density(drawn, prior) - (log_q - diagonal)
        parts.append(density)
    return np.concatenate(parts)


def _drawn(several: range, subjects: int, k: int, seed: int, freedom: float) -> tuple[F64, F64]:
    """Standard t numbers (C, S, K), one scale a sample, and their log densities (C, S) without log 2 pi."""
    u = uniforms(seed, "importance", range(several.start * subjects, several.stop * subjects), k + 1)
    u = u.reshape(len(several), subjects, k + 1)
    z = np.asarray(ndtri(u[..., :k]), np.float64)
    if math.isinf(freedom):
        return z, -0.5 * (z**2).sum(axis=-1)
    scale = 2 * gammaincinv(freedom / 2, u[..., k]) / freedom  # chi square over its freedom
    z = z / np.sqrt(scale)[..., None]
    square = (z**2).sum(axis=-1)
    constant = gammaln((freedom + k) / 2) - gammaln(freedom / 2) - 0.5 * k * math.log(freedom / 2)
    return z, constant - 0.5 * (freedom + k) * np.log1p(square / freedom)
