"""Step control, breaks, recording and refilling of lanes: one chunk of patients, whatever the model.

Compiled by Numba once a machine, and kept. Each lane is a patient with its own time, step and breaks; when one is done
the lane takes the next.
"""

from __future__ import annotations

import math
from typing import Any

from firstdose.pkpd.engine.dosing.timeline import Kind
from firstdose.pkpd.engine.kernel.chunk import ARRIVED, ENDED, FRESH, IDLE, KINDS, RESTARTING, RUNNING, Chunk
from firstdose.pkpd.engine.kernel.crossing import look_before, look_within
from firstdose.pkpd.engine.kernel.pointers import call, compiled, record
from firstdose.pkpd.engine.kernel.stepping import Control
from firstdose.pkpd.engine.solution import Status

_ADD, _SET, _RATE, _RESET = (int(kind) for kind in (Kind.ADD, Kind.SET, Kind.RATE, Kind.RESET))
_H, _ERROR, _FACTOR, _START, _THETA, _WATCH = (
    int(row)
    for row in (
        Control.H,
        Control.ERROR,
        Control.FACTOR,
        Control.START,
        Control.THETA,
        Control.WATCH,
    )
)
_OK, _NOT_FINITE, _STEP_TOO_SMALL, _TOO_MANY_STEPS = (
    int(each) for each in (Status.OK, Status.NOT_FINITE, Status.STEP_TOO_SMALL, Status.TOO_MANY_STEPS)
)
_NEAR = 1e-15  # of the time simulated: nearer than this, two times are one but for rounding
_SMALLEST = 1e-15  # of the time: a step below it is lost in rounding
_AGAIN = 0.4  # shorter still when a step is rejected twice: what the error says of the step does not hold then
_chunk = record(Chunk, KINDS)


def drive(job: Any) -> int:
    """Integrate the patients of a chunk."""
    c = _chunk(job)
    for lane in range(c.lanes):
        _take(c, lane)
    while c.queue[2] > 0:
        _record(c)
        if c.stops > 0:
            look_before(c)
        if _arrive(c):
            continue
        if c.stops > 0:
            look_before(c)
        _restart(c)
        call(c.step, (c.y, c.q, c.u, c.tolerance, c.control, c.curves, c.work))
        for lane in range(c.lanes):
            c.flag[lane] = 0
            if c.phase[lane] == RUNNING:
                _judge(c, lane)
        if c.stops > 0:
            look_within(c)
    return 0


@compiled
def _take(c: Chunk, lane: int) -> None:
    """Give a lane the next patient, or none."""
    c.phase[lane] = IDLE
    if c.queue[0] >= c.queue[1]:
        c.control[_H * c.lanes + lane] = 1.0
        return
    i = c.queue[0]
    c.queue[0] = i + 1
    c.queue[2] += 1
    c.patient[lane], c.phase[lane] = i, FRESH
    c.next_break[lane], c.next_time[lane] = c.first_break[i], 0
    c.status[i], c.stopped[i], c.attempts[i] = _OK, math.nan, 0
    _parameters(c, lane, c.row[i])
    for s in range(c.states):
        c.y[s * c.lanes + lane] = c.start[i * c.states + s]
        c.u[s * c.lanes + lane] = 0.0
    begin = _time(c, lane, 0)
    if c.first_break[i] < c.first_break[i + 1]:
        begin = min(begin, c.break_time[c.first_break[i]])
    c.near[lane] = _NEAR * max(abs(begin), abs(_time(c, lane, c.times - 1)))
    c.t[lane] = c.goal[lane] = c.origin[lane] = begin
    c.width[lane] = c.first[lane] = c.before[lane] = 0.0
    c.upto[lane] = begin + c.near[lane]
    _still(c, lane)


@compiled
def _still(c: Chunk, lane: int) -> None:
    """The curves of a step of no width."""
    for s in range(c.states):
        c.curves[s * c.lanes + lane] = c.y[s * c.lanes + lane]
        for m in range(1, 5):
            c.curves[(m * c.states + s) * c.lanes + lane] = 0.0


@compiled
def _parameters(c: Chunk, lane: int, row: int) -> None:
    for k in range(c.parameters):
        c.p[k * c.lanes + lane] = c.table[row * c.parameters + k]
    call(c.prepare, (c.p, c.q))


@compiled
def _time(c: Chunk, lane: int, index: int) -> float:
    return float(c.time[c.own_times * c.patient[lane] * c.times + index])


@compiled
def _record(c: Chunk) -> None:
    """Values at the times that the last steps have passed."""
    while True:
        waiting = 0
        for lane in range(c.lanes):
            c.flag[lane] = 0
            if c.phase[lane] != IDLE and c.next_time[lane] < c.times:
                t = _time(c, lane, c.next_time[lane])
                if t <= c.upto[lane]:
                    theta = (t - c.origin[lane]) / c.width[lane] if c.width[lane] > 0.0 else 0.0
                    c.control[_THETA * c.lanes + lane] = min(max(theta, 0.0), 1.0)
                    c.flag[lane] = 1
                    waiting += 1
        if waiting == 0:
            return
        call(c.dense, (c.curves, c.control, c.at))
        if c.columns > c.states:
            call(c.see, (c.at, c.q, c.seen))
        for lane in range(c.lanes):
            if c.flag[lane] == 1:
                _write(c, lane)


@compiled
def _write(c: Chunk, lane: int) -> None:
    place = (c.patient[lane] * c.times + c.next_time[lane]) * c.columns
    for s in range(c.states):
        c.values[place + s] = c.at[s * c.lanes + lane]
    for s in range(c.columns - c.states):
        c.values[place + c.states + s] = c.seen[s * c.lanes + lane]
    c.next_time[lane] += 1


@compiled
def _arrive(c: Chunk) -> bool:
    """Apply breaks in lanes that came to one; whether a lane has a fresh patient, who is looked at first."""
    fresh = False
    for lane in range(c.lanes):
        if c.phase[lane] == ENDED or (c.phase[lane] >= FRESH and c.next_time[lane] == c.times):
            _finish(c, lane)
            _take(c, lane)
            fresh = fresh or c.phase[lane] == FRESH
        elif c.phase[lane] == FRESH or c.phase[lane] == ARRIVED:
            _happen(c, lane)
    return fresh or c.queue[2] == 0


@compiled
def _finish(c: Chunk, lane: int) -> None:
    i = c.patient[lane]
    for k in range((i * c.times + c.next_time[lane]) * c.columns, (i + 1) * c.times * c.columns):
        c.values[k] = math.nan
    for s in range(c.states):
        if c.status[i] != _OK:
            c.end[i * c.states + s] = math.nan
        elif c.phase[lane] != ENDED:
            c.end[i * c.states + s] = c.y[s * c.lanes + lane]
    c.queue[2] -= 1


@compiled
def _happen(c: Chunk, lane: int) -> None:
    """Apply the breaks at this time, and aim at the next."""
    last = c.first_break[c.patient[lane] + 1]
    b = c.next_break[lane]
    while b < last and c.break_time[b] <= c.t[lane] + c.near[lane]:
        _apply(c, lane, c.break_kind[b], c.break_index[b], c.break_value[b])
        b += 1
    c.next_break[lane] = b
    c.goal[lane] = _time(c, lane, c.times - 1)
    if b < last:
        c.goal[lane] = min(c.goal[lane], c.break_time[b])
    c.since[lane], c.phase[lane] = c.t[lane], RESTARTING


@compiled
def _apply(c: Chunk, lane: int, kind: int, index: int, value: float) -> None:
    if kind == _ADD:
        c.y[index * c.lanes + lane] += value
    elif kind == _SET:
        c.y[index * c.lanes + lane] = value
    elif kind == _RATE:
        c.u[index * c.lanes + lane] = value
    elif kind == _RESET:
        call(c.initial, (c.p, c.at))
        for s in range(c.states):
            c.y[s * c.lanes + lane] = c.at[s * c.lanes + lane]
            c.u[s * c.lanes + lane] = 0.0
    else:
        _parameters(c, lane, index)


@compiled
def _restart(c: Chunk) -> None:
    """Choose a first step in the lanes that come from a break: that of the break before the last, if there was one.

    Breaks alternate, between the start of an infusion and its end.
    """
    unknown = False
    for lane in range(c.lanes):
        unknown = unknown or (c.phase[lane] == RESTARTING and c.before[lane] == 0.0)
    if unknown:
        call(c.begin, (c.y, c.q, c.u, c.tolerance, c.control, c.work))
    for lane in range(c.lanes):
        if c.phase[lane] == RESTARTING:
            c.steps[lane], c.rejected[lane], c.phase[lane] = 0, 0, RUNNING
            h = c.control[_START * c.lanes + lane] if c.before[lane] == 0.0 else c.before[lane]
            if h > 0.0 and h < math.inf:
                _aim(c, lane, h)
            else:
                _fail(c, lane, _NOT_FINITE)


@compiled
def _aim(c: Chunk, lane: int, h: float) -> None:
    """The next step: to the goal if it is near, half-way if a second would be short."""
    left = c.goal[lane] - c.t[lane]
    c.reaches[lane] = 0
    if h >= 0.999 * left:
        h = left
        c.reaches[lane] = 1
    elif h > 0.5 * left:
        h = 0.5 * left
    c.control[_H * c.lanes + lane] = h
    inside = c.next_time[lane] < c.times and _time(c, lane, c.next_time[lane]) < c.t[lane] + h
    c.control[_WATCH * c.lanes + lane] = 1.0 if inside or c.stops > 0 else 0.0


@compiled
def _fail(c: Chunk, lane: int, why: int) -> None:
    c.status[c.patient[lane]] = why
    c.phase[lane] = ENDED
    c.control[_H * c.lanes + lane] = 1.0


@compiled
def _judge(c: Chunk, lane: int) -> None:
    """Accept a step, or try a smaller one."""
    c.steps[lane] += 1
    c.attempts[c.patient[lane]] += 1
    h, factor = c.control[_H * c.lanes + lane], c.control[_FACTOR * c.lanes + lane]
    error = c.control[_ERROR * c.lanes + lane]
    if error <= 1.0:
        _accept(c, lane, h, factor)
    else:
        h *= min(factor, 0.9) if factor > 0.0 else 0.1
        if c.rejected[lane] == 1:
            h *= _AGAIN
        c.rejected[lane] = 1
        if h <= _SMALLEST * max(abs(c.t[lane]), abs(c.goal[lane])):
            _fail(c, lane, _STEP_TOO_SMALL if error < math.inf else _NOT_FINITE)
        else:
            _aim(c, lane, h)
    if c.steps[lane] > c.most_steps and c.phase[lane] == RUNNING:
        _fail(c, lane, _TOO_MANY_STEPS)


@compiled
def _accept(c: Chunk, lane: int, h: float, factor: float) -> None:
    c.flag[lane] = 1
    if c.t[lane] == c.since[lane]:
        cut = c.reaches[lane] == 1  # a step that was cut short says little of the next
        c.before[lane], c.first[lane] = c.first[lane], max(h, c.before[lane]) if cut else h
    c.origin[lane], c.width[lane] = c.t[lane], h
    if c.reaches[lane] == 1:
        c.t[lane], c.phase[lane] = c.goal[lane], ARRIVED
        c.upto[lane] = c.goal[lane] + c.near[lane]
    else:
        c.t[lane] += h
        c.upto[lane] = c.t[lane]
        _aim(c, lane, h * (min(factor, 1.0) if c.rejected[lane] == 1 else factor))
    c.rejected[lane] = 0
