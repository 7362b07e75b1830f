"""A simulation's summary as a function of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.solution import Solution
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64

Summary: TypeAlias = Mapping[str, F64] | F64  # (N,), or several of them by name
Function: TypeAlias = Callable[[Mapping[str, F64]], Summary]


def simulated(
    model: Model, doses: Any, times: ArrayLike, summary: Callable[[Solution], Summary], **options: Any
) -> Function:
    """The function from parameters, each (N,), to what ``summary`` makes of the solution of N patients.

    Parameters
    ----------
    doses : of one patient; everybody has them.
    summary : such as ``lambda solution: solution["CP"].max(axis=1)``.
    options : for ``simulate``.
    """

    def function(parameters: Mapping[str, F64]) -> Summary:
        solution = simulate(model, doses, times, parameters, **options)
        if (solution.status != 0).any():
            row = int(np.flatnonzero(solution.status)[0])
            at = ", ".join(f"{name} = {values[row]:g}" for name, values in parameters.items())
            raise ModelError(f"Model {model.name} cannot be simulated at {at}. Narrow the ranges.")
        return summary(solution)

    return function
