"""What is believed of the DLT hazard before any trial is seen."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cache

from firstdose.errors import LibraryError
from firstdose.patient import Covariate
from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml

_FILE = "pkpd/library/dlt_hazard.toml"


@dataclass(frozen=True)
class HazardPrior:
    """Independent normal priors of log kappa and log gamma, given by their medians and standard deviations."""

    p_dlt_at_mtd: Sourced  # DLT probability of the median patient at the published MTD: 1 - exp(-kappa)
    log_kappa_sd: Sourced
    gamma: Sourced
    log_gamma_sd: Sourced

    def __post_init__(self) -> None:
        for f in fields(self):
            getattr(self, f.name).require("1", f.name)
        if self.p_dlt_at_mtd.to("1") >= 1:
            raise LibraryError(f"p_dlt_at_mtd = {self.p_dlt_at_mtd}: a probability below 1 is needed, e.g. 0.2.")

    @property
    def log_kappa_mean(self) -> float:
        """Median of log kappa."""
        return math.log(-math.log1p(-self.p_dlt_at_mtd.to("1")))

    @property
    def log_gamma_mean(self) -> float:
        """Median of log gamma."""
        return math.log(self.gamma.to("1"))


@dataclass(frozen=True)
class HazardSettings:
    """The packaged prior, and what stands in where nothing is said."""

    prior: HazardPrior
    window_days: Sourced  # of exposure, where a study names none
    trial_patients: Covariate  # body weight of the patients of published trials


@cache
def hazard_settings() -> HazardSettings:
    """The packaged settings.

    Examples
    --------
    >>> hazard_settings().window_days.to("day")
    7.0
    """
    return noun(HazardSettings, read_toml(packaged(_FILE)), "dlt_hazard.toml")
