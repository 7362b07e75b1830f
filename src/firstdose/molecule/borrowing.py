"""Parts that a molecule file takes from another file, by ``like``: a part said once, or the same part of a molecule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firstdose.errors import LibraryError
from firstdose.resources import File, find, names
from firstdose.tables import Table, read_toml

FOLDER = "molecule/library"
PARTS = {  # where each part stands in a molecule file, and the packaged folder of such parts alone
    "target": (("antibody", "target"), "molecule/targets"),
    "linker": (("linker",), "molecule/linkers"),
    "payload": (("payload",), "molecule/payloads"),
    "pharmacokinetics": (("pharmacokinetics",), FOLDER),
}


def composed(file: File, readers: tuple[str, ...]) -> Table:
    """The tables of a molecule file, with every borrowed part in place.

    Parameters
    ----------
    readers : the files that were being read when this one was asked for.
    """
    tables = read_toml(file)
    for part, ((*outer, last), _) in PARTS.items():
        holder = _inside(tables, outer)
        own = holder.get(last) if isinstance(holder, dict) else None
        if isinstance(own, dict) and "like" in own:
            holder[last] = _borrowed(part, own, file, readers)
    return tables


def donor(like: Any, part: str, file: File, readers: tuple[str, ...]) -> File:
    """The file that a part is taken from."""
    if not isinstance(like, str):
        raise LibraryError(f'{file}: {part}.like = {like}: give the name of a molecule in quotes, e.g. like = "t-dm1".')
    folder = PARTS[part][1] if part in PARTS else FOLDER
    folder = folder if like in names(folder) else FOLDER
    try:
        found = find(folder, like, "molecule", LibraryError, file.parent if isinstance(file, Path) else None)
    except LibraryError as unknown:
        raise LibraryError(f"{file}: {part}.like: {unknown}{_alone(part)}") from unknown
    if not found.is_file():
        raise LibraryError(f'{file}: {part}.like = "{like}": there is no file {found}. Correct the path.')
    if str(found) in (*readers, str(file)):
        raise LibraryError(
            f'{file}: {part}.like = "{like}" leads back to this molecule. Write the part out in one of them.'
        )
    return found


def _borrowed(part: str, own: Table, file: File, readers: tuple[str, ...]) -> Any:
    source = donor(own["like"], part, file, readers)
    lender = composed(source, (*readers, str(file)))
    lent, rest = _lent(part, lender), {key: value for key, value in own.items() if key != "like"}
    if part == "pharmacokinetics":
        return _as_assumed(lent, rest, str(lender.get("title", own["like"])), file)
    if rest:
        raise LibraryError(
            f"{file}: {part}.like stands beside {', '.join(rest)}: a borrowed {part} is that of the other file "
            f"as a whole. Remove like and write the {part} out, or remove the rest."
        )
    return lent


def _lent(part: str, lender: Table) -> Any:
    """The part in a molecule file; a file without an antibody is the part itself."""
    if "antibody" not in lender and part not in lender:
        return lender
    return _inside(lender, PARTS[part][0]) or {}


def _inside(tables: Any, path: Any) -> Any:
    for step in path:
        tables = tables.get(step) if isinstance(tables, dict) else None
    return tables


def _alone(part: str) -> str:
    """The packaged files that are this part alone."""
    folder = PARTS[part][1] if part in PARTS else FOLDER
    return "" if folder == FOLDER else f" A {part} may also be like one of {', '.join(names(folder))}."


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
