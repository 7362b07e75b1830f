"""What is not known about parameters: drawn apart from what differs between patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.variability.omega import Omega, normals
from firstdose.rng import uniforms
from firstdose.types import F64, I64


class Uncertainty(Protocol):
    """Parameter vectors that the evidence allows."""

    def draw(self, seed: int, n: int, first: int = 0) -> dict[str, F64]:
        """Vectors ``first`` to ``first + n - 1``, by parameter; the i-th depends on seed and i alone."""
        ...


@dataclass(frozen=True, eq=False)
class Vectors:
    """A table of R parameter vectors with weights, such as a posterior sample.

    Examples
    --------
    >>> table = Vectors(("CL", "V"), np.array([[0.4, 3.0], [0.6, 3.5]]), np.array([3.0, 1.0]))
    >>> drawn = table.draw(seed=1, n=4000)
    >>> abs(float((drawn["CL"] == 0.4).mean()) - 0.75) < 0.03
    True
    """

    names: tuple[str, ...]
    values: F64  # (R, K)
    weights: F64  # (R,) relative to their sum

    def __post_init__(self) -> None:
        if np.ndim(self.values) != 2 or np.shape(self.values) != (len(self.weights), len(self.names)):
            raise ModelError(
                f"A table of {len(self.names)} parameters and {len(self.weights)} weights has the shape "
                f"{np.shape(self.values)}. Give a row for each weight and a column for each parameter."
            )
        fit = np.isfinite(self.values).all() and np.isfinite(self.weights).all() and (self.weights >= 0).all()
        if not fit or self.weights.sum() == 0:
            raise ModelError(
                "The table's values are not all finite, or a weight is negative, or no weight is above 0. "
                "Correct them, or leave out their rows."
            )

    def rows(self, seed: int, n: int, first: int = 0) -> I64:
        """(n,) rows drawn by their weights."""
        u = uniforms(seed, "uncertainty", range(first, first + n), 1)[:, 0]
        bounds = np.cumsum(self.weights) / self.weights.sum()
        return np.searchsorted(bounds[:-1], u, side="right").astype(np.int64)

    def draw(self, seed: int, n: int, first: int = 0) -> dict[str, F64]:
        """Vectors by parameter."""
        rows = self.rows(seed, n, first)
        return {name: self.values[rows, k] for k, name in enumerate(self.names)}


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimated values with the covariance of their errors, on the scale on which they were estimated."""

    values: Mapping[str, float]
    errors: Omega

    def draw(self, seed: int, n: int, first: int = 0) -> dict[str, F64]:
        """Vectors by parameter; a value without an error stays."""
        effects = self.errors.effects(normals(seed, range(first, first + n), "uncertainty"))
        drawn = self.errors.applied(self.values, effects)
        return {name: np.broadcast_to(value, n) for name, value in drawn.items()}
