"""The parameters that there are, and the marks: read from `library/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from firstdose.resources import packaged
from firstdose.sourced import Provenance
from firstdose.tables import noun, read_toml

Kind = Literal[
    "conc",
    "time",
    "rate",
    "auc",
    "aumc",
    "clearance",
    "volume",
    "percent",
    "none",
    "conc_dose",
    "auc_dose",
    "aumc_dose",
]
When = Literal["any", "iv", "ev", "bolus", "tau", "iv-later", "ev-later", "accumulation"]
_FOLDER = "analysis/nca/library"


@dataclass(frozen=True)
class Parameter:
    """One parameter: its code and name of CDISC, its kind of unit, and which profiles have it."""

    code: str
    name: str
    unit: Kind
    when: When = "any"
    key: str = ""
    cdisc: bool = True
    people: bool = False

    @property
    def source(self) -> str:
        """How the calculation calls it."""
        return self.key or self.code


@dataclass(frozen=True)
class Limit:
    """When a value is marked."""

    source: str
    provenance: Provenance
    at_least: float | None = None
    at_most: float | None = None


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every parameter, in the order in which it is shown."""
    rows = read_toml(packaged(f"{_FOLDER}/parameters.toml"))["parameter"]
    return tuple(noun(Parameter, row, f"parameters.toml: parameter {number}") for number, row in enumerate(rows, 1))


@cache
def limits() -> dict[str, Limit]:
    """The limits of marks, by name."""
    return {
        name: noun(Limit, row, f"flags.toml: {name}")
        for name, row in read_toml(packaged(f"{_FOLDER}/flags.toml")).items()
    }


@cache
def routes() -> dict[str, str]:
    """Every route that is understood, and whether it is INTRAVENOUS or EXTRAVASCULAR."""
    known = read_toml(packaged(f"{_FOLDER}/routes.toml"))
    return {name: kind.upper() for kind in ("intravenous", "extravascular") for name in known[kind]}
