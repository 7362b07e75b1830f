"""Where the conjugate goes in a patient: two-compartment pharmacokinetics of a population."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from firstdose.errors import LibraryError
from firstdose.sourced import Sourced
from firstdose.units import check_known


@dataclass(frozen=True)
class Omega:
    """Between-patient variability of log-normal parameters.

    Notes
    -----
    A coefficient of variation CV is that of the log-normal itself: the variance of the log is log(1 + CV²).
    ``cov_CL_V1`` is the covariance of the logs.
    """

    CL: Sourced  # %, CV
    V1: Sourced  # %, CV
    Q: Sourced  # %, CV
    V2: Sourced  # %, CV
    cov_CL_V1: Sourced  # covariance of log CL and log V1, no unit

    def __post_init__(self) -> None:
        for name in ("CL", "V1", "Q", "V2"):
            getattr(self, name).require("%", f"omega {name}")
        self.cov_CL_V1.require("1", "omega cov_CL_V1", positive=False)
        limit = math.sqrt(self.log_variance("CL") * self.log_variance("V1"))
        if abs(self.cov_CL_V1.to("1")) >= limit:
            raise LibraryError(
                f"omega cov_CL_V1 = {self.cov_CL_V1}: a covariance lies within ±{limit:.4g}, the product of "
                "the standard deviations of log CL and log V1. Give the covariance of the logs, not a correlation."
            )

    def log_variance(self, parameter: str) -> float:
        """Variance of the log of a parameter between patients."""
        cv: Sourced = getattr(self, parameter)
        return math.log1p(cv.to("1") ** 2)


@dataclass(frozen=True)
class CovariateEffect:
    """How a patient's covariate moves a typical value.

    Notes
    -----
    ``power``: factor (covariate / reference) ** effect. ``exponential``: factor exp(effect * (covariate - reference)).
    """

    parameter: Literal["CL", "V1"]
    covariate: str  # as named among the population's covariates, e.g. "body_weight"
    reference: float  # in `unit`
    unit: str
    effect: Sourced
    form: Literal["power", "exponential"]

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return f"{self.covariate} on {self.parameter}"

    def __post_init__(self) -> None:
        if not (0 if self.form == "power" else -math.inf) < self.reference < math.inf:
            raise LibraryError(
                f"reference = {self.reference:g} of {self.covariate}: a power of covariate / reference needs a "
                "positive reference, a difference a finite one. Give the covariate of the typical patient."
            )
        check_known(self.unit, f"unit of {self.covariate}")
        self.effect.require(self._effect_unit, f"effect of {self.covariate}", positive=False)

    @property
    def size(self) -> float:
        """The effect as a number: an exponent without unit, or the slope of the log in 1/``unit``."""
        return self.effect.to(self._effect_unit)

    @property
    def _effect_unit(self) -> str:
        return "1" if self.form == "power" else f"1/({self.unit})"


@dataclass(frozen=True)
class Pharmacokinetics:
    """Typical values of the conjugate, their spread between patients, and the covariates that explain part of it."""

    CL: Sourced  # L/day, clearance
    V1: Sourced  # L, central volume
    Q: Sourced  # L/day, exchange between the compartments
    V2: Sourced  # L, peripheral volume
    omega: Omega
    covariates: tuple[CovariateEffect, ...]
    valid_from: Sourced  # mg/kg, lowest dose at which the linear model was shown to hold
    VM: Sourced | None = None  # nmol/day, fastest loss through the target; that of other antibodies against it if None

    def __post_init__(self) -> None:
        for name, unit in (("CL", "L/day"), ("V1", "L"), ("Q", "L/day"), ("V2", "L"), ("valid_from", "mg/kg")):
            getattr(self, name).require(unit, name)
        if self.VM is not None:
            self.VM.require("nmol/day", "VM", positive=False)
            if self.VM.range[0] < 0:
                raise LibraryError(f"VM = {self.VM}: a loss is zero or more. Give 0 where none was seen.")
