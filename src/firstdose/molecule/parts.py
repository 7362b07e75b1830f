"""The parts of an antibody-drug conjugate (ADC)."""

from __future__ import annotations

from dataclasses import dataclass

from firstdose.molecule.mechanism import Binding, Kills, Kinetics, Release, Trafficking
from firstdose.sourced import Provenance, Sourced


@dataclass(frozen=True)
class Target:
    """What the antibody binds."""

    name: str
    gene: str = ""
    note: str = ""
    trafficking: Trafficking | None = None  # needed by the mechanistic models


@dataclass(frozen=True)
class Antibody:
    """The carrier."""

    name: str
    target: Target
    molar_mass: Sourced  # kDa
    note: str = ""
    binding: Binding | None = None  # needed by the mechanistic models

    def __post_init__(self) -> None:
        self.molar_mass.require("kDa", "molar_mass")


@dataclass(frozen=True)
class Linker:
    """What holds the payload on the antibody."""

    name: str
    cleavable: bool
    source: str
    provenance: Provenance
    note: str = ""
    release: Release | None = None  # needed by the mechanistic models

    @property
    def summary(self) -> str:
        """What is said of it, in a few words."""
        return f"{self.name}, {'cleavable' if self.cleavable else 'non-cleavable'}"


@dataclass(frozen=True)
class Payload:
    """What kills the cell."""

    name: str
    class_: str  # "class" in the file: how it kills
    permeable: bool  # what is set free crosses membranes, and can reach neighbouring cells
    source: str
    provenance: Provenance
    note: str = ""
    kinetics: Kinetics | None = None  # needed by the mechanistic models
    kill: Kills | None = None  # needed by the mechanistic models

    @property
    def summary(self) -> str:
        """What is said of it, in a few words."""
        return f"{self.name}, {self.class_}, {'permeable' if self.permeable else 'not permeable'} once set free"


@dataclass(frozen=True)
class Fact:
    """One thing known of the molecule that no calculation uses."""

    what: str
    text: str
    source: str
    provenance: Provenance
