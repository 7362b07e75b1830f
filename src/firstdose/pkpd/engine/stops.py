"""When the simulation of a patient ends before its last time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model


@dataclass(frozen=True)
class Stop:
    """End a patient's simulation the first time a state or output lies beyond a threshold.

    Parameters
    ----------
    name : of a state or an output.
    below, above : one of the two, in the unit of ``name``. A patient who begins beyond it ends where they begin.

    Notes
    -----
    ``Solution.stopped`` tells when, ``Solution.end`` the states at that time: to go on from, with another dose.

    Examples
    --------
    >>> Stop("CIRC", below=1.0)
    Stop(name='CIRC', below=1.0, above=None)
    """

    name: str
    below: float | None = None
    above: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.below, self.above) if value is not None]
        if len(given) != 1 or not math.isfinite(given[0]):
            raise ModelError(
                f"Stop({self.name!r}, below={self.below}, above={self.above}): a stop has one threshold, a finite "
                f"number. Give below or above; for both, give two stops."
            )


def thresholds(stops: Iterable[Stop], model: Model) -> list[tuple[int, float, int]]:
    """Of each stop, the column of a solution, the threshold, and -1 for below or 1 for above."""
    found = []
    for stop in stops:
        if stop.name not in model.names:
            raise ModelError(
                f"A stop on {stop.name}: model {model.name} has no such state or output. It has "
                f"{', '.join(model.names)}; name one of them."
            )
        threshold, side = (stop.below, -1) if stop.below is not None else (stop.above, 1)
        found.append((model.names.index(stop.name), float(threshold or 0.0), side))
    return found
