"""From a molecule file to an ADC; a part that is the same in another molecule is said once, by ``like``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from firstdose.errors import LibraryError
from firstdose.molecule.adc import Adc, Toxicity, Transfer
from firstdose.molecule.borrowing import FOLDER, composed, donor
from firstdose.molecule.nonclinical import NOTHING, Nonclinical
from firstdose.molecule.parts import Antibody, Fact, Linker, Payload
from firstdose.molecule.pharmacokinetics import Pharmacokinetics
from firstdose.molecule.published import PublishedTrial
from firstdose.resources import File, find
from firstdose.resources import names as packaged_names
from firstdose.sourced import Sourced
from firstdose.tables import noun

OWN = Transfer(Sourced(0.0, "1", "The trials are its own.", "derived"))


@dataclass(frozen=True)
class ToxicityTable:
    """[toxicity]"""

    trials: tuple[PublishedTrial, ...] = ()
    like: str | None = None  # the molecule whose trials stand in
    transfer: Transfer | None = None  # needed with `like`

    def __post_init__(self) -> None:
        if self.like is not None and self.trials:
            raise LibraryError(
                f'like = "{self.like}" and trials of its own: the one stands in where the other is missing. '
                "Remove one of them."
            )
        if (self.like is None) != (self.transfer is None):
            raise LibraryError(
                "like and transfer go together: transfer.spread says how far the potency for toxicity may lie from "
                "that of the molecule whose trials stand in. Give both, or neither."
            )


@dataclass(frozen=True)
class MoleculeFile:
    """A whole molecule file, with every borrowed part in place."""

    name: str
    title: str
    antibody: Antibody
    linker: Linker
    payload: Payload
    dar: Sourced
    pharmacokinetics: Pharmacokinetics
    toxicity: ToxicityTable = ToxicityTable()
    facts: tuple[Fact, ...] = ()
    nonclinical: Nonclinical = NOTHING


def names() -> tuple[str, ...]:
    """The molecules that come with firstdose."""
    return packaged_names(FOLDER)


def library(name_or_path: str | Path, near: Path | None = None) -> Adc:
    """An ADC by its name in the library, or from a file of the user's own.

    Parameters
    ----------
    name_or_path : a name such as ``"t-dm1"``, or the path of a TOML file.
    near : folder that a relative path starts from; the working folder if not given.

    Examples
    --------
    >>> library("t-dm1").pharmacokinetics.CL.to("L/day")
    0.676
    """
    return _adc(find(FOLDER, name_or_path, "molecule", LibraryError, near), ())


def _adc(file: File, readers: tuple[str, ...]) -> Adc:
    said = noun(MoleculeFile, composed(file, readers), str(file))
    toxicity = Toxicity(said.name, said.toxicity.trials, said.pharmacokinetics, OWN)
    if said.toxicity.like is not None and said.toxicity.transfer is not None:
        lender = _adc(donor(said.toxicity.like, "toxicity", file, readers), (*readers, str(file)))
        toxicity = replace(lender.toxicity, transfer=said.toxicity.transfer, donor=lender.toxicity.donor or lender)
    return Adc(
        name=said.name,
        title=said.title,
        antibody=said.antibody,
        linker=said.linker,
        payload=said.payload,
        dar=said.dar,
        pharmacokinetics=said.pharmacokinetics,
        toxicity=toxicity,
        facts=said.facts,
        nonclinical=said.nonclinical,
    )
