"""What an output is before it is a table on a page: its number, its makers' answer, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from firstdose.report.blocks import Column, Panel

if TYPE_CHECKING:
    from firstdose.report.tlf.trial import Trial

Kind = Literal["Table", "Listing", "Figure"]


class UnavailableError(Exception):
    """An output that cannot be made of these data; the message says why, in a sentence."""


@dataclass(frozen=True)
class Population:
    """Who is in an output."""

    name: str
    n: int


@dataclass(frozen=True)
class Sheet:
    """A table or listing as text: columns, rows, and a heading before the row of that number."""

    population: Population
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure: its charts, and in words what they show."""

    population: Population
    panels: tuple[Panel, ...]
    alt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """One entry of the catalogue."""

    kind: Kind
    number: str  # as ICH E3 numbers it, e.g. "14.1.2"
    title: str
    sources: tuple[str, ...]  # analysis datasets that it is made of
    make: Callable[[Trial], Sheet | Drawing]

    @property
    def name(self) -> str:
        """Of its files and of what refers to it: ``t-14-1-2``."""
        return f"{self.kind[0].lower()}-{self.number.replace('.', '-')}"
