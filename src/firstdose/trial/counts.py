"""Outcomes added up by dose level; each number is made when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from firstdose.types import F64, I64, Bool

if TYPE_CHECKING:
    from firstdose.trial.outcomes import Outcomes


class Counts:
    """Patients, DLTs, pending, follow-up and responses at each level: arrays (T, K)."""

    def __init__(self, seen: Outcomes, n_levels: int) -> None:
        self._seen = seen
        self._n_levels = n_levels
        # one cell a trial and level, and one more for the columns without a patient
        self._cell = np.where(
            seen.level >= 0, np.arange(len(seen))[:, None] * n_levels + seen.level, len(seen) * n_levels
        )

    @cached_property
    def n(self) -> I64:
        """Patients treated."""
        return self._add(np.ones_like(self._seen.dlt))

    @cached_property
    def dlt(self) -> I64:
        """Patients with a DLT."""
        return self._add(self._seen.dlt)

    @cached_property
    def pending(self) -> I64:
        """Patients without a DLT whose window is still open."""
        return self._add(self._seen.pending)

    @cached_property
    def response(self) -> I64:
        """Patients with a response."""
        return self._add(self._seen.response == 1)

    @cached_property
    def follow_up(self) -> F64:
        """Shares of the DLT window seen, added up over patients."""
        cells = np.bincount(self._cell.ravel(), self._seen.follow_up.ravel(), len(self._seen) * self._n_levels + 1)
        return cells[:-1].reshape(len(self._seen), self._n_levels).astype(np.float64)

    def _add(self, flag: Bool) -> I64:
        cells = np.bincount(self._cell[flag], minlength=len(self._seen) * self._n_levels + 1)
        return cells[:-1].reshape(len(self._seen), self._n_levels)
