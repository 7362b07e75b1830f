"""What differs between patients and explains a part of their pharmacokinetics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from firstdose.errors import LibraryError
from firstdose.sourced import Sourced
from firstdose.types import F64


@dataclass(frozen=True)
class Covariate:
    """One covariate, log-normal between patients."""

    name: str  # as in the molecule's covariate effects, e.g. "body_weight"
    median: Sourced
    log_sd: Sourced  # standard deviation of the log, no unit

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.name

    def __post_init__(self) -> None:
        if self.median.range[0] <= 0:
            raise LibraryError(f"{self.name}: median = {self.median}: a log-normal covariate is above zero.")
        self.log_sd.require("1", "log_sd", positive=False)
        if self.log_sd.range[0] < 0:
            raise LibraryError(f"{self.name}: log_sd = {self.log_sd}: a standard deviation is zero or more.")


@dataclass(frozen=True)
class Covariates:
    """The covariates of the patients of one indication, independent of each other."""

    each: tuple[Covariate, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of ``median`` and ``log_sd``."""
        return tuple(covariate.name for covariate in self.each)

    @property
    def units(self) -> tuple[str, ...]:
        """Of the medians."""
        return tuple(covariate.median.unit for covariate in self.each)

    @property
    def median(self) -> F64:
        """(C,) in ``units``."""
        return np.array([covariate.median.value for covariate in self.each], np.float64)

    @property
    def log_sd(self) -> F64:
        """(C,) standard deviation of the log."""
        return np.array([covariate.log_sd.to("1") for covariate in self.each], np.float64)

    def of(self, normals: F64) -> Mapping[str, F64]:
        """Patients' covariates, each (N,) in ``units``, from standard normal draws (C, N)."""
        values = self.median[:, None] * np.exp(self.log_sd[:, None] * normals)
        return dict(zip(self.names, values, strict=True))
