"""Individual parameters: of typical values, covariates and random effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import CovariateEffect, PopulationModel, Scale
from firstdose.errors import DataError
from firstdose.types import F64, I64, Bool

_STEP = 1e-5


def to_natural(values: ArrayLike, scale: Scale) -> F64:
    """From the scale of estimation.

    Examples
    --------
    >>> to_natural([0.0, 1.0], "log").round(3).tolist()
    [1.0, 2.718]
    """
    x = np.asarray(values, np.float64)
    if scale == "normal":
        return x
    with np.errstate(over="ignore"):  # infinite is refused where it is simulated
        return np.asarray(np.exp(x) if scale == "log" else expit(x), np.float64)


def from_natural(values: ArrayLike, scale: Scale) -> F64:
    """To the scale of estimation."""
    x = np.asarray(values, np.float64)
    if scale == "normal":
        return x
    return np.asarray(np.log(x) if scale == "log" else logit(x), np.float64)


class Individuals:
    """Parameters of S subjects in R periods, of which I have a theta.

    Notes
    -----
    g(p) = g(theta × factors of covariates) + eta of the subject + eta of the occasion, with g the scale of theta. Etas
    (K,) of a subject: those between subjects, then those within, of the first occasion, the second, ...
    """

    def __init__(self, spec: PopulationModel, records: Records) -> None:
        self.spec, self.records = spec, records
        self.names = tuple(each.name for each in spec.individual)
        between, within = spec.between, spec.within
        self.k = len(between) + len(within) * records.occasions * bool(within)
        self._between = [between.index(name) if name in between else -1 for name in self.names]
        self._within = [within.index(name) if name in within else -1 for name in self.names]
        self._effects = [(effect, _values(effect, records)) for effect in spec.covariates]

    @property
    def eta_names(self) -> tuple[str, ...]:
        """Of the K etas: CL, and CL of the second occasion: CL@2."""
        occasions = range(1, self.records.occasions + 1) if self.spec.within else ()
        return (*self.spec.between, *(f"{name}@{occasion}" for occasion in occasions for name in self.spec.within))

    def typical(self, theta: F64) -> F64:
        """(C, R, I) on their scales, of thetas (C, T)."""
        found = np.empty((len(theta), len(self.records.period_subject), len(self.names)))
        for i, each in enumerate(self.spec.individual):
            x = theta[:, self.spec.place(each.name), None]
            acting = [(effect, z) for effect, z in self._effects if effect.parameter == each.name]
            if not acting:
                found[:, :, i] = x
                continue
            factor = np.ones((1, 1))
            for effect, z in acting:
                factor = factor * self._factor(effect, z, theta)
            with np.errstate(all="ignore"):
                moved = x + np.log(factor) if each.scale == "log" else to_natural(x, each.scale) * factor
                found[:, :, i] = from_natural(moved, each.scale) if each.scale == "logit" else moved
        return found

    def parameters(self, theta: F64, eta: F64) -> F64:
        """(C, R, I) on the natural scale, of thetas (C, T) and etas (C, S, K)."""
        moved = self.typical(theta) + self.shifts(eta)
        for i, each in enumerate(self.spec.individual):
            moved[:, :, i] = to_natural(moved[:, :, i], each.scale)
        return moved

    def shifts(self, eta: F64) -> F64:
        """(C, R, I) by which etas (C, S, K) move the typical values."""
        subject = self.records.period_subject
        found = np.zeros((len(eta), len(subject), len(self.names)))
        for i in range(len(self.names)):
            if self._between[i] >= 0:
                found[:, :, i] += eta[:, subject, self._between[i]]
            if self._within[i] >= 0:
                found[:, :, i] += eta[:, subject, self._occasion(i)]
        return found

    def _occasion(self, i: int) -> I64:
        """(R,) the eta of parameter i in each period's occasion."""
        spec = self.spec
        return len(spec.between) + self.records.period_occasion * len(spec.within) + self._within[i]

    def etas_of(self, i: int) -> tuple[int, ...]:
        """Of parameter i where each subject has one period: between subjects, and of the first occasion."""
        within = (len(self.spec.between) + self._within[i],) if self._within[i] >= 0 else ()
        return (*((self._between[i],) if self._between[i] >= 0 else ()), *within)

    def gains(self, theta: F64) -> dict[int, tuple[int, F64]]:
        """Thetas that act like an eta: by the place of the theta that of the eta, and d typical / d theta (C, S).

        Notes
        -----
        A theta that moves one parameter, on the scale on which it has an eta, by the same in all periods of a subject:
        derivatives with respect to it are those with respect to the eta, times the gain.
        """
        first = np.searchsorted(self.records.period_subject, np.arange(self.records.subjects))
        found = {}
        for t in range(len(self.spec.theta)):
            slope = self._slope(theta, t)
            moved = np.flatnonzero(np.any(slope != 0, axis=(0, 1)))
            gain = slope[:, first][:, :, moved]
            if len(moved) == 1 and self._between[moved[0]] >= 0:
                same = np.allclose(slope[:, :, moved[0]], gain[:, self.records.period_subject, 0], rtol=1e-8)
                if same:
                    found[t] = (self._between[moved[0]], gain[:, :, 0])
        return found

    def _slope(self, theta: F64, t: int) -> F64:
        up, down = theta.copy(), theta.copy()
        up[:, t] += _STEP
        down[:, t] -= _STEP
        slope = (self.typical(up) - self.typical(down)) / (2 * _STEP)
        return np.where(np.abs(slope) < 1e-12, 0.0, slope)

    def _factor(self, effect: CovariateEffect, z: Mapping[str, Any], theta: F64) -> F64:
        """(C, R) of one effect; z (R,) by category."""
        factor = np.ones((1, 1))
        for category, said in effect.coefficients.items():
            if isinstance(said, str):
                t = self.spec.place(said)
                c = to_natural(theta[:, t, None], self.spec.theta[t].scale)
            else:
                c = np.full((1, 1), float(said))
            factor = factor * _moved(effect.shape, z[category], c)
        return factor


def _moved(shape: str, z: F64, c: F64) -> F64:
    with np.errstate(all="ignore"):
        if shape == "linear":
            return np.asarray(1 + c * z)
        return np.asarray(np.where(z != 0, c, 1.0) if shape == "categorical" else np.exp(c * z))


def _values(effect: CovariateEffect, records: Records) -> dict[str, F64]:
    """By category, what the coefficient multiplies in each period."""
    values = records.covariates[effect.covariate]
    if effect.shape == "categorical":
        return {category: _is(values, category) for category in effect.coefficients}
    if effect.shape != "power":
        return {"": values - effect.reference}
    wrong: Bool = ~(values > 0)
    if wrong.any():
        who = records.id[records.period_subject[np.flatnonzero(wrong)[0]]]
        raise DataError(
            f"Subject {who}: {effect.covariate} is {values[wrong][0]:g}, and a power of it needs a number above 0. "
            "Correct the data, or take a linear effect."
        )
    return {"": np.log(values / effect.reference)}


def _is(values: Any, category: str) -> F64:
    return np.array([str(each).removesuffix(".0").upper() == category.upper() for each in values], np.float64)
