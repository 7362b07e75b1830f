"""Other conjugates of a molecule's class in patients: what it has taught, held against what was seen of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from firstdose.errors import LibraryError
from firstdose.pkpd.calibrate.targets import Regimen, Target
from firstdose.resources import packaged
from firstdose.tables import noun, read_toml

_FOLDER = "pkpd/library"


@dataclass(frozen=True)
class Relative:
    """One conjugate, and the molecule of the library whose model stands in for it."""

    name: str
    title: str
    model: str  # in the library
    differs: str  # in what, and what else is not known
    regimens: tuple[Regimen, ...]
    targets: tuple[Target, ...]

    def __post_init__(self) -> None:
        known = {one.name for one in self.regimens}
        for target in self.targets:
            if target.fitted:
                raise LibraryError(f"{self.name}, target {target.id}: a relative is predicted. Give fitted = false.")
            if missing := [name for name in target.regimens if name not in known]:
                raise LibraryError(f'{self.name}, target {target.id}: regimen "{missing[0]}" is not known. Add it.')


@dataclass(frozen=True)
class Relatives:
    """Of one molecule."""

    spread_like: str = ""  # molecule whose file has the spread in potency between the conjugates of the class
    relatives: tuple[Relative, ...] = ()


@lru_cache(maxsize=8)
def relatives(molecule: str) -> Relatives:
    """The packaged ones; none where there is no file of them.

    Examples
    --------
    >>> [one.name for one in relatives("t-dm1").relatives]
    ['AVID100', 'AMG 224']
    """
    file = packaged(_FOLDER).joinpath(f"relatives-{molecule}.toml")
    return noun(Relatives, read_toml(file), file.name) if file.is_file() else Relatives()
