"""What a simulation returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.errors import ModelError
from firstdose.types import F64, I8

if TYPE_CHECKING:
    import polars


class Status(IntEnum):
    """How the simulation of a patient ended."""

    OK = 0
    NOT_FINITE = 1  # a rate, or an amount, became infinite or not a number
    STEP_TOO_SMALL = 2  # the step that the tolerance asks for is below what time can resolve
    TOO_MANY_STEPS = 3
    NO_STEADY_STATE = 4  # a steady-state record, and the amounts still change from interval to interval


@dataclass(frozen=True, eq=False)
class Solution:
    """States and outputs of N patients at M times.

    A patient whose simulation failed has a status other than 0, and NaN from there on; so has one who was stopped.
    """

    id: Any  # (N,) as in the dose records
    time: F64  # (M,)
    names: tuple[str, ...]  # states, then outputs
    values: F64  # (N, M, len(names))
    status: I8  # (N,) a Status
    stopped: F64  # (N,) time at which a stop was met; NaN: none was
    end: F64  # (N, states) at the last time, or at the stop

    def __getitem__(self, name: str) -> F64:
        """(N, M) one state or output."""
        if name not in self.names:
            raise ModelError(f"The solution has no {name}. It has {', '.join(self.names)}.")
        return self.values[:, :, self.names.index(name)]

    def to_polars(self) -> polars.DataFrame:
        """One row a patient and time: ID, TIME, then the names."""
        import polars

        n, m, _ = self.values.shape
        columns = {"ID": np.repeat(self.id, m), "TIME": np.tile(self.time, n)}
        return polars.DataFrame(columns | {name: self[name].ravel() for name in self.names})
