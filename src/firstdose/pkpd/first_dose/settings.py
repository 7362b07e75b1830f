"""What a starting dose is made of, apart from the molecule's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from firstdose.errors import LibraryError
from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml

_FILE = "pkpd/library/first_dose.toml"
_UNITS = {
    "hnstd_divisor": "1",
    "std10_divisor": "1",
    "noael_divisor": "1",
    "occupancy": "1",
    "infusion": "day",
    "body_weight": "kg",
    "mosteller": "cm*kg/m^4",
    "effect": "1",
    "receptors": "1",
}


@dataclass(frozen=True)
class FirstDoseSettings:
    """Safety factors, and what stands in where nothing is said."""

    hnstd_divisor: Sourced
    std10_divisor: Sourced
    noael_divisor: Sourced
    occupancy: Sourced  # share of the receptors that a MABEL occupies at its peak
    infusion: Sourced  # day, length of the first infusion
    body_weight: Sourced  # kg, of the patient for whom the dose is also told in mg
    mosteller: Sourced  # cm·kg/m⁴, the constant of the body surface
    effect: Sourced  # share of the cells that is missing at a MABEL in vitro
    receptors: Sourced  # targets on the most sensitive relevant cell

    def __post_init__(self) -> None:
        for name, unit in _UNITS.items():
            getattr(self, name).require(unit, name)
        check_share(self.occupancy, "occupancy", "no dose occupies all receptors")
        check_share(self.effect, "effect", "no dose kills all cells")


def check_share(share: Sourced, what: str, why: str) -> None:
    """Refuse a share that no dose reaches."""
    share.require("1", what)
    if share.span("1")[2] >= 1:
        raise LibraryError(f"{what} = {share}: a share lies between 0 and 1, and {why}. Give e.g. 0.1.")


@cache
def first_dose_settings() -> FirstDoseSettings:
    """The packaged settings.

    Examples
    --------
    >>> first_dose_settings().hnstd_divisor.to("1")
    6.0
    """
    return noun(FirstDoseSettings, read_toml(packaged(_FILE)), "first_dose.toml")
