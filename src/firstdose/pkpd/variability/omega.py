"""Random effects of parameters: their scales, variances and covariances."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtri

from firstdose.errors import ModelError
from firstdose.rng import uniforms
from firstdose.types import F64

Scale: TypeAlias = Literal["log-normal", "normal", "logit"]
Pairs: TypeAlias = Mapping[tuple[str, str], float]
Normal: TypeAlias = Callable[[str], F64]  # standard normal numbers of a quantity, of the shape of the patients


def log_sd(cv: float) -> float:
    """Standard deviation of the log of a log-normal with a coefficient of variation.

    Examples
    --------
    >>> round(log_sd(0.3), 4)
    0.2936
    """
    return math.sqrt(math.log1p(cv**2))


def normals(seed: int, patients: range, what: str = "eta") -> Normal:
    """Standard normal numbers (N,) by name; that of a patient depends on seed, name and the patient's number alone."""
    return lambda name: np.asarray(ndtri(uniforms(seed, f"{what} {name}", patients, 1)[:, 0]), np.float64)


@dataclass(frozen=True, eq=False)
class Omega:
    """Normal random effects of K parameters.

    Parameters
    ----------
    names : of the parameters.
    covariance : (K, K) of the effects, which is positive definite.
    scales : where each effect is added: to the log of the parameter, to the parameter, or to its logit.

    Examples
    --------
    >>> omega = Omega.of({"CL": 0.3, "V": 0.2}, correlations={("CL", "V"): 0.5})
    >>> omega.covariance.round(3)
    array([[0.09, 0.03],
           [0.03, 0.04]])
    """

    names: tuple[str, ...]
    covariance: F64
    scales: tuple[Scale, ...]

    def __post_init__(self) -> None:
        k = len(self.names)
        if np.shape(self.covariance) != (k, k) or len(self.scales) != k or len(set(self.names)) != k:
            raise ModelError(
                f"Omega has {k} names, {len(self.scales)} scales and a matrix {np.shape(self.covariance)}. "
                "Give each parameter once, with a scale, a row and a column."
            )
        for name, scale in zip(self.names, self.scales, strict=True):
            if scale not in get_args(Scale):
                raise ModelError(f'Omega: "{scale}" of {name} is no scale. Give one of {", ".join(get_args(Scale))}.')
        _check(self.names, np.asarray(self.covariance))

    @classmethod
    def of(
        cls,
        sd: Mapping[str, float],
        *,
        correlations: Pairs | None = None,
        covariances: Pairs | None = None,
        scales: Mapping[str, Scale] | None = None,
    ) -> Omega:
        """From standard deviations, and what is correlated; log-normal where ``scales`` says nothing.

        Parameters
        ----------
        sd : of the effects, by parameter: of the log of a log-normal parameter.
        correlations, covariances : of the effects of two parameters; each pair in one of the two.
        """
        names, scales = tuple(sd), scales or {}
        place = {name: number for number, name in enumerate(names)}
        covariance = np.diag([float(each) ** 2 for each in sd.values()])
        for (a, b), value in _pairs(sd, correlations, covariances).items():
            covariance[place[a], place[b]] = covariance[place[b], place[a]] = value
        for name in scales:
            _known(name, names)
        return cls(names, covariance, tuple(scales.get(name, "log-normal") for name in names))

    def effects(self, normal: Normal) -> dict[str, F64]:
        """Of patients of any shape, by parameter."""
        root = np.linalg.cholesky(self.covariance)
        drawn = [normal(name) for name in self.names]
        return {
            name: np.asarray(sum(root[row, k] * drawn[k] for k in range(row + 1)))
            for row, name in enumerate(self.names)
        }

    def applied(self, typical: Mapping[str, ArrayLike], effects: Mapping[str, F64]) -> dict[str, F64]:
        """Typical values, those with an effect moved by it."""
        values = {name: np.asarray(value, np.float64) for name, value in typical.items()}
        for name, scale in zip(self.names, self.scales, strict=True):
            if name not in values:
                raise ModelError(f"Omega has {name}, which has no typical value. There are {', '.join(values)}.")
            values[name] = _moved(name, scale, values[name], effects[name])
        return values


def _moved(name: str, scale: Scale, typical: F64, effect: F64) -> F64:
    if scale == "normal":
        return typical + effect
    top = 1.0 if scale == "logit" else math.inf
    if not ((typical > 0) & (typical < top)).all():
        raise ModelError(
            f"{name} = {float(np.ravel(typical)[0]):g} has a {scale} effect, which needs typical values above 0"
            f"{' and below 1' if scale == 'logit' else ''}. Give such values, or the scale normal."
        )
    if scale == "logit":
        return np.asarray(expit(logit(typical) + effect), np.float64)
    return np.asarray(typical * np.exp(effect), np.float64)


def _pairs(
    sd: Mapping[str, float], correlations: Pairs | None, covariances: Pairs | None
) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for pairs, is_correlation in ((correlations or {}, True), (covariances or {}, False)):
        for (a, b), value in pairs.items():
            _known(a, tuple(sd))
            _known(b, tuple(sd))
            if a == b or (a, b) in found or (b, a) in found:
                raise ModelError(f"Omega: {a} with {b} is said twice, or is a variance. Give each pair once.")
            found[a, b] = value * sd[a] * sd[b] if is_correlation else value
    return found


def _known(name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise ModelError(f"Omega has no standard deviation of {name}. It has {', '.join(names)}; add it.")


def _check(names: tuple[str, ...], covariance: F64) -> None:
    """Refuse what is no covariance matrix, with what would make it one."""
    variance = np.diag(covariance)
    for name, each in zip(names, variance, strict=True):
        if not (math.isfinite(each) and each > 0):
            raise ModelError(
                f"Omega: the variance of {name} is {each:g}. Give one above 0; leave out what does not vary."
            )
    if not (np.isfinite(covariance).all() and np.array_equal(covariance, covariance.T)):
        raise ModelError("Omega: the matrix is not symmetric, or not finite. Give each covariance once, in Omega.of.")
    sd = np.sqrt(variance)
    correlation = covariance / np.outer(sd, sd)
    lowest = float(np.linalg.eigvalsh(correlation - np.eye(len(names)))[0]) if len(names) else 0.0
    if lowest <= -1 + 1e-12:
        raise ModelError(
            f"Omega of {', '.join(names)} is not positive definite: no random effects have these correlations together "
            f"({_shown(names, correlation)}). Multiply all of them by {math.floor(-100 / lowest * 0.999) / 100:g} or "
            "less, or correct the one that is wrong; a covariance is not a correlation."
        )


def _shown(names: tuple[str, ...], correlation: F64) -> str:
    pairs = ((a, b) for b in range(len(names)) for a in range(b) if correlation[a, b])
    return ", ".join(f"{names[a]} and {names[b]} {correlation[a, b]:.3g}" for a, b in pairs)
