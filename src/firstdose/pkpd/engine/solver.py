"""Timelines through a model: in closed form where it is linear, step by step where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.dosing.timeline import SAME_TIME, Kind, Timeline, places
from firstdose.pkpd.engine.kernel.lanes import Integrated, integrate
from firstdose.pkpd.engine.linear.matrices import Linear, is_linear
from firstdose.pkpd.engine.linear.propagate import BLOCK, propagate
from firstdose.pkpd.engine.plan import Plan
from firstdose.pkpd.engine.solution import Status
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64


@dataclass(frozen=True, eq=False)
class Solver:
    """A model with the parameters of N patients."""

    model: Model
    parameters: Parameters
    threads: int | None
    stops: tuple[tuple[int, float, int], ...]

    def courses(self, plan: Plan, times: F64, start: F64, rtol: float, atol: float) -> Integrated:
        """States and outputs (N, M, names) at sorted times (M,) or (N, M); NaN after a failure or a stop."""
        if is_linear(self.model) and not self.stops:
            found = self._closed(plan.timeline, times, start)
        else:
            told = (self.model, plan.timeline, times, self.parameters.table, self.parameters.first, start)
            how: dict[str, Any] = {"threads": self.threads, "stops": self.stops, "outputs": True}
            found = integrate(*told, rtol=rtol, atol=atol, **how)
        return _failed(found, times, plan.missing, ~np.isfinite(start).all(axis=1))

    def ends(self, timeline: Timeline, times: F64, row: I64, start: F64, rtol: float, atol: float) -> Integrated:
        """States alone, of patients who are not those of the simulation."""
        told = (self.model, timeline, times, self.parameters.table, row, start)
        return integrate(*told, rtol=rtol, atol=atol, threads=self.threads)

    @cached_property
    def _linear(self) -> Linear:
        return Linear.of(self.model, self.parameters.table)

    def _closed(self, timeline: Timeline, times: F64, start: F64) -> Integrated:
        rows, first = np.arange(len(self.parameters.table)), self.parameters.first
        values = np.empty((len(first), times.shape[-1], len(self.model.names)))
        size = len(self.model.states)
        initial = initial_values(self.model, self.parameters.of(rows), len(rows))
        states = propagate(self._linear, initial, timeline, times, first, start, values[:, :, :size], self.threads)
        before = _rows_before(timeline, first, times)
        for begin in range(0, len(first), BLOCK):
            self._see(values[begin : begin + BLOCK], before[begin : begin + BLOCK])
        return replace(states, values=values)

    def _see(self, values: F64, rows: I64) -> None:
        """Fill in the outputs, with the parameters that hold just before each time."""
        size = len(self.model.states)
        by_name = {name: values[:, :, k] for k, name in enumerate(self.model.state_names)}
        with np.errstate(all="ignore"):
            for k, output in enumerate(self.model.seen.evaluate(self.parameters.of(rows), by_name)):
                values[:, :, size + k] = output


def initial_values(model: Model, parameters: Mapping[str, Any], rows: int) -> F64:
    """(rows, states) that the model begins with."""
    with np.errstate(all="ignore"):
        found = model.start.evaluate(parameters, {})
    return np.stack([np.broadcast_to(np.asarray(value, float), rows) for value in found], axis=1)


def snapped(times: F64, timeline: Timeline) -> F64:
    """Times (M,); or (N, M), where some differ by rounding alone from a break of a patient, and are made that."""
    unique, at = np.unique(times, return_inverse=True)
    after = np.searchsorted(unique, timeline.time)
    own: F64 | None = None
    for step in (-1, 0, 1):
        near = np.clip(after + step, 0, len(unique) - 1)
        apart = np.abs(unique[near] - timeline.time)
        off = np.flatnonzero((apart > 0) & (apart <= SAME_TIME * np.maximum(1.0, np.abs(timeline.time))))
        if len(off):
            own = np.tile(unique, (len(timeline.first) - 1, 1)) if own is None else own
            own[np.searchsorted(timeline.first, off, side="right") - 1, near[off]] = timeline.time[off]
    return times if own is None else own[:, at]


def _rows_before(timeline: Timeline, first: I64, times: F64) -> I64:
    """(N, M) rows of parameters that hold just before each time; (N, 1) where they do not change."""
    at = np.flatnonzero(timeline.kind == Kind.PARAMETERS)
    patient = np.searchsorted(timeline.first, at, side="right") - 1
    changing = timeline.index[at] != first[patient]
    if not changing.any():
        return first[:, None]
    n, m = len(first), times.shape[-1]
    asked = (np.repeat(np.arange(n), m), np.broadcast_to(times, (n, m)).ravel())
    before = places((patient, timeline.time[at]), asked) - 1
    known = (before >= 0) & (patient[before] == asked[0])
    return np.where(known, timeline.index[at][before], first[asked[0]]).reshape(n, m)


def _failed(found: Integrated, times: F64, missing: F64, lost: Any) -> Integrated:
    """Patients without the steady state that they should have, and those who failed before."""
    status = np.where(np.isfinite(missing), np.int8(Status.NO_STEADY_STATE), found.status).astype(np.int8)
    status = np.where(lost, np.int8(Status.NOT_FINITE), status).astype(np.int8)
    found.values[(times > missing[:, None]) | lost[:, None]] = np.nan
    gone = np.isfinite(missing) | lost
    found.end[gone], found.stopped[gone] = np.nan, np.nan
    return replace(found, status=status)
