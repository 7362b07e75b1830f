"""A number with an address: value, unit, source and provenance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeAlias, get_args

from firstdose.errors import LibraryError
from firstdose.units import check_unit, convert

Provenance: TypeAlias = Literal["source", "transcription", "derived", "recalled", "assumed"]
SHAKIEST_FIRST: tuple[Provenance, ...] = ("assumed", "recalled", "derived", "transcription", "source")
assert set(SHAKIEST_FIRST) == set(get_args(Provenance))


@dataclass(frozen=True)
class Sourced:
    """One number, where it comes from, and how far it can be trusted.

    Provenance: ``source`` read in the publication itself; ``transcription`` a third party's copy of it; ``derived``
    computed from other entries; ``recalled`` from memory; ``assumed`` chosen here, the source says why.

    Examples
    --------
    >>> Sourced(28.2, "mL/hour", "Lu 2014, Table 1", "transcription").to("L/day")
    0.6768
    """

    value: float
    unit: str  # "1" where there is none
    source: str
    provenance: Provenance
    low: float | None = None  # of the range the source supports, same unit
    high: float | None = None

    def __post_init__(self) -> None:
        low, high = self.range
        if not all(map(math.isfinite, (low, self.value, high))):
            raise LibraryError(f"value = {self.value}, low = {low}, high = {high}: give finite numbers.")
        if not low <= self.value <= high:
            raise LibraryError(
                f"value = {self.value:g} lies outside its own range, low = {low:g} to high = {high:g}. "
                "Correct whichever is wrong."
            )
        if not self.source.strip():
            raise LibraryError("source is empty. Say where the number comes from, or why it is assumed.")

    @property
    def range(self) -> tuple[float, float]:
        """Low and high, in its own unit; the value itself where no range is given."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    def to(self, unit: str) -> float:
        """The value as a number of ``unit``."""
        return convert(self.value, self.unit, unit, f"{self.value:g} {self.unit}")

    def span(self, unit: str) -> tuple[float, float, float]:
        """Low, value and high as numbers of ``unit``."""
        low, high = (convert(end, self.unit, unit, f"{end:g} {self.unit}") for end in self.range)
        return low, self.to(unit), high

    def require(self, unit: str, what: str, *, positive: bool = True) -> None:
        """Refuse a number that is not of the kind of ``unit``, or not above zero."""
        check_unit(self.unit, unit, what)
        if positive and self.range[0] <= 0:
            raise LibraryError(f"{what} = {self.range[0]:g} {self.unit}: {what} is a positive number of {unit}.")

    def __str__(self) -> str:
        span = "" if self.low is None and self.high is None else " ({:g} to {:g})".format(*self.range)
        return f"{self.value:g}{span} {'' if self.unit == '1' else self.unit}".strip()


@dataclass(frozen=True)
class Assumption:
    """Something a study rests on that was not read in a publication."""

    where: str  # file and key, e.g. "t-dm1.toml [pharmacokinetics] CL"
    what: str  # the value with its unit
    source: str
    provenance: Provenance

    @property
    def rank(self) -> int:
        """0 for the shakiest provenance."""
        return SHAKIEST_FIRST.index(self.provenance)


def shakier(one: Provenance, other: Provenance) -> Provenance:
    """The less trustworthy of two."""
    return min(one, other, key=SHAKIEST_FIRST.index)


def ranked(found: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """What was not read in a publication, shakiest first; otherwise in the order given."""
    return tuple(sorted((said for said in found if said.provenance != "source"), key=lambda said: said.rank))


def sourced_in(noun: object, where: str, skip: tuple[str, ...] = ()) -> Iterator[Assumption]:
    """Every number of a noun and its parts, with its place; ``skip`` names fields left out."""
    if isinstance(noun, Sourced):
        yield Assumption(where, str(noun), noun.source, noun.provenance)
    elif isinstance(noun, tuple):
        for number, part in enumerate(noun, start=1):
            yield from sourced_in(part, f"{where} {getattr(part, 'label', number)}")
    elif is_dataclass(noun):
        if (provenance := getattr(noun, "provenance", None)) is not None:
            yield Assumption(where, _said(noun), getattr(noun, "source", ""), provenance)
        for field in fields(noun):
            if field.name not in skip:
                yield from sourced_in(getattr(noun, field.name), f"{where} {field.name}".strip())


def _said(noun: object) -> str:
    return str(getattr(noun, "summary", noun))
