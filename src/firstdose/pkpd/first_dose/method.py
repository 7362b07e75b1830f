"""What one method says of the first dose, and what it says it from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstdose.pkpd.first_dose.body_surface import human_km
from firstdose.pkpd.first_dose.settings import first_dose_settings
from firstdose.sourced import Sourced


@dataclass(frozen=True)
class Given:
    """What the user says instead of the molecule's file; None: as the file has it."""

    hnstd: Sourced | None = None  # mg/kg
    species: str = "cynomolgus"  # of the HNSTD
    std10: Sourced | None = None  # mg/kg
    rodent: str = "rat"  # of the STD10
    kd: Sourced | None = None  # nmol/L
    occupancy: Sourced | None = None  # share of the receptors
    effect_concentration: Sourced | None = None  # nmol/L


@dataclass(frozen=True)
class MethodDose:
    """The starting dose of one method, or why it has none."""

    method: str
    title: str
    formula: str  # in words
    inputs: tuple[tuple[str, Sourced], ...]
    span: tuple[float, float, float] | None  # mg/kg: lowest, best and highest that the inputs' ranges allow
    note: str  # caveats; without a dose, what is missing and what would fill it
    at_least: bool = False  # an input is known only from below, so the dose is a floor and limits nothing

    @property
    def mg_per_kg(self) -> float | None:
        """The dose."""
        return None if self.span is None else self.span[1]

    @property
    def mg_per_m2(self) -> float | None:
        """The dose by body surface, in a typical adult."""
        return None if self.span is None else self.span[1] * human_km()

    @property
    def mg_70kg(self) -> float | None:
        """The dose of the patient of reference, mg."""
        return None if self.span is None else self.span[1] * first_dose_settings().body_weight.to("kg")

    def to_dict(self) -> dict[str, Any]:
        """Values by name, for JSON."""
        low, _, high = self.span or (None, None, None)
        return {
            "method": self.method,
            "title": self.title,
            "dose_mg_per_kg": self.mg_per_kg,
            "dose_mg_per_m2": self.mg_per_m2,
            "dose_mg_70kg": self.mg_70kg,
            "low_mg_per_kg": low,
            "high_mg_per_kg": high,
            "at_least": self.at_least,
            "inputs": [_told(name, value) for name, value in self.inputs],
            "formula": self.formula,
            "note": self.note,
        }


def _told(name: str, value: Sourced) -> dict[str, Any]:
    low, high = value.range
    known = {"value": value.value, "low": low, "high": high, "unit": value.unit}
    return {"name": name, **known, "source": value.source, "provenance": value.provenance}


def none(method: str, title: str, formula: str, why: str) -> MethodDose:
    """A method whose inputs are missing."""
    return MethodDose(method, title, formula, (), None, why)
