"""How a patient's covariates move typical values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from firstdose.errors import ModelError
from firstdose.types import F64


@dataclass(frozen=True)
class Power:
    """The typical value times (covariate / reference) ** exponent."""

    parameter: str
    covariate: str
    reference: float  # in the covariate's unit
    exponent: float

    def factor(self, values: Any) -> F64:
        """1 where the covariate is not known (NaN)."""
        values = np.asarray(values, np.float64)
        if self.reference <= 0 or (values <= 0).any():
            raise ModelError(
                f"{self.covariate} on {self.parameter}: a power needs covariates and a reference above 0. "
                "Correct the values, or take an exponential or linear effect."
            )
        return _known(values, (values / self.reference) ** self.exponent)


@dataclass(frozen=True)
class Exponential:
    """The typical value times exp(slope (covariate - reference))."""

    parameter: str
    covariate: str
    reference: float
    slope: float  # of the log, in 1 / the covariate's unit

    def factor(self, values: Any) -> F64:
        """1 where the covariate is not known (NaN)."""
        values = np.asarray(values, np.float64)
        return _known(values, np.exp(self.slope * (values - self.reference)))


@dataclass(frozen=True)
class Linear:
    """The typical value times 1 + slope (covariate - reference)."""

    parameter: str
    covariate: str
    reference: float
    slope: float  # in 1 / the covariate's unit

    def factor(self, values: Any) -> F64:
        """1 where the covariate is not known (NaN)."""
        values = np.asarray(values, np.float64)
        factor = _known(values, 1 + self.slope * (values - self.reference))
        if (factor <= 0).any():
            at = np.ravel(values)[np.argmin(np.ravel(factor))]
            raise ModelError(
                f"{self.covariate} on {self.parameter}: a linear effect makes {self.parameter} 0 or less at {at:g}. "
                "Take a power or an exponential, or keep the covariate where the effect was estimated."
            )
        return factor


@dataclass(frozen=True)
class Categorical:
    """The typical value times a factor of its own for each category; 1 for one that is not named."""

    parameter: str
    covariate: str
    factors: Mapping[Any, float]  # by category

    def factor(self, values: Any) -> F64:
        """By category."""
        values = np.asarray(values)
        factor = np.ones(values.shape)
        for category, each in self.factors.items():
            if each <= 0:
                raise ModelError(f"{self.covariate} {category} on {self.parameter}: factor {each:g}. Give one above 0.")
            factor[values == category] = each
        return factor


Effect: TypeAlias = Power | Exponential | Linear | Categorical


def _known(values: F64, factor: F64) -> F64:
    return np.where(np.isnan(values), 1.0, factor)
