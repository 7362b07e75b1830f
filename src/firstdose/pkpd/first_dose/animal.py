"""A starting dose from a dose that animals tolerated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from firstdose.errors import LibraryError
from firstdose.molecule import Adc, NonclinicalStudy
from firstdose.pkpd.first_dose.body_surface import Species, species
from firstdose.pkpd.first_dose.method import MethodDose, none
from firstdose.sourced import Sourced

By = Literal["surface", "weight"]


@dataclass(frozen=True)
class Finding:
    """A dose that animals of one species tolerated."""

    animal: Species
    dose: Sourced  # mg/kg
    note: str = ""
    at_least: bool = False


@dataclass(frozen=True)
class AnimalMethod:
    """A share of a dose that animals tolerated, in the most sensitive species of those studied."""

    method: str
    title: str
    what: str  # the finding, in words
    of: Callable[[NonclinicalStudy], Sourced | None]
    divisor: Sourced
    by: By
    kinds: tuple[str, ...]  # of species
    note: str
    above: Callable[[NonclinicalStudy], Sourced | None] = lambda _: None  # where the dose is only known from below

    def dose(self, adc: Adc, given: Finding | None = None) -> MethodDose:
        """The starting dose from what was found of the molecule, or from what is given instead."""
        found = [self.checked(given)] if given is not None else list(self._findings(adc))
        if not found:
            return none(self.method, self.title, self._formula, self._missing(adc))
        exact = [each for each in found if not each.at_least] or found
        return self._from(min(exact, key=lambda each: self._span(each)[1]))

    def checked(self, given: Finding) -> Finding:
        """Refuse a finding in a species that the method is not about, or that is no dose."""
        given.dose.require("mg/kg", self.what)
        if given.animal.kind not in self.kinds:
            raise LibraryError(
                f"{self.what} in {given.animal.name}: {given.animal.name} is a {given.animal.kind}, and this method "
                f"takes a {' or '.join(self.kinds)}. Name another species."
            )
        return given

    def _findings(self, adc: Adc) -> list[Finding]:
        found = []
        for study in adc.nonclinical.studies:
            for dose, at_least in ((self.of(study), False), (self.above(study), True)):
                animal = species(study.species)
                if dose is not None and animal.kind in self.kinds:
                    told = "; ".join(filter(None, (f"{animal.name}, {study.study}", study.note)))
                    found.append(Finding(animal, dose, told, at_least))
        return found

    def _from(self, found: Finding) -> MethodDose:
        scale = ((f"Km of {found.animal.name}", found.animal.km), ("Km of human", species("human").km))
        what = f"{self.what} {'above, ' * found.at_least}in {found.animal.name}"
        inputs = ((what, found.dose), ("divisor", self.divisor), *(scale if self.by == "surface" else ()))
        floor = f"The {self.what} lies above the highest dose given, so the dose of this method is a floor"
        note = ". ".join(filter(None, (found.note, floor * found.at_least, self.note)))
        return MethodDose(
            self.method, self.title, self._formula, inputs, self._span(found), note, at_least=found.at_least
        )

    def _span(self, found: Finding) -> tuple[float, float, float]:
        human = species("human").km.to("kg/m^2")
        scale = found.animal.km.to("kg/m^2") / human if self.by == "surface" else 1.0
        low, value, high = (dose * scale / self.divisor.to("1") for dose in found.dose.span("mg/kg"))
        return low, value, high

    @property
    def _formula(self) -> str:
        scaled = " * Km of the animal / Km of a human" if self.by == "surface" else " in mg/kg, unscaled"
        return f"{self.what}{scaled} / {self.divisor.value:g}"

    def _missing(self, adc: Adc) -> str:
        where = f"No {self.what} of {adc.title} in a {' or '.join(self.kinds)} is known here"
        looked = f": {adc.nonclinical.missing}" if adc.nonclinical.missing else "."
        return f"{where}{looked} A repeat-dose study in such a species would give it; enter it in [nonclinical]."
