"""Steady states of linear models, exactly."""

from __future__ import annotations

import numpy as np

from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.linear.matrices import Linear
from firstdose.pkpd.engine.linear.propagate import propagate
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.steady.dependence import left_alone, reached
from firstdose.pkpd.engine.steady.regimens import Regimens
from firstdose.pkpd.engine.steady.repeated import Rerun
from firstdose.types import F64, I64, Bool

FADES = 1e-9  # the least share of every mode that an interval must take away


def linear_amounts(
    model: Model, parameters: Parameters, regimens: Regimens, rerun: Rerun | None = None
) -> tuple[Regimens, F64, Bool]:
    """Each regimen's own amounts (J, n) and whether they exist (J,); amounts of several add up.

    Notes
    -----
    For doses every interval T, x = e^{AT} x + c, where c is what one interval brings to a body without drug; for a
    constant infusion r, A x = -r. The regimen that begins a steady state brings the amounts without any dose, too.
    Only the states that a dose reaches are solved for, so that the others need have no steady state.
    """
    rows, at = np.unique(regimens.doses.row, return_inverse=True)
    at = at.ravel()
    linear = Linear.of(model, parameters.table[rows])
    amounts, exists = np.zeros((len(at), len(model.states))), np.ones(len(at), bool)
    empty = (regimens.doses.amount == 0) & (regimens.doses.rate == 0)
    for state in np.unique(regimens.doses.state):
        free = _free(model, frozenset([model.state_names[state]]))
        for constant, solve in ((False, _repeated), (True, _constant)):
            into = np.flatnonzero((regimens.doses.state == state) & ((regimens.interval == 0) == constant))
            if state not in free:
                exists[into] = empty[into]
            elif len(into):
                solved = solve(linear.without_input(), regimens[into], at[into], free)
                amounts[np.ix_(into, free)], exists[into] = solved
    begins = np.flatnonzero(regimens.begins)
    resting, rests = _without_doses(model, linear, parameters.table[rows])
    amounts[begins] += resting[at[begins]]
    exists[begins] &= rests[at[begins]]
    return regimens, amounts, exists


def _free(model: Model, beginning: frozenset[str]) -> I64:
    """Numbers of the states that change when some do, and have a steady state."""
    names = reached(model, beginning) - left_alone(model)
    return np.array([k for k, name in enumerate(model.state_names) if name in names], dtype=np.int64)


def _repeated(linear: Linear, regimens: Regimens, row: I64, free: I64) -> tuple[F64, Bool]:
    """Of doses at an interval."""
    nothing = np.zeros((len(row), linear.a.shape[1]))
    ends = regimens.interval[:, None]
    gained = propagate(linear, np.zeros_like(linear.b), regimens.apart().period(), ends, row, nothing).end
    units = np.eye(len(nothing[0]))[free]
    kept = np.stack([linear.after(row, regimens.interval, nothing + unit, nothing)[:, free] for unit in units], axis=2)
    fades = np.abs(_eigenvalues(kept)).max(axis=1, initial=0.0) < 1 - FADES
    return _solved(np.eye(len(free)) - kept, gained[:, free], fades)


def _constant(linear: Linear, regimens: Regimens, row: I64, free: I64) -> tuple[F64, Bool]:
    """Of an infusion without an end."""
    given = regimens.doses.rate[:, None] * (free == regimens.doses.state[:, None])
    return _at_rest(linear.a[row][:, free][:, :, free], given)


def _without_doses(model: Model, linear: Linear, table: F64) -> tuple[F64, Bool]:
    """(R, n) amounts that the model comes to by itself, and (R,) whether it does."""
    by_name = {parameter.name: table[:, k] for k, parameter in enumerate(model.parameters)}
    initial = np.stack([np.broadcast_to(value, len(table)) for value in model.start.evaluate(by_name, {})], axis=1)
    still = [k for k, state in enumerate(model.states) if state.rate.op == "number"]
    given = linear.b + np.einsum("rij,rj->ri", linear.a[:, :, still], initial[:, still])
    begins = frozenset(model.state_names[k] for k in np.flatnonzero((given != 0).any(axis=0)))
    free, found = _free(model, begins), np.zeros_like(linear.b)
    found[:, free], rests = _at_rest(linear.a[:, free][:, :, free], given[:, free])
    return found, rests


def _at_rest(a: F64, given: F64) -> tuple[F64, Bool]:
    """Where A x + given = 0, and whether everything comes to it."""
    values = _eigenvalues(a)
    fades = values.real.max(axis=1, initial=-np.inf) < -FADES * np.abs(values).max(axis=1, initial=0.0)
    return _solved(-a, given, fades)


def _eigenvalues(matrices: F64) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
    finite = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    return np.linalg.eigvals(np.where(finite[:, None, None], matrices, np.eye(matrices.shape[1]))).astype(complex)


def _solved(left: F64, right: F64, exists: Bool) -> tuple[F64, Bool]:
    """The solution where there is one, 0 elsewhere."""
    safe = np.where(exists[:, None, None], left, np.eye(left.shape[1]))
    return np.where(exists[:, None], np.linalg.solve(safe, right[:, :, None])[:, :, 0], 0.0), exists
