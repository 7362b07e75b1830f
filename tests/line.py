"""A model that is linear in its random effects, whose likelihood is known exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import minimize

from firstdose.analysis.population import Block, Error, Population, PopulationModel, Theta
from firstdose.pkpd.engine.statement import initial, model, rates
from firstdose.types import F64

TIMES = np.array([0.0, 1.0, 2.0, 4.0, 6.0])
DESIGN = np.column_stack([np.ones(len(TIMES)), TIMES])


@model({"Y": "1, height"}, A="1 1, start", B="1 1/day, slope")
def line(p: Any, y: Any) -> Any:
    """A straight line."""
    return rates(Y=p.B + 0 * y.Y), initial(Y=p.A)


def straight() -> PopulationModel:
    """Start and slope vary between subjects, and together."""
    return PopulationModel(
        "line",
        line,
        (Theta("A", 2.0, "normal"), Theta("B", 0.5, "normal")),
        (Block(("A", "B"), np.array([[1.0, 0.1], [0.1, 0.3]])),),
        (Error("Y", additive=1.0),),
    )


def heights(subjects: int = 25, seed: int = 1) -> F64:
    """(S, M) measured."""
    rng = np.random.default_rng(seed)
    each = np.array([3.0, 1.0]) + rng.normal(size=(subjects, 2)) * [0.8, 0.4]
    return np.asarray(each @ DESIGN.T + 0.5 * rng.normal(size=(subjects, len(TIMES))), np.float64)


def table(y: F64) -> pl.DataFrame:
    """In NONMEM's columns, with a dose of nearly nothing."""
    subjects = np.arange(1, len(y) + 1)
    told = pl.DataFrame({"ID": np.repeat(subjects, y.shape[1]), "TIME": np.tile(TIMES, len(y)), "DV": y.ravel()})
    given = pl.DataFrame({"ID": subjects, "TIME": 0.0, "AMT": 1e-12, "EVID": 1})
    return pl.concat([given, told.with_columns(AMT=0.0, EVID=0)], how="diagonal_relaxed").sort(
        "ID", maintain_order=True
    )


def exact(values: Population, y: F64) -> float:
    """-2 log likelihood without n log(2 pi)."""
    variance = DESIGN @ values.omega @ DESIGN.T + np.eye(y.shape[1]) * values.sigma[0] ** 2
    apart = y - DESIGN @ values.theta
    square = np.einsum("si,ij,sj", apart, np.linalg.inv(variance), apart)
    return float(len(y) * np.linalg.slogdet(variance)[1] + square)


def means(values: Population, y: F64) -> F64:
    """(S, 2) of the random effects, given the data."""
    precision = DESIGN.T @ DESIGN / values.sigma[0] ** 2 + np.linalg.inv(values.omega)
    right = (y - DESIGN @ values.theta) @ DESIGN / values.sigma[0] ** 2
    return np.asarray(np.linalg.solve(precision, right.T).T, np.float64)


def most_likely(y: F64) -> Population:
    """The exact maximum likelihood estimates."""

    def values(x: F64) -> Population:
        root = np.array([[np.exp(x[2]), 0.0], [x[3], np.exp(x[4])]])
        return Population(x[:2], root @ root.T, np.zeros((0, 0)), np.exp(x[5:]))

    found = minimize(  # type: ignore[call-overload]
        lambda x: exact(values(x), y), np.array([3.0, 1.0, 0.0, 0.0, -1.0, -0.5]), method="BFGS"
    )
    return values(found.x)
