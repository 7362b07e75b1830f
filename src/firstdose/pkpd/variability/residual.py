"""What is measured, of what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.special import ndtri

from firstdose.errors import ModelError
from firstdose.pkpd.engine.solution import Solution
from firstdose.rng import uniforms
from firstdose.types import F64


@dataclass(frozen=True)
class Additive:
    """y + sd e; it may fall below 0."""

    sd: float  # in the unit of what is measured

    def seen(self, values: F64, e: F64) -> F64:
        """With standard normal e."""
        return values + self.sd * e


@dataclass(frozen=True)
class Proportional:
    """y (1 + cv e)."""

    cv: float

    def seen(self, values: F64, e: F64) -> F64:
        """With standard normal e."""
        return values * (1 + self.cv * e)


@dataclass(frozen=True)
class Combined:
    """y + sqrt(sd² + (cv y)²) e: the variances of the two add up."""

    sd: float
    cv: float

    def seen(self, values: F64, e: F64) -> F64:
        """With standard normal e."""
        return values + np.hypot(self.sd, self.cv * values) * e


@dataclass(frozen=True)
class LogNormal:
    """y exp(sd e)."""

    sd: float  # of the log

    def seen(self, values: F64, e: F64) -> F64:
        """With standard normal e."""
        return np.asarray(values * np.exp(self.sd * e), np.float64)


Residual: TypeAlias = Additive | Proportional | Combined | LogNormal


def measured(solution: Solution, errors: Mapping[str, Residual], seed: int, patients: range) -> dict[str, F64]:
    """Measurements of states or outputs, each (N, M).

    Parameters
    ----------
    solution : of N patients at M times.
    errors : by state or output.
    seed, patients : an error depends on seed, what is measured, the patient's number and the place of the time alone.
    """
    found: dict[str, F64] = {}
    for name, error in errors.items():
        if not all(np.isfinite(each) and each >= 0 for each in vars(error).values()):
            raise ModelError(f"The residual error of {name} is {error}. Give finite numbers, 0 or above.")
        values = solution[name]
        if len(values) != len(patients):
            raise ModelError(f"The solution has {len(values)} patients, and {len(patients)} were asked for.")
        e = ndtri(uniforms(seed, f"residual {name}", patients, values.shape[1]))
        found[name] = error.seen(values, np.asarray(e, np.float64))
    return found
