"""One way in which an event may follow one metric of exposure, fitted to the data and to B - 1 bootstrap samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import expit

from firstdose.analysis.exposure_response.logistic import Regressions, regress
from firstdose.analysis.exposure_response.observed import Observed
from firstdose.analysis.exposure_response.shapes import Placed, ShapeName, best_ec50, placed
from firstdose.types import F64, Bool

_SEPARATED = 15.0  # a standardised coefficient beyond this has no maximum: odds of e^15 for one SD


@dataclass(frozen=True, eq=False)
class Candidate:
    """A metric and a shape with their B fits; the first is that of the data."""

    metric: str  # "" for the flat one
    shape: ShapeName
    fits: Regressions
    placed: Placed
    n: int

    @property
    def n_parameters(self) -> int:
        """Coefficients, and the EC50 where there is one."""
        return int(self.fits.beta.shape[1]) + (self.shape == "emax")

    @property
    def aicc(self) -> F64:
        """(B,) Akaike's criterion for small samples (Hurvich and Tsai 1989); infinite where the data are too few."""
        k, left = self.n_parameters, self.n - self.n_parameters - 1
        small = 2 * k * (k + 1) / left if left > 0 else np.inf
        return np.asarray(np.where(self.sound, -2 * self.fits.loglik + 2 * k + small, np.inf), np.float64)

    @property
    def sound(self) -> Bool:
        """(B,) whether there is a maximum at all."""
        return np.asarray(self.fits.converged & (np.abs(self.fits.beta).max(axis=1) < _SEPARATED), np.bool_)

    def probability(self, x: F64, covariates: F64 | None = None) -> F64:
        """(B, M) of an event at exposures (M,), with standardised covariates (M, C) or the mean ones."""
        beta = self.fits.beta
        eta = np.repeat(beta[:, :1], len(x), axis=1)
        if covariates is not None:
            eta = eta + beta[:, 1 : 1 + covariates.shape[1]] @ covariates.T
        if self.shape != "flat":
            eta = eta + beta[:, -1:] * self.placed.column(x)
        return np.asarray(expit(eta), np.float64)


def candidates(seen: Observed, shapes: tuple[ShapeName, ...], weight: F64, *, firth: bool) -> Iterator[Candidate]:
    """Each metric in each shape, and no relation at all where "flat" is among the shapes.

    Parameters
    ----------
    weight : (B, N) how often each patient counts in each sample; the first row is 1.
    """
    for shape in shapes:
        for metric, x in seen.exposure.items() if shape != "flat" else [("", np.ones(seen.n))]:
            if shape != "log" or x.min() > 0:
                yield _candidate(seen, metric, x, shape, weight, firth)


def profile(seen: Observed, candidate: Candidate, *, firth: bool, level: float) -> tuple[float, float, float]:
    """Profile (penalised) likelihood interval of the standardised slope, and the P value of no relation.

    An EC50 is held at its estimate.
    """
    from scipy.stats import chi2

    x = _columns(seen, candidate.placed, seen.exposure[candidate.metric])[:1]
    top, slope = candidate.fits.penalised[0], candidate.fits.beta[0, -1]

    def lost(at: float) -> float:
        start = np.append(candidate.fits.beta[0, :-1], at)
        found = regress(x, seen.event, np.ones((1, seen.n)), firth=firth, held=1, start=start)
        return float(2 * (top - found.penalised[0]))

    limit = float(chi2.ppf(level, 1))
    step = float(np.sqrt(candidate.fits.covariance[0, -1, -1]))
    ends = [_end(lambda at: lost(at) - limit, slope, way * step) for way in (-1, 1)]
    return ends[0], ends[1], float(chi2.sf(max(lost(0.0), 0.0), 1))


def _end(beyond: Callable[[float], float], slope: float, step: float) -> float:
    """Where the likelihood has fallen by the limit, on one side; infinite if it never does."""
    from scipy.optimize import brentq

    at = slope + step
    while beyond(at) < 0:
        if abs(at) > 4 * _SEPARATED:
            return float(np.copysign(np.inf, step))
        at += step
    return float(brentq(beyond, slope, at))


def _candidate(seen: Observed, metric: str, x: F64, shape: ShapeName, weight: F64, firth: bool) -> Candidate:
    fit = partial(_fits, seen, x, shape, weight, firth)
    ec50 = np.full(len(weight), np.nan)
    if shape == "emax":
        ec50 = best_ec50(x, len(weight), lambda tried: fit(tried)[0].penalised)
    fits, where = fit(ec50)
    return Candidate(metric, shape, fits, where, seen.n)


def _fits(seen: Observed, x: F64, shape: ShapeName, weight: F64, firth: bool, ec50: F64) -> tuple[Regressions, Placed]:
    where = placed(shape, x, ec50)
    return regress(_columns(seen, where, x), seen.event, weight, firth=firth), where


def _columns(seen: Observed, where: Placed, x: F64) -> F64:
    """(B, N, P): intercept, covariates, exposure."""
    fixed = np.column_stack([np.ones(seen.n), seen.covariates])
    fixed = np.broadcast_to(fixed, (len(where.centre), *fixed.shape))
    return fixed if where.name == "flat" else np.concatenate([fixed, where.column(x)[..., None]], axis=2)
