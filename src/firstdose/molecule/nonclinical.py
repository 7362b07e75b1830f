"""What animals tolerated, and the dose that the first patients were given."""

from __future__ import annotations

import math
from dataclasses import dataclass

from firstdose.errors import LibraryError
from firstdose.sourced import Sourced


@dataclass(frozen=True)
class NonclinicalStudy:
    """Doses that animals of one species tolerated, or did not."""

    species: str  # as in the table of body surfaces, e.g. "cynomolgus"
    study: str  # what was given how often, e.g. "every 3 weeks, 3 doses"
    hnstd: Sourced | None = None  # mg/kg, highest non-severely toxic dose
    std10: Sourced | None = None  # mg/kg, dose severely toxic to one animal in ten
    std10_above: Sourced | None = None  # mg/kg, where the STD10 is known only to lie above this dose
    noael: Sourced | None = None  # mg/kg, highest dose without an adverse effect
    note: str = ""

    def __post_init__(self) -> None:
        found = {name: value for name in _DOSES if (value := getattr(self, name)) is not None}
        for name, dose in found.items():
            dose.require("mg/kg", f"{name} in {self.species}")
        if not found:
            raise LibraryError(f"{self.species}: no finding is given. Give at least one of {', '.join(_DOSES)}.")
        if self.std10 is not None and self.std10_above is not None:
            raise LibraryError(
                f"{self.species}: std10 and std10_above are both given. Give std10 where the dose is known, "
                "std10_above where even the highest dose was less toxic."
            )


@dataclass(frozen=True)
class FirstDose:
    """The dose that the first patients of a trial were given."""

    trial: str
    dose: Sourced  # mg/kg
    every_days: float
    note: str = ""

    def __post_init__(self) -> None:
        self.dose.require("mg/kg", f"first dose of {self.trial}")
        if not 0 < self.every_days < math.inf:
            raise LibraryError(f"{self.trial}: every_days = {self.every_days:g} is not a positive number of days.")


@dataclass(frozen=True)
class Nonclinical:
    """What was found in animals, and where the trials in humans began.

    Examples
    --------
    >>> dose = Sourced(6, "mg/kg", "a report", "source")
    >>> Nonclinical((NonclinicalStudy("cynomolgus", "every 2 weeks", hnstd=dose),)).studies[0].hnstd.to("mg/kg")
    6.0
    """

    studies: tuple[NonclinicalStudy, ...] = ()
    first_doses: tuple[FirstDose, ...] = ()  # of this molecule, in the order of the trials
    missing: str = ""  # what was looked for and not found


_DOSES = ("hnstd", "std10", "std10_above", "noael")
NOTHING = Nonclinical()
