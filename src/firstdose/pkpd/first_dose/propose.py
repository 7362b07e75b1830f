"""Starting doses of a molecule by every method, side by side with what was given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from firstdose.molecule import Adc, FirstDose
from firstdose.pkpd.first_dose.animal import Finding
from firstdose.pkpd.first_dose.body_surface import species
from firstdose.pkpd.first_dose.effect import effect_concentration
from firstdose.pkpd.first_dose.hnstd import hnstd
from firstdose.pkpd.first_dose.mabel_in_vitro import mabel_in_vitro
from firstdose.pkpd.first_dose.mabel_occupancy import mabel_occupancy
from firstdose.pkpd.first_dose.method import Given, MethodDose
from firstdose.pkpd.first_dose.noael import noael
from firstdose.pkpd.first_dose.peak import peak_of
from firstdose.pkpd.first_dose.std10 import std10
from firstdose.sourced import Sourced

_AS_IN_THE_FILE = Given()
_CUSTOMARY = ("hnstd", "std10")  # in this order
_SMALL = 0.01  # mg/kg, below which µg/kg is easier to read
_WHY_CUSTOMARY = (
    "committees usually take it for a cytotoxic conjugate: it is anchored in what animals showed of all its parts, and "
    "in the FDA's review of conjugates it kept a balance of safety and quick escalation (Saber & Leighton 2015)"
)


@dataclass(frozen=True)
class FirstDoses:
    """What every method says, and what was really done."""

    molecule: str
    title: str
    illustrative: bool  # its pharmacokinetics in humans were not measured, but assumed
    methods: tuple[MethodDose, ...]
    actual: tuple[FirstDose, ...]

    @property
    def lowest(self) -> MethodDose | None:
        """The lowest dose of those that limit anything."""
        known = [each for each in self.methods if each.mg_per_kg is not None and not each.at_least]
        return min(known, key=lambda each: each.mg_per_kg or math.inf, default=None)

    @property
    def customary(self) -> MethodDose | None:
        """The one that committees usually take, of those whose inputs are known."""
        known = {each.method: each for each in self.methods if each.mg_per_kg is not None and not each.at_least}
        return next((known[name] for name in _CUSTOMARY if name in known), None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Which is lowest, and which is usually taken and why, in sentences."""
        low, usual = self.lowest, self.customary
        if low is None:
            return ("No method has its inputs: there is no starting dose. Each says what would fill the gap.",)
        said = [f"Lowest: {low.title}, {_shown(low)}."]
        if usual is None:
            said.append("Neither HNSTD nor STD10 is known, so the dose that committees usually take cannot be told.")
        else:
            said.append(f"Customary: {usual.title}, {_shown(usual)}; {_WHY_CUSTOMARY}.")
            said += _apart(low, usual)
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Values by name, for JSON."""
        return {
            "molecule": self.molecule,
            "illustrative": self.illustrative,
            "methods": [each.to_dict() for each in self.methods],
            "lowest": _named(self.lowest),
            "customary": _named(self.customary),
            "reasons": list(self.reasons),
            "actual": [self._given(each) for each in self.actual] or None,
        }

    def times_customary(self, first: FirstDose) -> float | None:
        """A dose that was given over the customary one."""
        usual = self.customary
        return None if usual is None or usual.mg_per_kg is None else first.dose.to("mg/kg") / usual.mg_per_kg

    def _given(self, first: FirstDose) -> dict[str, Any]:
        return {
            "trial": first.trial,
            "dose_mg_per_kg": first.dose.to("mg/kg"),
            "every_days": first.every_days,
            "times_customary": self.times_customary(first),
            "source": first.dose.source,
            "provenance": first.dose.provenance,
            "note": first.note,
        }


def first_dose(adc: Adc, given: Given = _AS_IN_THE_FILE) -> FirstDoses:
    """Starting doses of a molecule by every method.

    Parameters
    ----------
    given : what the user says instead of the molecule's file.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> [each.method for each in first_dose(library("t-dm1")).methods][:3]
    ['hnstd', 'hnstd_by_weight', 'std10']
    """
    peak, kd = peak_of(adc), given.kd or _affinity(adc)
    effect = given.effect_concentration or effect_concentration(adc)
    non_rodent, rodent = _finding(given.hnstd, given.species), _finding(given.std10, given.rodent)
    methods = (
        hnstd("surface").dose(adc, non_rodent),
        hnstd("weight").dose(adc, non_rodent),
        std10().dose(adc, rodent),
        noael().dose(adc),
        mabel_occupancy(adc, peak, kd, given.occupancy),
        mabel_in_vitro(adc, peak, effect),
    )
    assumed = adc.pharmacokinetics.CL.provenance == "assumed"  # as all that is borrowed becomes
    return FirstDoses(adc.name, adc.title, assumed, methods, adc.nonclinical.first_doses)


def _affinity(adc: Adc) -> Sourced | None:
    return None if adc.antibody.binding is None else adc.antibody.binding.KD


def _finding(dose: Sourced | None, animal: str) -> Finding | None:
    return None if dose is None else Finding(species(animal), dose)


def _apart(low: MethodDose, usual: MethodDose) -> list[str]:
    """How many doublings lie between the lowest and the customary."""
    doublings = math.log2((usual.mg_per_kg or 1.0) / (low.mg_per_kg or 1.0))
    if doublings < 1:
        return []
    return [
        f"{doublings:.1f} doublings of the dose lie between them: a trial that begins at the lowest and doubles treats "
        "so many cohorts below the dose that the animals' tolerance allows."
    ]


def _shown(dose: MethodDose) -> str:
    mg = dose.mg_per_kg or 0.0
    return f"{mg:.3g} mg/kg" if mg >= _SMALL else f"{1000 * mg:.3g} µg/kg"


def _named(dose: MethodDose | None) -> dict[str, Any] | None:
    return None if dose is None else {"method": dose.method, "dose_mg_per_kg": dose.mg_per_kg}
