"""Models whose rates are linear in the states, in closed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from firstdose.pkpd.engine.expression import FUNCTIONS, Tape
from firstdose.pkpd.engine.linear.exponential import flow
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64, Bool

WELL_CONDITIONED = 1e4  # of the eigenvectors: closed forms keep 9 figures; worse, and exponentials are computed

_Affine: TypeAlias = tuple[Any, dict[str, Any]]  # a constant, and the coefficient of each state


class _NotLinearError(Exception):
    """A step of the equations that no constants and coefficients can tell."""


@lru_cache(maxsize=256)
def is_linear(model: Model) -> bool:
    """Whether every rate is a sum of states times what does not change with them.

    Notes
    -----
    Read from the structure of the equations, for all values of the parameters: constants and coefficients are carried
    through them, which is exact, until a step such as a product of two states.
    """
    try:
        _rates(model, model.defaults)
    except _NotLinearError:
        return False
    return True


@dataclass(frozen=True, eq=False)
class Linear:
    """x' = A x + b + infusions, for R rows of parameters.

    Notes
    -----
    Where the eigenvectors V of A are well conditioned, x(h) = V (e^{λh} z + h φ(λh) g) with z and g the state and the
    constant input in their basis, φ(u) = (e^u - 1) / u. Where they are not (two equal rates in a chain) the
    exponential of the matrix is computed. Either way the slowest rate has the rounding of the fastest: where one is
    1e9 times the other, its last nine figures are lost.
    """

    a: F64  # (R, n, n)
    b: F64  # (R, n)
    values: Any  # (R, n) eigenvalues
    vectors: Any  # (R, n, n)
    inverse: Any  # (R, n, n)
    diagonal: Bool  # (R,) rows that the eigenvectors serve

    @classmethod
    def of(cls, model: Model, table: F64) -> Linear:
        """The matrices of a linear model for a table of parameters."""
        n, rows = len(model.states), len(table)
        a, b = np.zeros((rows, n, n)), np.zeros((rows, n))
        by_name = {parameter.name: table[:, k] for k, parameter in enumerate(model.parameters)}
        for i, (constant, coefficients) in enumerate(_rates(model, by_name)):
            b[:, i] = constant
            for name, coefficient in coefficients.items():
                a[:, i, model.state_names.index(name)] = coefficient
        return cls(a, b, *_eigen(a))

    def without_input(self) -> Linear:
        """The same with b = 0."""
        return Linear(self.a, np.zeros_like(self.b), self.values, self.vectors, self.inverse, self.diagonal)

    def after(self, rows: I64, h: F64, x: F64, given: F64) -> F64:
        """(K, n) states a time h (K,) after x (K, n), with constant input ``given`` (K, n)."""
        found = np.empty_like(x)
        for which, closed in ((self.diagonal[rows], True), (~self.diagonal[rows], False)):
            if which.any():
                one = self._closed if closed else self._exponential
                found[which] = one(rows[which], h[which], x[which], given[which])
        return found

    def _closed(self, rows: I64, h: F64, x: F64, given: F64) -> F64:
        inverse, values = self.inverse[rows], self.values[rows]
        z = np.einsum("kij,kj->ki", inverse, x) * np.exp(values * h[:, None])
        if given.any():
            z = z + np.einsum("kij,kj->ki", inverse, given) * grown(values, h[:, None])
        return np.asarray(np.einsum("kij,kj->ki", self.vectors[rows], z).real)

    def _exponential(self, rows: I64, h: F64, x: F64, given: F64) -> F64:
        pairs, at = np.unique(np.column_stack([rows, h]), axis=0, return_inverse=True)
        moved, integral = flow(self.a[pairs[:, 0].astype(int)], pairs[:, 1])
        at = at.ravel()
        return np.asarray(np.einsum("kij,kj->ki", moved[at], x) + np.einsum("kij,kj->ki", integral[at], given))


def grown(values: Any, h: F64) -> Any:
    """The integral of e^{λt} from 0 to h."""
    u = values * h
    small = np.abs(u) < 1e-5  # where the series is as exact
    return h * np.where(small, 1 + u / 2 + u * u / 6, np.expm1(u) / np.where(small, 1.0, u))


def _eigen(a: F64) -> tuple[Any, Any, Any, Bool]:
    finite = np.asarray(np.isfinite(a).all(axis=(1, 2)))
    values, vectors = np.linalg.eig(np.where(finite[:, None, None], a, np.eye(a.shape[1])))
    singular = np.abs(np.linalg.det(vectors)) < 1 / WELL_CONDITIONED**2
    inverse = np.linalg.inv(np.where(singular[:, None, None], np.eye(a.shape[1]), vectors))
    condition = np.linalg.norm(vectors, axis=(1, 2)) * np.linalg.norm(inverse, axis=(1, 2))
    return values, vectors, inverse, finite & ~singular & (condition < WELL_CONDITIONED)


def _rates(model: Model, parameters: Mapping[str, Any]) -> list[_Affine]:
    """Of each state, constant and coefficients."""
    with np.errstate(all="ignore"):
        return _carried(model.rates, parameters)


def _carried(tape: Tape, parameters: Mapping[str, Any]) -> list[_Affine]:
    """The steps of a tape on constants and coefficients."""
    done: list[_Affine] = []
    for op, *args in tape.steps:
        if op == "number":
            done.append((args[0], {}))
        elif op == "parameter":
            done.append((parameters[args[0]], {}))
        elif op == "state":
            done.append((0.0, {args[0]: 1.0}))
        else:
            done.append(_applied(op, [done[arg] for arg in args]))
    return [done[result] for result in tape.results]


def _applied(op: str, terms: list[_Affine]) -> _Affine:
    if not any(coefficients for _, coefficients in terms):
        return FUNCTIONS[op](*(constant for constant, _ in terms)), {}
    if op in ("+", "-"):
        (a, left), (b, right) = terms
        names = [*left, *(name for name in right if name not in left)]
        return FUNCTIONS[op](a, b), {name: FUNCTIONS[op](left.get(name, 0.0), right.get(name, 0.0)) for name in names}
    if op == "*" and not (terms[0][1] and terms[1][1]):
        (factor, _), (constant, coefficients) = terms if terms[1][1] else terms[::-1]
        return factor * constant, {name: factor * value for name, value in coefficients.items()}
    if op == "/" and not terms[1][1]:
        (constant, coefficients), (divisor, _) = terms
        return constant / divisor, {name: value / divisor for name, value in coefficients.items()}
    if op == "where" and not terms[0][1]:
        (condition, _), (a, left), (b, right) = terms
        pick = {name: np.where(condition, left.get(name, 0.0), right.get(name, 0.0)) for name in {**left, **right}}
        return np.where(condition, a, b), pick
    raise _NotLinearError(op)
