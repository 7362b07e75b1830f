"""What every table of a study file may say beside its own keys: where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from firstdose.errors import StudyError
from firstdose.sourced import SHAKIEST_FIRST, Provenance

ADDRESS = ("source", "provenance")  # the keys that any table may have


def without_address(table: Mapping[str, Any]) -> dict[str, Any]:
    """What a table says, without where it comes from."""
    return {key: value for key, value in table.items() if key not in ADDRESS}


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A table that says where it comes from, or why it was chosen."""

    source: str = ""
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        check_address({"source": self.source, "provenance": self.provenance})
        self._check()

    def _check(self) -> None:
        """Refuse what cannot be."""

    def defaults(self) -> dict[str, object]:
        """Values in use of the keys that may be left out."""
        return without_address({each.name: each.default for each in fields(self) if each.default is not MISSING})


def check_address(table: Mapping[str, Any], where: str = "") -> None:
    """Refuse a provenance that is not known, or has no source beside it."""
    provenance, source = table.get("provenance"), table.get("source", "")
    front = f"{where} " if where else ""
    if provenance not in (None, *SHAKIEST_FIRST):
        raise StudyError(f'{front}provenance = "{provenance}" is not known. Give one of {", ".join(SHAKIEST_FIRST)}.')
    if not isinstance(source, str) or (provenance is not None and not source.strip()):
        raise StudyError(f"{front}source is missing. Say in words where this comes from, or why it is chosen.")
