"""What is believed of the model's few unknowns before any published result is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
from scipy.special import ndtri

from firstdose.errors import LibraryError
from firstdose.molecule import Adc
from firstdose.pkpd.draws import SD, variability
from firstdose.pkpd.mechanism import parameters
from firstdose.pkpd.models.adc import SITES, patient_model
from firstdose.resources import packaged
from firstdose.sourced import Provenance, Sourced
from firstdose.tables import noun, read_toml
from firstdose.types import F64

_FILE = "pkpd/library/priors.toml"
Stage = Literal["kinetics", "liver", "tumour", "platelets"]  # in the order in which they are fitted
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True)
class Unknown:
    """A parameter of the patient model that published results are to tell, or ``sd_`` and its name."""

    name: str
    meaning: str
    stage: Stage  # what it is fitted with
    log_sd: Sourced  # of the prior
    travels: bool = False  # to another conjugate of the same linker and payload; others belong to the target
    potency: bool = False  # for toxicity: multiplied by the spread between the conjugates of a class

    def __post_init__(self) -> None:
        self.log_sd.require("1", f"{self.name} log_sd")

    @property
    def parameter(self) -> str:
        """The parameter itself, or the one whose spread it is."""
        return self.name.removeprefix(SD)


@dataclass(frozen=True)
class Unknowns:
    """All of them."""

    unknowns: tuple[Unknown, ...]

    def __post_init__(self) -> None:
        names = [one.name for one in self.unknowns]
        for name in names:
            if names.count(name) > 1:
                raise LibraryError(f"unknown {name} stands twice. Remove one.")

    @property
    def by_name(self) -> Mapping[str, Unknown]:
        """Each by its name."""
        return {one.name: one for one in self.unknowns}


@dataclass(frozen=True)
class Prior:
    """Of one unknown of one molecule: log-normal."""

    unknown: Unknown
    median: float
    unit: str
    source: str  # of the median
    provenance: Provenance

    @property
    def name(self) -> str:
        """Of the unknown."""
        return self.unknown.name

    def values(self, z: F64) -> F64:
        """Values at standard normal deviates ``z``, of any shape."""
        return np.asarray(self.median * np.exp(self.unknown.log_sd.to("1") * z), np.float64)

    def quantiles(self, shares: tuple[float, ...] = (0.05, 0.5, 0.95)) -> F64:
        """Of the prior."""
        return self.values(ndtri(np.array(shares)))


@cache
def unknowns() -> Mapping[str, Unknown]:
    """Those of the packaged file, by name.

    Examples
    --------
    >>> [one.name for one in unknowns().values() if one.stage == "platelets"]
    ['SLOPE_PLT', 'sd_SLOPE_PLT']
    """
    return noun(Unknowns, read_toml(packaged(_FILE)), "priors.toml").by_name


def priors(adc: Adc, stage: Stage, site: str) -> tuple[Prior, ...]:
    """Of the unknowns that are fitted together, with medians from the library of molecules.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> [(one.name, one.median) for one in priors(library("t-dm1"), "platelets", "circulation")]
    [('SLOPE_PLT', 0.006), ('sd_SLOPE_PLT', 0.5)]
    """
    units = {one.name: one.unit for one in patient_model(site).parameters}
    here = (one for one in unknowns().values() if one.stage == stage and one.parameter in units)
    return tuple(_prior(one, adc, site, units) for one in here)


def _prior(unknown: Unknown, adc: Adc, site: str, units: Mapping[str, str]) -> Prior:
    if unknown.name.startswith(SD):
        spread = variability().by_name[unknown.parameter]
        return Prior(unknown, spread.log_sd, "1", spread.spread.source, spread.spread.provenance)
    unit, known = units[unknown.name], parameters(adc, site=site)[unknown.name]
    return Prior(unknown, known.to(unit), unit, known.source, known.provenance)


def check_site(site: str) -> str:
    """Refuse a site of action that is none."""
    if site not in SITES:
        raise LibraryError(f'"{site}" is no site at which platelets are harmed. Give one of {", ".join(SITES)}.')
    return site
