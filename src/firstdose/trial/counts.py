"""Outcomes added up by dose level; each number is made when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from firstdose.types import F64, I64

if TYPE_CHECKING:
    from firstdose.trial.outcomes import Outcomes


class Counts:
    """Patients, DLTs, pending, follow-up and responses at each level: arrays (T, K)."""

    def __init__(self, seen: Outcomes, n_levels: int, known: Mapping[str, I64] | None = None) -> None:
        """``known``: numbers that have been added up already, by their names here."""
        # not the outcomes themselves: they keep their counts, and the two would outlive their use
        self._level, self._dlt, self._follow_up, self._response = seen.level, seen.dlt, seen.follow_up, seen.response
        self._n_levels = n_levels
        self.__dict__.update(known or {})

    @cached_property
    def _cell(self) -> I64:
        """(T, P) one cell a trial and level, and one more for the columns without a patient."""
        trial = np.arange(len(self._level))[:, None]
        return np.where(self._level >= 0, trial * self._n_levels + self._level, len(self._level) * self._n_levels)

    @cached_property
    def n(self) -> I64:
        """Patients treated."""
        return self._add(self._cell.ravel())

    @cached_property
    def dlt(self) -> I64:
        """Patients with a DLT."""
        return self._add(self._cell[self._dlt])

    @cached_property
    def pending(self) -> I64:
        """Patients without a DLT whose window is still open."""
        return self._add(self._cell[~self._dlt & (self._follow_up < 1)])

    @cached_property
    def response(self) -> I64:
        """Patients with a response."""
        return self._add(self._cell[self._response == 1])

    @cached_property
    def follow_up(self) -> F64:
        """Shares of the DLT window seen, added up over patients."""
        cells = np.bincount(self._cell.ravel(), self._follow_up.ravel(), len(self._level) * self._n_levels + 1)
        return cells[:-1].reshape(len(self._level), self._n_levels).astype(np.float64)

    def _add(self, cells: I64) -> I64:
        shape = len(self._level), self._n_levels
        if not cells.size:
            return np.zeros(shape, np.int64)
        return np.bincount(cells, minlength=shape[0] * shape[1] + 1)[:-1].reshape(shape)
