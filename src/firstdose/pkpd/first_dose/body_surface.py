"""Doses from one species to another by body surface, and the body surface of a patient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from firstdose.errors import LibraryError
from firstdose.pkpd.first_dose.settings import first_dose_settings
from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml

_FILE = "pkpd/library/body_surface.toml"


@dataclass(frozen=True)
class Species:
    """A species, and how its weight relates to its surface."""

    name: str
    km: Sourced  # kg/m^2, body weight over body surface
    kind: Literal["human", "rodent", "non-rodent"]

    def __post_init__(self) -> None:
        self.km.require("kg/m^2", f"km of {self.name}")


@dataclass(frozen=True)
class SpeciesFile:
    """The table of species."""

    species: tuple[Species, ...]


@cache
def all_species() -> Mapping[str, Species]:
    """The species of the table, by name."""
    file = noun(SpeciesFile, read_toml(packaged(_FILE)), "body_surface.toml")
    return {each.name: each for each in file.species}


def species(name: str) -> Species:
    """The species of that name.

    Examples
    --------
    >>> species("cynomolgus").km.to("kg/m^2"), species("cynomolgus").kind
    (12.0, 'non-rodent')
    """
    known = all_species()
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    hint = f'Did you mean "{close[0]}"? ' if close else ""
    raise LibraryError(f'There is no species "{name}". {hint}Those with a body surface are {", ".join(known)}.')


def human_equivalent(dose_mg_per_kg: float, animal: str) -> float:
    """The dose in a human, mg/kg, that is the same in mg/m² of body surface as ``dose_mg_per_kg`` in an animal.

    Notes
    -----
    dose_human = dose_animal · Km_animal / Km_human, with Km the body weight over the body surface.

    References
    ----------
    FDA (2005), Estimating the maximum safe starting dose in initial clinical trials for therapeutics in adult healthy
    volunteers, Table 1; as copied by Nair AB, Jacob S (2016), J Basic Clin Pharm 7:27, doi:10.4103/0976-0105.177703.

    Examples
    --------
    >>> round(human_equivalent(30.0, "cynomolgus"), 2)
    9.73
    """
    return dose_mg_per_kg * species(animal).km.to("kg/m^2") / human_km()


def human_km() -> float:
    """Body weight over body surface of an adult, kg/m²: from mg/kg to mg/m²."""
    return species("human").km.to("kg/m^2")


def body_surface(height_cm: float, weight_kg: float) -> float:
    """Body surface of a patient, m².

    Notes
    -----
    sqrt(height · weight / 3600), with the height in cm and the weight in kg.

    References
    ----------
    Mosteller RD (1987), N Engl J Med 317:1098.

    Examples
    --------
    >>> round(body_surface(170, 70), 2)
    1.82
    """
    for what, value, unit in (("height", height_cm, "cm"), ("weight", weight_kg, "kg")):
        if not 0 < value < math.inf:
            raise LibraryError(f"{what} = {value:g} {unit}: a positive number of {unit} is needed.")
    return math.sqrt(height_cm * weight_kg / first_dose_settings().mosteller.to("cm*kg/m^4"))
