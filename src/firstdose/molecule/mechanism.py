"""What the mechanistic models need to know of a conjugate: binding, trafficking, release and killing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from firstdose.errors import LibraryError
from firstdose.sourced import Sourced

System: TypeAlias = Literal["cell", "mouse", "human"]


@dataclass(frozen=True)
class Binding:
    """How the antibody holds its target, and what that does to the cell."""

    KD: Sourced  # nmol/L, concentration at which half of the target is bound
    KON: Sourced  # L/nmol/day, binding
    BLOCK: Sourced  # no unit, 0 to 1: share of the target's growth signal that full occupancy takes away

    def __post_init__(self) -> None:
        _check(self, "binding", KD="nmol/L", KON="L/nmol/day")
        _check_share(self.BLOCK, "binding BLOCK")


@dataclass(frozen=True)
class Trafficking:
    """Where the target goes, with or without an antibody on it."""

    KENDO: Sourced  # 1/day, from the surface into the cell
    KREC: Sourced  # 1/day, from inside back to the surface
    KDEGR: Sourced  # 1/day, breakdown inside
    RNORM: Sourced  # no unit, targets on the surface of a normal cell
    VM: Sourced  # nmol/day, fastest loss of antibody from a patient's plasma through the target; 0: none
    KM: Sourced  # nmol/L, plasma concentration at half of it

    def __post_init__(self) -> None:
        _check(self, "trafficking", KENDO="1/day", KREC="1/day", KDEGR="1/day", RNORM="1", KM="nmol/L")
        _check_not_negative(self.VM, "nmol/day", "trafficking VM")


@dataclass(frozen=True)
class Release:
    """How the linker lets go of the payload."""

    KDEC: Sourced  # 1/day, loss of the payload in plasma and tissue
    KDEC_MEDIUM: Sourced  # 1/day, the same in a medium of culture, where it stands for KDEC
    KCLEAVE: Sourced  # 1/day, cut inside the cell before the antibody is broken down; 0: not cleavable
    REENTRY: Sourced  # no unit, 0 to 1: how easily what it sets free enters other cells, of the plain payload's ease

    def __post_init__(self) -> None:
        _check(self, "release", KDEC="1/day", KDEC_MEDIUM="1/day")
        _check_not_negative(self.KCLEAVE, "1/day", "release KCLEAVE")
        _check_share(self.REENTRY, "release REENTRY")


@dataclass(frozen=True)
class Kinetics:
    """Where the payload goes once it is free."""

    MASS: Sourced  # g/mol
    KIN: Sourced  # 1/day, into cells, per concentration outside
    KOUT: Sourced  # 1/day, out of cells, per free concentration inside
    SITES: Sourced  # nmol/L of cell, tubulin or topoisomerase that binds it
    KDP: Sourced  # nmol/L, free concentration at which half of these sites are bound
    CLP: Sourced  # L/day, clearance from a patient's plasma
    VP: Sourced  # L, its volume of distribution

    def __post_init__(self) -> None:
        rates = {"KIN": "1/day", "KOUT": "1/day", "SITES": "nmol/L", "KDP": "nmol/L"}
        _check(self, "kinetics", MASS="g/mol", CLP="L/day", VP="L", **rates)


@dataclass(frozen=True)
class Kill:
    """How the payload in a cell kills it, in one system."""

    KMAX: Sourced  # 1/day, fastest killing
    KC50: Sourced  # nmol/L of cell, payload in the cell at half of it

    def __post_init__(self) -> None:
        _check(self, "kill", KMAX="1/day", KC50="nmol/L")


@dataclass(frozen=True)
class Kills:
    """Killing in culture, in a xenograft and in a patient: the same payload, cells that divide at different speeds."""

    cell: Kill
    mouse: Kill
    human: Kill


@dataclass(frozen=True)
class Mechanism:
    """The numbers of all four parts of a conjugate, as parameters of the models.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> known = library("t-dm1").mechanism.sourced("human")
    >>> known["KD"].to("nmol/L"), round(known["KENDO"].to("1/day"), 2), known["KC50"].to("nmol/L")
    (0.314, 3.69, 23.8)
    """

    dar: Sourced
    binding: Binding
    trafficking: Trafficking
    release: Release
    kinetics: Kinetics
    kill: Kills

    def sourced(self, system: System = "human") -> Mapping[str, Sourced]:
        """Every number by the name of the parameter that it is.

        Parameters
        ----------
        system : cells in culture, a xenograft in a mouse, or a patient; KMAX, KC50 and KDEC differ between them.
        """
        parts = (self.binding, self.trafficking, self.release, self.kinetics, getattr(self.kill, system))
        known = {field.name: getattr(part, field.name) for part in parts for field in fields(part)}
        in_medium = known.pop("KDEC_MEDIUM")
        return {"DAR": self.dar, **known} | ({"KDEC": in_medium} if system == "cell" else {})


def _check(part: object, where: str, **units: str) -> None:
    for name, unit in units.items():
        getattr(part, name).require(unit, f"{where} {name}")


def _check_not_negative(number: Sourced, unit: str, what: str) -> None:
    number.require(unit, what, positive=False)
    if number.range[0] < 0:
        raise LibraryError(f"{what} = {number}: it is zero or more.")


def _check_share(number: Sourced, what: str) -> None:
    _check_not_negative(number, "1", what)
    if number.span("1")[2] > 1:
        raise LibraryError(f"{what} = {number}: a share lies between 0 and 1.")
