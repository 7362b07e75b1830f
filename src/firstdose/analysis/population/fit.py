"""What an estimation found."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.population.individuals import to_natural
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population, natural
from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl


_TOLD = (
    *("method", "theta", "theta_log", "se", "rse", "omega", "sigma", "se_omega", "se_sigma"),
    *("shrinkage", "eps_shrinkage", "ofv", "ofv_method", "ofv_se", "aic", "bic"),
    *("n_subjects", "n_observations", "n_parameters", "covariance_by", "condition"),
    *("converged", "status", "warnings", "iterations"),
)


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of a population model, with what they are worth.

    Notes
    -----
    OFV is -2 log likelihood without n log(2 pi), as NONMEM and nlmixr2 print it; AIC and BIC have that constant, and
    BIC counts observations. Shrinkage is 100 (1 - sd(eta) / omega), in per cent, and of epsilon 100 (1 - sd(IWRES)).
    """

    spec: PopulationModel
    method: str  # "focei", "saem"
    population: Population
    ofv: float
    id: tuple[Any, ...]  # (S,)
    eta_names: tuple[str, ...]
    eta: F64  # (S, K) conditional estimates
    n_observations: int
    iwres: F64  # (O,) of the conditional estimates; NaN where censored
    covariance: F64 | None = None  # (Q, Q) of the estimates, as Packing has them; None: could not be had
    covariance_by: str = ""  # how it was computed
    condition: float = math.nan  # of the correlation matrix of the estimates: largest over smallest eigenvalue
    converged: bool = True
    status: str = ""  # in a sentence
    warnings: tuple[str, ...] = ()
    iterations: int = 0
    ofv_method: str = "focei"  # how it was had; "importance sampling" has no approximation and is not to be compared
    ofv_se: float = math.nan  # Monte Carlo standard error of it
    trace: tuple[tuple[int, float], ...] = field(default=(), repr=False)  # iteration and OFV

    @cached_property
    def theta(self) -> dict[str, float]:
        """By name, on the natural scale."""
        return natural(self.spec, self.population.theta)

    @property
    def theta_log(self) -> dict[str, float]:
        """By name, on the scale of estimation: log, unless the model says logit or normal."""
        return {each.name: float(x) for each, x in zip(self.spec.theta, self.population.theta, strict=True)}

    @cached_property
    def se(self) -> dict[str, float | None]:
        """Standard errors of ``theta_log``; none of what is fixed."""
        known = self._errors
        return {
            each.name: None if known is None or each.fixed else float(known.theta[t])
            for t, each in enumerate(self.spec.theta)
        }

    @property
    def se_omega(self) -> dict[str, dict[str, float | None]]:
        """Of the variances and covariances between subjects."""
        return _known(self.omega, None if self._errors is None else _named(self.spec.between, self._errors.omega))

    @property
    def se_iov(self) -> dict[str, dict[str, float | None]]:
        """Of the variances and covariances between occasions."""
        return _known(self.iov, None if self._errors is None else _named(self.spec.within, self._errors.iov))

    @property
    def se_sigma(self) -> dict[str, dict[str, float | None]]:
        """Of the standard deviations of the residual error."""
        return _known(self.sigma, None if self._errors is None else _by_output(self.spec, self._errors.sigma))

    @property
    def rse(self) -> dict[str, float | None]:
        """Relative standard errors of theta, per cent; of a theta on the log scale 100 se."""
        found: dict[str, float | None] = {}
        for each in self.spec.theta:
            se, value = self.se[each.name], self.theta[each.name]
            slope = {"log": value, "logit": value * (1 - value), "normal": 1.0}[each.scale]
            found[each.name] = None if se is None or not value else 100 * abs(se * slope / value)
        return found

    def interval(self, name: str, level: float = 0.95) -> tuple[float, float]:
        """Of a theta on the natural scale: normal on the scale of estimation; NaN without a standard error."""
        from scipy.special import ndtri

        scale = next(each.scale for each in self.spec.theta if each.name == name)
        se = self.se[name]
        half = math.nan if se is None else se * float(ndtri((1 + level) / 2))
        low, high = (float(to_natural(self.theta_log[name] + side * half, scale)) for side in (-1, 1))
        return low, high

    @property
    def omega(self) -> dict[str, dict[str, float]]:
        """Covariance between subjects, by two names."""
        return _named(self.spec.between, self.population.omega)

    @property
    def iov(self) -> dict[str, dict[str, float]]:
        """Covariance between occasions."""
        return _named(self.spec.within, self.population.iov)

    @property
    def sigma(self) -> dict[str, dict[str, float]]:
        """Standard deviations of the residual error, by output and kind."""
        return _by_output(self.spec, self.population.sigma)

    @property
    def shrinkage(self) -> dict[str, float | None]:
        """Of the etas between subjects, in per cent of a standard deviation; none with one subject."""
        sd = np.sqrt(np.diag(self.population.omega))
        return {
            name: None if len(self.eta) < 2 else float(100 * (1 - np.std(self.eta[:, k], ddof=1) / sd[k]))
            for k, name in enumerate(self.spec.between)
        }

    @property
    def eps_shrinkage(self) -> float | None:
        """Of the residual error, in per cent."""
        known = self.iwres[np.isfinite(self.iwres)]
        return None if len(known) < 2 else float(100 * (1 - np.std(known, ddof=1)))

    @property
    def n_subjects(self) -> int:
        """S."""
        return len(self.id)

    @property
    def n_parameters(self) -> int:
        """That were estimated."""
        return Packing(self.spec).size

    @property
    def aic(self) -> float:
        """OFV + n log(2 pi) + 2 parameters."""
        return self._deviance + 2 * self.n_parameters

    @property
    def bic(self) -> float:
        """OFV + n log(2 pi) + log(n) parameters, n observations."""
        return self._deviance + math.log(self.n_observations) * self.n_parameters

    @property
    def etas(self) -> pl.DataFrame:
        """One row a subject: ID, then the etas."""
        import polars as pl

        return pl.DataFrame({"ID": list(self.id), **{n: self.eta[:, k] for k, n in enumerate(self.eta_names)}})

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose fit --json`` prints it; numbers that are not known are null."""
        rows = [dict(zip(self.eta_names, map(float, row), strict=True)) for row in self.eta]
        found = {name: getattr(self, name) for name in _TOLD} | self._between_occasions
        found["eta"] = [{"ID": each, **row} for each, row in zip(self.id, rows, strict=True)]
        cleaned: dict[str, Any] = _finite(found)
        return cleaned

    def to_json(self) -> str:
        """Everything, to be read again by ``load``."""
        from firstdose.analysis.population.writing import said

        more = {
            "model": said(self.spec),
            "covariance": None if self.covariance is None else self.covariance.tolist(),
            "iwres": self.iwres.tolist(),
            "trace": [list(each) for each in self.trace],
        }
        return json.dumps(_finite(self.to_dict() | more), indent=2, allow_nan=False)

    @classmethod
    def load(cls, path: str | Path) -> Fit:
        """A fit that ``to_json`` (``firstdose fit --output``) wrote."""
        from firstdose.analysis.population.writing import read_fit

        return read_fit(path)

    @property
    def _between_occasions(self) -> dict[str, Any]:
        return {"iov": self.iov, "se_iov": self.se_iov} if self.spec.within else {}

    @property
    def _deviance(self) -> float:
        return self.ofv + self.n_observations * math.log(2 * math.pi)

    @cached_property
    def _errors(self) -> Population | None:
        """Standard errors; 0 of what is fixed."""
        from firstdose.analysis.population.delta import standard_errors

        if self.covariance is None:
            return None
        return standard_errors(self.spec, self.population, self.covariance)


def _named(names: tuple[str, ...], matrix: F64) -> dict[str, dict[str, float]]:
    return {a: {b: float(matrix[i, j]) for j, b in enumerate(names)} for i, a in enumerate(names)}


def _by_output(spec: PopulationModel, values: F64) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for (output, kind), value in zip(spec.sigma, values, strict=True):
        found.setdefault(output, {})[kind] = float(value)
    return found


def _known(
    values: dict[str, dict[str, float]], errors: dict[str, dict[str, float]] | None
) -> dict[str, dict[str, float | None]]:
    """Errors, none where there is no error: of what is fixed."""
    return {a: {b: (errors[a][b] or None) if errors else None for b in row} for a, row in values.items()}


def _finite(value: Any) -> Any:
    """With null for numbers that are none, which JSON has not."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
