"""How states and outputs move when a parameter moves a little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.engine.sensitivities import derivative_of, sensitivities
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.solution import Solution
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.sensitivity.derivative_doses import derivative_doses
from firstdose.types import F64

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True, eq=False)
class Local:
    """Derivatives of C states and outputs with respect to parameters, of N patients at M times.

    Parameters
    ----------
    solution : of the model with its derivatives.
    columns : states, then outputs.
    values : of the parameters, each (N,).
    """

    solution: Solution
    columns: tuple[str, ...]
    values: Mapping[str, F64]

    def absolute(self, column: str, by: str) -> F64:
        """(N, M) derivative of a column with respect to a parameter, in the column's unit over the parameter's."""
        self._check(column, by)
        return self.solution[derivative_of(column, by)]

    def normalised(self, column: str, by: str) -> F64:
        """(N, M) percent by which the column rises for one percent of the parameter; NaN where the column is 0."""
        here, slope = self.solution[column], self.absolute(column, by)
        nothing = np.full(here.shape, np.nan)
        np.divide(slope * self.values[by][:, None], here, out=nothing, where=here != 0)
        return nothing

    def to_polars(self) -> polars.DataFrame:
        """One row a patient, time, column and parameter: ID TIME COLUMN PARAMETER VALUE ABSOLUTE NORMALISED."""
        import polars

        return polars.concat([self._rows(column, by) for column in self.columns for by in self.values])

    def _rows(self, column: str, by: str) -> polars.DataFrame:
        import polars

        n, m = self.solution[column].shape
        told = {"ID": np.repeat(self.solution.id, m), "TIME": np.tile(self.solution.time, n)}
        told |= {"COLUMN": np.full(n * m, column), "PARAMETER": np.full(n * m, by)}
        told |= {"VALUE": self.solution[column].ravel(), "ABSOLUTE": self.absolute(column, by).ravel()}
        return polars.DataFrame(told | {"NORMALISED": self.normalised(column, by).ravel()})

    def _check(self, column: str, by: str) -> None:
        if column not in self.columns:
            raise ModelError(f"There is no state or output {column}. There are {', '.join(self.columns)}.")
        if by not in self.values:
            raise ModelError(f"Nothing was differentiated by {by}, but by {', '.join(self.values)}. Ask for {by} too.")


def local(
    model: Model,
    doses: Any,
    times: ArrayLike,
    params: Mapping[str, ArrayLike] | None = None,
    names: Sequence[str] = (),
    *,
    rtol: float = 1e-8,
    atol: float = 1e-10,
    threads: int | None = None,
) -> Local:
    """Derivatives of every state and output with respect to parameters, exact but for the integration's error.

    Parameters
    ----------
    model, doses, times, params, rtol, atol, threads : as for ``simulate``.
    names : of the parameters.

    Examples
    --------
    >>> import polars
    >>> bolus = polars.DataFrame({"ID": [1], "TIME": [0.0], "AMT": [300.0], "CMT": ["CENT"]})
    >>> found = local(Model.load("pk1"), bolus, [6.0], names=["CL"])
    >>> round(float(found.normalised("CP", "CL")[0, 0]), 6)  # -CL t / V
    -1.0
    """
    augmented = sensitivities(model, names)
    records = derivative_doses(doses, model, augmented, names)
    solution = simulate(augmented, records, times, params, rtol=rtol, atol=atol, threads=threads)
    given = {**model.defaults, **(params or {})}
    values = {name: np.broadcast_to(np.asarray(given[name], float), len(solution.id)) for name in names}
    return Local(solution, model.names, values)
