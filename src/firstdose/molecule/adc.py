"""The antibody-drug conjugate (ADC) and what is known of its toxicity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstdose.errors import LibraryError
from firstdose.molecule.mechanism import Mechanism
from firstdose.molecule.nonclinical import NOTHING, Nonclinical
from firstdose.molecule.parts import Antibody, Fact, Linker, Payload
from firstdose.molecule.pharmacokinetics import Pharmacokinetics
from firstdose.molecule.published import PublishedTrial
from firstdose.sourced import Sourced


@dataclass(frozen=True)
class Transfer:
    """How far a molecule's potency for toxicity may lie from that of the molecule its trials were of."""

    spread: Sourced  # SD of the log of potency, no unit; 0: its own trials

    def __post_init__(self) -> None:
        self.spread.require("1", "spread", positive=False)
        if self.spread.range[0] < 0:
            raise LibraryError(f"spread = {self.spread}: a standard deviation is zero or more.")


@dataclass(frozen=True)
class Toxicity:
    """The dose escalations that the link from exposure to dose-limiting toxicity is fitted to."""

    of: str  # name of the molecule that was given in these trials
    trials: tuple[PublishedTrial, ...]
    pharmacokinetics: Pharmacokinetics  # of that molecule
    transfer: Transfer
    donor: Adc | None = None  # the molecule whose trials stand in; None: the trials are its own


@dataclass(frozen=True)
class Adc:
    """An antibody, its target, and the payload it carries on a linker.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> adc = library("imgn289")
    >>> adc.antibody.target.name, adc.payload.name, adc.illustrative
    ('EGFR', 'DM1', True)
    """

    name: str  # as in the library, e.g. "t-dm1"
    title: str  # as people say it, e.g. "T-DM1 (ado-trastuzumab emtansine)"
    antibody: Antibody
    linker: Linker
    payload: Payload
    dar: Sourced  # mean payloads an antibody, no unit
    pharmacokinetics: Pharmacokinetics  # of the conjugate
    toxicity: Toxicity
    facts: tuple[Fact, ...]
    nonclinical: Nonclinical = NOTHING  # what animals tolerated, and the first doses in humans

    def __post_init__(self) -> None:
        self.dar.require("1", "dar")

    @property
    def mechanism(self) -> Mechanism | None:
        """The numbers of the mechanistic models; None where a part of the file does not have its own."""
        return None if self._without() else self.require_mechanism()

    def require_mechanism(self) -> Mechanism:
        """The numbers of the mechanistic models; refused where some are missing."""
        if missing := self._without():
            raise LibraryError(
                f"{self.name}: {', '.join(f'[{table}]' for table in missing)} "
                f"{'is' if len(missing) == 1 else 'are'} missing: the mechanistic models need it. "
                "Write it out, or take the part over from another file by like; see the guide to molecule files."
            )
        parts: dict[str, Any] = {table.rpartition(".")[2]: part for table, part in self._mechanism_tables().items()}
        return Mechanism(dar=self.dar, **parts)

    def _without(self) -> list[str]:
        return [table for table, part in self._mechanism_tables().items() if part is None]

    def _mechanism_tables(self) -> dict[str, object]:
        return {
            "antibody.binding": self.antibody.binding,
            "antibody.target.trafficking": self.antibody.target.trafficking,
            "linker.release": self.linker.release,
            "payload.kinetics": self.payload.kinetics,
            "payload.kill": self.payload.kill,
        }

    @property
    def trials(self) -> tuple[PublishedTrial, ...]:
        """The published dose escalations; of another molecule where ``illustrative``."""
        return self.toxicity.trials

    @property
    def transfer(self) -> Transfer:
        """How far its potency may lie from that of the molecule in ``trials``."""
        return self.toxicity.transfer

    @property
    def illustrative(self) -> bool:
        """No human trial of its own stands behind its predictions."""
        return self.toxicity.of != self.name or not self.trials
