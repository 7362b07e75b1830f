"""Steady states of models that are not linear, by repeating the interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.dosing.timeline import Timeline
from firstdose.pkpd.engine.kernel.lanes import Integrated
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.steady.dependence import left_alone
from firstdose.pkpd.engine.steady.regimens import Regimens
from firstdose.types import F64, I64, Bool

FIRST_REPEATS, NEWTON_STEPS, LAST_REPEATS = 8, 12, 2000
STRICTER = 1e-2  # the interval's own tolerance, as a share of the one asked for
STEP = 1e-4  # of a difference quotient, as a share of the amount
DOUBLINGS = 60  # of the time that a constant infusion is given to settle

Integrate = Callable[[Timeline, F64, I64, F64, float, float], Integrated]  # ..., times, row, start, rtol, atol


@dataclass(frozen=True, eq=False)
class Rerun:
    """How to integrate, and how exactly."""

    integrate: Integrate
    rtol: float
    atol: float

    def ends(self, timeline: Timeline, times: F64, row: I64, start: F64) -> F64:
        """(T, n) states at the end, NaN where the integration failed."""
        rtol, atol = max(STRICTER * self.rtol, 1e-12), STRICTER * self.atol
        found = self.integrate(timeline, times, row, start, rtol, atol)
        return np.where((found.status == 0)[:, None], found.end, np.nan)

    def settled(self, x: F64, y: F64) -> Bool:
        """(T,) rows in which the difference x of the amounts y does not count."""
        return np.asarray((np.abs(x) <= self.rtol * np.abs(y) + self.atol).all(axis=1))


def repeated_amounts(
    model: Model, parameters: Parameters, regimens: Regimens, rerun: Rerun
) -> tuple[Regimens, F64, Bool]:
    """Amounts (T, n) of each steady state, and whether they exist (T,).

    Notes
    -----
    The interval is repeated until the amounts x at its end settle. Where they settle slowly, Newton's method solves
    x = P(x), P the interval, with its derivatives by difference quotients; the solution counts only if the interval
    brings back what is near it (eigenvalues of P' within the unit circle), so that repeating would have led there.
    A constant infusion is given ever more time, twice as much as before each time.
    """
    _refuse(model, regimens)
    tasks = regimens[regimens.begins]
    longest = np.zeros(len(tasks.task))
    np.maximum.at(longest, regimens.task, regimens.interval)
    by_name = parameters.of(tasks.doses.row)
    initial = np.stack([np.broadcast_to(value, len(longest)) for value in model.start.evaluate(by_name, {})], axis=1)
    free = np.array([k for k, name in enumerate(model.state_names) if name not in left_alone(model)])
    intervals = _Intervals(rerun, regimens.period(), tasks.doses.row, initial.astype(np.float64), free, longest)
    amounts, exists = intervals.start.copy(), np.zeros(len(longest), bool)
    for constant, solve in ((True, _waited), (False, _repeated)):
        which = np.flatnonzero((longest == 0) == constant)
        if len(which):
            amounts[np.ix_(which, free)], exists[which] = solve(intervals, which)
    return tasks, amounts, exists


@dataclass(frozen=True, eq=False)
class _Intervals:
    """T steady states to find."""

    rerun: Rerun
    period: Timeline
    row: I64  # (T,) of the parameters
    start: F64  # (T, n) initial values
    free: I64  # states to be settled; others begin every interval at their initial values
    longest: F64  # (T,) the interval

    def after(self, which: I64, x: F64, time: F64) -> F64:
        """What some amounts of some tasks are later; NaN where the integration failed."""
        full = self.start[which]
        full[:, self.free] = x
        timeline, from_to = chosen(self.period, which), np.column_stack([np.zeros_like(time), time])
        return self.rerun.ends(timeline, from_to, self.row[which], full)[:, self.free]


def _waited(intervals: _Intervals, which: I64) -> tuple[F64, Bool]:
    """At rest under constant infusions."""
    x = intervals.start[np.ix_(which, intervals.free)]
    exists, time = np.zeros(len(which), bool), 1.0
    for _ in range(DOUBLINGS):
        live = np.flatnonzero(~exists & np.isfinite(x).all(axis=1))
        if not len(live):
            break
        y = intervals.after(which[live], x[live], np.full(len(live), time))
        exists[live], x[live] = intervals.rerun.settled(y - x[live], y), y
        time *= 2
    return x, exists


def _repeated(intervals: _Intervals, which: I64) -> tuple[F64, Bool]:
    """Under doses at intervals: some repeats, then Newton's method, then repeats for those it did not help."""
    x = intervals.start[np.ix_(which, intervals.free)]
    exists = np.zeros(len(which), bool)
    _repeat(intervals, which, x, exists, FIRST_REPEATS)
    _newton(intervals, which, x, exists)
    _repeat(intervals, which, x, exists, LAST_REPEATS)
    return x, exists


def _repeat(intervals: _Intervals, which: I64, x: F64, exists: Bool, most: int) -> None:
    """Repeat intervals until what all later ones can still change does not count."""
    moved = np.full(len(which), np.inf)
    for _ in range(most):
        live = np.flatnonzero(~exists & np.isfinite(x).all(axis=1))
        if not len(live):
            return
        y = intervals.after(which[live], x[live], intervals.longest[which[live]])
        change = np.abs(y - x[live])
        now = (change / (np.abs(y) + intervals.rerun.atol)).max(axis=1)
        ratio = now / moved[live]  # of a geometric series, the rest of which is ratio / (1 - ratio) of the last term
        rest = np.where((ratio < 1) & np.isfinite(ratio), ratio / np.where(ratio < 1, 1 - ratio, 1.0), np.inf)
        ends = np.where(change > 0, change * np.maximum(rest, 1.0)[:, None], 0.0)
        exists[live], x[live], moved[live] = intervals.rerun.settled(ends, y), y, now


def _newton(intervals: _Intervals, which: I64, x: F64, exists: Bool) -> None:
    """Solve x = P(x); tasks it does not help keep their amounts."""
    live = np.flatnonzero(~exists & np.isfinite(x).all(axis=1))
    z = x[live]
    for _ in range(NEWTON_STEPS):
        if not len(live):
            return
        y, slope = _with_slopes(intervals, which[live], z)
        fine = np.isfinite(y).all(axis=1) & np.isfinite(slope).all(axis=(1, 2))
        live, z, y, slope = live[fine], z[fine], y[fine], slope[fine]
        eye = np.eye(z.shape[1])
        singular = np.abs(np.linalg.det(eye - slope)) < np.finfo(float).tiny
        left = np.where(singular[:, None, None], eye, eye - slope)
        step: F64 = np.linalg.solve(left, (y - z)[:, :, None])[:, :, 0].astype(np.float64)
        done = intervals.rerun.settled(step, z + step) & ~singular
        z = np.where(z > 0, np.maximum(z + step, z / 10), z + step)  # an amount stays one
        returns = np.abs(np.linalg.eigvals(slope)).max(axis=1, initial=0.0) < 1
        x[live[done & returns]], exists[live[done & returns]] = z[done & returns], True
        live, z = live[~done & ~singular], z[~done & ~singular]


def _with_slopes(intervals: _Intervals, which: I64, x: F64) -> tuple[F64, F64]:
    """The amounts an interval later, and their derivatives by the amounts before it, all in one run."""
    tasks, n = x.shape
    scale = np.abs(x)
    h = STEP * np.where(scale > 0, scale, np.maximum(scale.max(axis=1, keepdims=True), 1.0) * STEP)
    starts = np.concatenate([x[:, None, :], x[:, None, :] + np.eye(n) * h[:, None, :]], axis=1).reshape(-1, n)
    each = np.repeat(which, n + 1)
    ends = intervals.after(each, starts, intervals.longest[each]).reshape(tasks, n + 1, n)
    slope = (ends[:, 1:] - ends[:, :1]) / h[:, :, None]  # (T, by which, of which)
    return ends[:, 0], np.swapaxes(slope, 1, 2)


def chosen(timeline: Timeline, which: I64) -> Timeline:
    """The timeline of some patients, any of them any number of times."""
    counts = np.diff(timeline.first)[which]
    first = np.append(0, np.cumsum(counts))
    at = np.repeat(timeline.first[which] - first[:-1], counts) + np.arange(first[-1])
    return Timeline(first, timeline.time[at], timeline.kind[at], timeline.index[at], timeline.value[at])


def _refuse(model: Model, regimens: Regimens) -> None:
    """What superposition alone could answer."""
    tops_up = np.flatnonzero(regimens.tops_up)
    if len(tops_up):
        raise ModelError(
            f"Record {regimens.number[tops_up[0]]}, column SS: 2 adds a steady state to what is there, which "
            f"model {model.name} does not allow, for it is not linear. Give explicit doses (ADDL, II)."
        )
    shared = np.zeros(int(regimens.task.max()) + 1)
    np.maximum.at(shared, regimens.task, regimens.interval)
    odd = np.flatnonzero((regimens.interval > 0) & (regimens.interval != shared[regimens.task]))
    if len(odd):
        raise ModelError(
            f"Record {regimens.number[odd[0]]}, column II: {regimens.interval[odd[0]]:g} differs from that of another "
            f"steady state of the same time. Model {model.name} is not linear; give one II to both."
        )
