"""Timelines and calls that the tests of the integrator share."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from firstdose.pkpd import Model
from firstdose.pkpd.engine.dosing.timeline import Kind, Timeline
from firstdose.pkpd.engine.kernel.lanes import Integrated, integrate
from firstdose.types import F64

Break = tuple[float, Kind, int, float]


def timeline(*patients: Sequence[Break]) -> Timeline:
    """What happens to each patient: time, kind, index, value."""
    breaks = [each for patient in patients for each in patient]
    time, kind, index, value = zip(*breaks, strict=True) if breaks else ((), (), (), ())
    first = np.cumsum([0, *(len(patient) for patient in patients)])
    whole, real = np.int64, np.float64
    return Timeline(first, np.array(time, real), np.array(kind, np.int8), np.array(index, whole), np.array(value, real))


def table(model: Model, *rows: dict[str, float]) -> F64:
    """Parameters of each patient."""
    return np.array([[{**model.defaults, **row}[name] for name in model.defaults] for row in rows or ({},)])


def beginnings(model: Model, rows: F64) -> F64:
    """Initial values of each patient."""
    named = dict(zip(model.defaults, rows.T, strict=True))
    return np.stack([np.broadcast_to(value, len(rows)) for value in model.start.evaluate(named, {})], axis=1)


def courses(model: Model, plan: Timeline, times: Any, rows: F64 | None = None, **options: Any) -> Integrated:
    """Every patient with a row of parameters of their own, or all with the first."""
    patients = len(plan.first) - 1
    rows = table(model) if rows is None else rows
    row = np.arange(patients) if len(rows) == patients else np.zeros(patients, np.int64)
    start = options.pop("start", None)
    start = beginnings(model, rows)[row] if start is None else start
    return integrate(model, plan, times, rows, row, start, **({"rtol": 1e-9, "atol": 1e-11, "threads": 1} | options))
