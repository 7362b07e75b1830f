"""Simulate a model: dose records and parameters in, courses of every patient out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.parameters import Parameters, given_parameters, n_patients, parameters
from firstdose.pkpd.engine.dosing.records import Records, read
from firstdose.pkpd.engine.plan import planned
from firstdose.pkpd.engine.solution import Solution
from firstdose.pkpd.engine.solver import Solver, initial_values, snapped
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.steady.repeated import Rerun
from firstdose.pkpd.engine.stops import Stop, thresholds
from firstdose.types import F64, I64

FINEST = 1e-3  # the greatest atol, as a share of rtol: small amounts are as exact as asked for, then


def simulate(
    model: Model,
    doses: Any,
    times: ArrayLike,
    params: Mapping[str, ArrayLike] | None = None,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    threads: int | None = None,
    stops: Sequence[Stop] = (),
    start: ArrayLike | None = None,
) -> Solution:
    """States and outputs of every patient at the times asked for.

    Parameters
    ----------
    doses : polars or pandas frame, or arrays by name, in NONMEM's columns: see ``records.read``. Patients are the
        sorted unique IDs; without ID all patients of ``params`` have the same doses.
    times : (M,) in the model's unit, in any order, also more than once.
    params : by name, a number or one a patient; the model's own value where nothing is said.
    rtol, atol : tolerated error of a step, relative and absolute; linear models are solved in closed form instead.
        Below an rtol of 1e-6 the default atol goes down with it, to a thousandth of rtol.
    threads : at most so many; all cores if not given.
    stops : conditions that end a patient's simulation: see ``Stop``.
    start : (N, states) or (states,) to begin with in place of the initial values, e.g. ``earlier.end``. Infusions and
        doses that were under way are not part of it. A patient with NaN, who failed before, stays failed.

    Notes
    -----
    A patient begins at the first record or the first time, whichever is earlier. A value at the time of a dose is the
    one before it; of a record at steady state, too. Parameters that the records change hold from the record's time on
    (NONMEM would carry the next record's value backwards).

    Examples
    --------
    >>> solution = simulate(Model.load("pk1"), {"TIME": [0.0], "AMT": [300.0]}, [0.0, 6.0], {"CL": [0.5, 1.0]})
    >>> solution["CP"].round(3).tolist()
    [[0.0, 36.788], [0.0, 13.534]]
    """
    _check_settings(rtol, atol, threads)
    atol = min(atol, rtol * FINEST)
    records, given, asked = read(doses, model), given_parameters(model, params), _checked_times(times)
    begin = _checked_start(start, model)
    patients = n_patients(given, _known(records, begin))
    if records.id is None:
        records = records.for_everybody(patients)
    table = parameters(model, given, records, patients)
    solver = Solver(model, table, threads, tuple(thresholds(stops, model)))
    plan = planned(model, records, table, Rerun(solver.ends, rtol, atol))
    order = np.argsort(asked, kind="stable")
    found = solver.courses(plan, snapped(asked[order], plan.timeline), _begins(begin, model, table), rtol, atol)
    return Solution(
        records.id, asked, model.names, _as_asked(found.values, order), found.status, found.stopped, found.end
    )


def _as_asked(values: F64, order: I64) -> F64:
    """From the order of time to that in which times were asked for."""
    return values if (np.diff(order) > 0).all() else values[:, np.argsort(order)]


def _known(records: Records, begin: F64 | None) -> int | None:
    """How many patients there are, where records or ``start`` tell."""
    if records.id is not None:
        return len(records.id)
    return len(begin) if begin is not None and begin.ndim == 2 else None


def _check_settings(rtol: float, atol: float, threads: int | None) -> None:
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not (isinstance(value, Real) and 0 < value < np.inf):
            raise ModelError(f"{name} = {value}: a tolerance is a number above 0. Give e.g. 1e-6.")
    if threads is not None and not (isinstance(threads, Integral) and threads >= 1):
        raise ModelError(f"threads = {threads}: give a whole number from 1, or none for all cores.")


def _checked_times(times: ArrayLike) -> F64:
    try:
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
    except (TypeError, ValueError):
        raise ModelError(f"times is {times!r}, which are not numbers. Give the times to be simulated.") from None
    if asked.ndim != 1 or not len(asked):
        raise ModelError(f"times has shape {asked.shape}. Give one or more times in one dimension.")
    bad = np.flatnonzero(~np.isfinite(asked))
    if len(bad):
        raise ModelError(f"Time {bad[0] + 1} of times is {asked[bad[0]]}. Give finite times.")
    return asked


def _checked_start(start: ArrayLike | None, model: Model) -> F64 | None:
    if start is None:
        return None
    try:
        found = np.asarray(start, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelError(
            f"start is {start!r}, which are not numbers. Give amounts, e.g. the end of a solution."
        ) from None
    if found.ndim not in (1, 2) or found.shape[-1] != len(model.states):
        raise ModelError(
            f"start has shape {found.shape}. Give an amount for each of {', '.join(model.state_names)}, in that order, "
            f"for each patient."
        )
    return found


def _begins(start: F64 | None, model: Model, table: Parameters) -> F64:
    """(N, states) each patient begins with."""
    shape = (len(table.first), len(model.states))
    if start is None:
        return initial_values(model, table.of(table.first), shape[0])
    if start.ndim == 2 and len(start) != shape[0]:
        raise ModelError(f"start has {len(start)} rows for {shape[0]} patients. Give one row, or one a patient.")
    return np.array(np.broadcast_to(start, shape))
