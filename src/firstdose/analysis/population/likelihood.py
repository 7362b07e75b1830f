"""How likely observations are, given what is predicted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.types import F64, I64

_STEP = 1e-5
_TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Terms:
    """Of C copies of O observations."""

    value: F64  # (C, O) -2 log density, without log(2 pi) of those that are not censored
    slope: F64  # (C, O) d value / df
    information: F64  # (C, O) about f: 1/R + (R'/R)²/2 of variance R(f)


@dataclass(frozen=True, eq=False)
class Derivatives:
    """Of the terms, with respect to f and to the logarithms of E standard deviations."""

    slope_by_f: F64  # (C, O)
    information_by_f: F64  # (C, O)
    value_by_sigma: F64  # (C, O, E)
    slope_by_sigma: F64  # (C, O, E)
    information_by_sigma: F64  # (C, O, E)


class Likelihood:
    """The residual error model on the observations of records.

    Notes
    -----
    -2 log p(y | f) = (y - f)²/R + log R (+ log 2 pi), with R = additive² + (proportional f)². With ``log``, log y is
    normal around log f, and 2 log y makes it the density of y itself, so that OFV and AIC compare with the others. An
    observation below the LLOQ (M3 of Beal 2001) has -2 log Phi((LLOQ - f) / sqrt(R)).
    The information of a censored observation leaves out the second derivative of (LLOQ - f) / sqrt(R), as that of the
    others leaves out the second derivative of f: so it is never negative.

    References
    ----------
    Beal SL (2001), J Pharmacokinet Pharmacodyn 28:481, doi:10.1023/A:1012299115260.
    """

    def __init__(self, spec: PopulationModel, records: Records) -> None:
        self.records = records
        names = spec.sigma
        self.sigmas = len(names)
        is_log = np.array([error.log > 0 for error in spec.error])[records.output]
        self._log = is_log if is_log.any() else None
        self._at = {kind: self._places(names, spec, kind) for kind in ("additive", "proportional", "log")}
        with np.errstate(all="ignore"):
            self._y = np.where(is_log, np.log(records.dv), records.dv)
        self._jacobian = np.where(is_log & ~records.censored, 2 * self._y, 0.0)
        self._below = np.flatnonzero(records.censored)

    def _places(self, names: tuple[tuple[str, str], ...], spec: PopulationModel, kind: str) -> I64:
        """(O,) of the standard deviation of that kind; the one after the last, which is 0, where there is none."""
        by_output = [names.index((each, kind)) if (each, kind) in names else len(names) for each in spec.outputs]
        return np.array(by_output)[self.records.output]

    def terms(self, f: F64, sigma: F64) -> Terms:
        """Of predictions f (C, O) and standard deviations sigma (C, E)."""
        with np.errstate(all="ignore"):
            g, by = (f, 1.0) if self._log is None else self._logged(f)
            variance, slope = self._variance(g, sigma)
            residual = self._y - g
            share = slope / variance
            value = residual**2 / variance + np.log(variance) + self._jacobian
            moves = -2 * residual / variance + share * (1 - residual**2 / variance)
            information = 1 / variance + 0.5 * share**2
            if len(self._below):
                at = self._below
                censored = _censored(residual[:, at], variance[:, at], slope[:, at])
                for into, found in zip((value, moves, information), censored, strict=True):
                    into[:, at] = found
            return Terms(value, moves * by, information * by**2)

    def sd(self, f: F64, sigma: F64) -> F64:
        """(C, O) of the observations around f; of the logarithm where that is normal."""
        g = f if self._log is None else self._logged(f)[0]
        return np.asarray(np.sqrt(self._variance(g, sigma)[0]), np.float64)

    def weighted_residuals(self, f: F64, sigma: F64) -> F64:
        """(C, O) of observations that are not censored: (y - f) / sd, NaN of the others."""
        g = f if self._log is None else self._logged(f)[0]
        found = (self._y - g) / np.sqrt(self._variance(g, sigma)[0])
        found[:, self._below] = np.nan
        return np.asarray(found, np.float64)

    def derivatives(self, f: F64, sigma: F64) -> Derivatives:
        """By central differences of the terms, which cost next to nothing."""
        with np.errstate(all="ignore"):
            step = _STEP * np.maximum(np.abs(f), 1e-2 * np.nan_to_num(self._scale(f, sigma), nan=1.0))
            up, down = self.terms(f + step, sigma), self.terms(f - step, sigma)
            by_f = [(getattr(up, name) - getattr(down, name)) / (2 * step) for name in ("slope", "information")]
            by_sigma = np.zeros((3, *f.shape, self.sigmas))
            for e in range(self.sigmas):
                wider, narrower = sigma.copy(), sigma.copy()
                wider[:, e] *= math.exp(_STEP)
                narrower[:, e] *= math.exp(-_STEP)
                up, down = self.terms(f, wider), self.terms(f, narrower)
                for k, name in enumerate(("value", "slope", "information")):
                    by_sigma[k, :, :, e] = (getattr(up, name) - getattr(down, name)) / (2 * _STEP)
        return Derivatives(by_f[0], by_f[1], *by_sigma)

    def _scale(self, f: F64, sigma: F64) -> F64:
        """In the unit of f."""
        sd = self.sd(f, sigma)
        return sd if self._log is None else np.asarray(np.where(self._log, sd * np.abs(f), sd), np.float64)

    def _logged(self, f: F64) -> tuple[F64, F64]:
        """f, or log f, and its derivative."""
        assert self._log is not None
        positive = np.where(f > 0, f, _TINY)
        return np.where(self._log, np.log(positive), f), np.where(self._log, 1 / positive, 1.0)

    def _variance(self, g: F64, sigma: F64) -> tuple[F64, F64]:
        """R and dR/dg."""
        padded = np.concatenate([sigma, np.zeros((len(sigma), 1))], axis=1)
        additive, proportional, log = (padded[:, self._at[kind]] ** 2 for kind in ("additive", "proportional", "log"))
        return additive + log + proportional * g**2, 2 * proportional * g


def _censored(residual: F64, variance: F64, slope: F64) -> tuple[F64, F64, F64]:
    """-2 log Phi(z), its derivative with respect to f, and the information, z = residual / sqrt(variance)."""
    sd = np.sqrt(variance)
    z = residual / sd
    log_p = log_ndtr(z)
    ratio = np.exp(-0.5 * z**2 - 0.5 * math.log(2 * math.pi) - log_p)
    by_f = -1 / sd - 0.5 * z * slope / variance
    return -2 * log_p, -2 * ratio * by_f, np.maximum(ratio * (ratio + z), 0.0) * by_f**2
