"""From a molecule file to an ADC; a part that is the same in another molecule is said once, by ``like``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from firstdose.errors import LibraryError
from firstdose.molecule.adc import Adc, Toxicity, Transfer
from firstdose.molecule.parts import Antibody, Fact, Linker, Payload
from firstdose.molecule.pharmacokinetics import Pharmacokinetics
from firstdose.molecule.published import PublishedTrial
from firstdose.resources import File, find
from firstdose.resources import names as packaged_names
from firstdose.sourced import Sourced
from firstdose.tables import Table, noun, read_toml

FOLDER = "molecule/library"
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
    said = noun(MoleculeFile, _tables(file, readers), str(file))
    toxicity = Toxicity(said.name, said.toxicity.trials, said.pharmacokinetics, OWN)
    if said.toxicity.like is not None and said.toxicity.transfer is not None:
        lender = _adc(_donor(said.toxicity.like, "toxicity", file, readers), (*readers, str(file)))
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
    )


def _tables(file: File, readers: tuple[str, ...]) -> Table:
    """The file's tables, with every borrowed part in place."""
    tables = read_toml(file)
    for part in ("linker", "payload", "pharmacokinetics"):
        own = tables.get(part)
        if not isinstance(own, dict) or "like" not in own:
            continue
        lender = _tables(_donor(own["like"], part, file, readers), (*readers, str(file)))
        lent, rest = lender.get(part, {}), {key: value for key, value in own.items() if key != "like"}
        if part == "pharmacokinetics":
            tables[part] = _as_assumed(lent, rest, str(lender.get("title", own["like"])), file)
        elif rest:
            raise LibraryError(
                f"{file}: {part}.like stands beside {', '.join(rest)}: a borrowed {part} is that of the other molecule "
                f"as a whole. Remove like and write the {part} out, or remove the rest."
            )
        else:
            tables[part] = lent
    return tables


def _donor(like: Any, part: str, file: File, readers: tuple[str, ...]) -> File:
    """The file of the molecule that a part is taken from."""
    if not isinstance(like, str):
        raise LibraryError(f'{file}: {part}.like = {like}: give the name of a molecule in quotes, e.g. like = "t-dm1".')
    try:
        found = find(FOLDER, like, "molecule", LibraryError, file.parent if isinstance(file, Path) else None)
    except LibraryError as unknown:
        raise LibraryError(f"{file}: {part}.like: {unknown}") from unknown
    if not found.is_file():
        raise LibraryError(f'{file}: {part}.like = "{like}": there is no file {found}. Correct the path.')
    if str(found) in (*readers, str(file)):
        raise LibraryError(
            f'{file}: {part}.like = "{like}" leads back to this molecule. Write the part out in one of them.'
        )
    return found


def _as_assumed(lent: Table, own: Table, lender: str, file: File) -> Table:
    """Every number of the lender's now assumed; what the file says itself goes before.

    The effects of covariates named in ``without`` are left out.
    """
    without, effects = own.pop("without", []), lent.get("covariates", [])
    known = [effect["covariate"] for effect in effects]
    if not isinstance(without, list) or any(name not in known for name in without):
        raise LibraryError(
            f"{file}: [pharmacokinetics] without = {without}: the effects of {lender} are those of "
            f"{', '.join(dict.fromkeys(known))}. Give a list of some of them, or leave without out."
        )
    part = _assumed(lent, lender)
    part["covariates"] = _assumed([effect for effect in effects if effect["covariate"] not in without], lender)
    return {**part, **own}


def _assumed(value: Any, lender: str) -> Any:
    if isinstance(value, list):
        return [_assumed(inner, lender) for inner in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _assumed(inner, lender) for key, inner in value.items()}
    if "provenance" in copy:
        copy |= {"provenance": "assumed", "source": f"taken over from {lender}: {copy.get('source', '')}"}
    return copy
