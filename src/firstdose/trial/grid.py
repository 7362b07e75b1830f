"""The doses a trial may give, lowest first: of one drug, or of two drugs together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from firstdose.errors import ProtocolError
from firstdose.types import Bool


@dataclass(frozen=True)
class DoseGrid:
    """Dose levels of one drug in increasing order.

    Examples
    --------
    >>> DoseGrid((1.2, 1.6, 2.4), "mg/kg").label(0)
    'DL1 (1.2 mg/kg)'
    """

    doses: tuple[float, ...]
    units: str  # of every dose, e.g. "mg/kg"

    def __post_init__(self) -> None:
        if not self.doses:
            raise ProtocolError("[doses] values is empty: a trial needs at least one dose level, e.g. [1.2, 1.6, 2.4].")
        for number, dose in enumerate(self.doses, start=1):
            if not 0 < dose < float("inf"):
                raise ProtocolError(
                    f"[doses] level {number} = {dose:g} {self.units}: a dose is a positive number. "
                    "Give every level's dose, lowest first."
                )
        for number, (low, high) in enumerate(pairwise(self.doses), start=2):
            if high <= low:
                raise ProtocolError(
                    f"[doses] level {number} = {high:g} is not above level {number - 1} = {low:g}: "
                    "levels rise with the dose. Put the doses in increasing order, each once."
                )

    def __len__(self) -> int:
        return len(self.doses)

    def label(self, level: int) -> str:
        """How a level is printed: DL1 is the lowest."""
        return f"DL{level + 1} ({self.doses[level]:g} {self.units})"


@dataclass(frozen=True)
class CombinationGrid:
    """Dose levels of two drugs given together; a level is a pair of doses.

    Parameters
    ----------
    doses : the pair of each level, e.g. ``(2.4, 100)``; a dose may be 0 (the other drug alone). No level comes before
        one that has at most as much of both drugs.
    units : of each drug's doses.

    Examples
    --------
    >>> grid = CombinationGrid.of((1.2, 2.4), (100, 200), units=("mg/kg", "mg"))
    >>> [grid.label(level) for level in (0, 1)]
    ['DL1 (1.2 mg/kg + 100 mg)', 'DL2 (1.2 mg/kg + 200 mg)']
    >>> grid.below[1].tolist()  # what is certainly at least as toxic as level 2
    [False, False, False, True]
    """

    doses: tuple[tuple[float, float], ...]
    units: tuple[str, str]

    @classmethod
    def of(cls, first: tuple[float, ...], second: tuple[float, ...], units: tuple[str, str]) -> CombinationGrid:
        """Every dose of the first drug with every dose of the second, which rises first."""
        return cls(tuple(product(first, second)), units)

    def __post_init__(self) -> None:
        if not self.doses:
            raise ProtocolError("[doses] of a combination are empty: give at least one pair, e.g. [1.2, 100].")
        for number, pair in enumerate(self.doses, start=1):
            if len(pair) != 2:
                raise ProtocolError(
                    f"[doses] level {number} of a combination has {len(pair)} doses: give two, e.g. [1.2, 100]."
                )
            if not all(0 <= dose < float("inf") for dose in pair) or not any(pair):
                raise ProtocolError(
                    f"[doses] level {number} = {self._pair(number - 1)}: a dose is a number from 0, and a level has "
                    "some of at least one drug. Give every level's two doses."
                )
        late = np.argwhere(np.tril(self.below))
        if late.size:
            higher, lower = (int(level) for level in late[0])
            raise ProtocolError(
                f"[doses] level {higher + 1} = {self._pair(higher)} has no more of either drug than level "
                f"{lower + 1} = {self._pair(lower)} before it: levels rise with the doses. Put it first, each once."
            )

    def __len__(self) -> int:
        return len(self.doses)

    @property
    def below(self) -> Bool:
        """(K, K) level j has at most as much of both drugs as level k, j not k."""
        pairs = np.array(self.doses)
        return np.asarray((pairs[:, None] <= pairs[None]).all(axis=2) & ~np.eye(len(pairs), dtype=np.bool_), np.bool_)

    def label(self, level: int) -> str:
        """How a level is printed."""
        return f"DL{level + 1} ({self._pair(level)})"

    def _pair(self, level: int) -> str:
        return " + ".join(f"{dose:g} {unit}" for dose, unit in zip(self.doses[level], self.units, strict=True))
