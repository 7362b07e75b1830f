"""What differs between patients and explains a part of their pharmacokinetics."""

from __future__ import annotations

from dataclasses import dataclass

from firstdose.errors import LibraryError
from firstdose.sourced import Sourced


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
        """Of all of them."""
        return tuple(covariate.name for covariate in self.each)
