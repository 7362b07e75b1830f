"""From a laboratory's unit to the unit of a criterion: spellings and factors are data, `library/ctcae-units.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from firstdose.errors import LibraryError
from firstdose.resources import packaged
from firstdose.tables import noun, read_toml

Kind = Literal["count", "mass", "amount", "charge", "flow"]
_FILE = "ctcae-units.toml"


@dataclass(frozen=True)
class Substance:
    """What turns a mass or a charge of a substance into an amount."""

    molar_mass: float | None = None  # g/mol
    charges: int | None = None  # of one ion


@dataclass(frozen=True)
class LaboratoryUnits:
    """Every unit that laboratories write."""

    source: str
    kinds: dict[Kind, dict[str, float]]
    admiral: dict[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        for kind, units in self.kinds.items():
            if not units or min(units.values()) <= 0 or next(iter(units.values())) != 1:
                raise LibraryError(f"[kinds.{kind}]: the first unit is 1, and each is a positive number of it.")

    def factor(self, unit: str | None, to: str, substance: Substance | None = None) -> float | None:
        """What a number of ``unit`` is multiplied with to be one of ``to``; None where the one cannot become the other.

        Parameters
        ----------
        unit : as the laboratory writes it; None where it wrote none.
        to : the unit of a criterion.
        substance : what is measured, where its molar mass or charge may be needed.

        Examples
        --------
        >>> laboratory_units().factor("THOU/uL", "1e9/L"), laboratory_units().factor("G/L", "g/dL")
        (1.0, 0.1)
        >>> laboratory_units().factor("mmol/L", "g/L", Substance(molar_mass=16114.0))
        16.114
        """
        wanted = self._of(to)
        for kind, one in self._of(unit).items():
            for other, base in wanted.items():
                bridge = _bridge(kind, other, substance or Substance())
                if bridge is not None:
                    return _plain(one * bridge / base)
        return None

    def as_admiral(self, unit: str | None, to: str) -> float | None:
        """The same, for the few spellings that admiral knows."""
        known = {_key(each) for each in self.admiral.get(to, ())}
        return self.factor(unit, to) if unit is not None and _key(unit) in known else None

    def _of(self, unit: str | None) -> dict[Kind, float]:
        """What it is worth in each kind: ``G/L`` is grams and a billion cells."""
        return {} if unit is None else _known(self).get(_key(unit), {})


@cache
def laboratory_units() -> LaboratoryUnits:
    """The units that come with firstdose."""
    return noun(LaboratoryUnits, read_toml(packaged(f"trial/library/{_FILE}")), _FILE)


def _known(units: LaboratoryUnits) -> Mapping[str, dict[Kind, float]]:
    found: dict[str, dict[Kind, float]] = {}
    for kind, spellings in units.kinds.items():
        for spelling, factor in spellings.items():
            found.setdefault(_key(spelling), {})[kind] = factor
    return found


def _key(unit: str) -> str:
    return "".join(unit.split()).replace("µ", "u").replace("μ", "u").lower()


def _bridge(kind: Kind, to: Kind, substance: Substance) -> float | None:
    """From the first unit of one kind to the first of another."""
    if kind == to:
        return 1.0
    per_mmol = {
        "amount": 1.0,
        "mass": None if substance.molar_mass is None else substance.molar_mass / 1000,
        "charge": None if substance.charges is None else float(substance.charges),
    }
    one, other = per_mmol.get(kind), per_mmol.get(to)
    return None if one is None or other is None else other / one


def _plain(factor: float) -> float:
    """Without the last digits that division leaves."""
    return float(f"{factor:.12g}")
