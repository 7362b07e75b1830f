"""Stops: patients who come to lie beyond a threshold end there. Part of the driver, compiled by Numba."""

from __future__ import annotations

from typing import Any

from firstdose.pkpd.engine.kernel.chunk import ENDED, FRESH, RESTARTING, Chunk
from firstdose.pkpd.engine.kernel.pointers import call, compiled
from firstdose.pkpd.engine.kernel.stepping import Control

_THETA = int(Control.THETA)
_LOOKS, _HALVINGS = 4, 50  # within a step, for a crossing
_ACCEPTED, _CROSSED = 1, 2  # flags of a lane: its step was accepted, and crosses a threshold


@compiled
def _is_beyond(c: Chunk, lane: int, y: Any) -> bool:
    """Whether a state, or an output in `seen`, is beyond the threshold of a stop."""
    for stop in range(c.stops):
        index = c.stop_index[stop]
        value = y[index * c.lanes + lane] if index < c.states else c.seen[(index - c.states) * c.lanes + lane]
        if c.stop_sign[stop] * (value - c.threshold[stop]) > 0.0:
            return True
    return False


@compiled
def _stop(c: Chunk, lane: int, t: float, y: Any) -> None:
    """End a patient; the lane may take a step more before it takes the next."""
    i = c.patient[lane]
    c.phase[lane], c.upto[lane], c.stopped[i] = ENDED, t, t
    for s in range(c.states):
        c.end[i * c.states + s] = y[s * c.lanes + lane]


@compiled
def look_before(c: Chunk) -> None:
    """Stop patients who begin beyond a threshold, or whom a break has carried there."""
    waiting = False
    for lane in range(c.lanes):
        waiting = waiting or c.phase[lane] == FRESH or c.phase[lane] == RESTARTING
    if not waiting:
        return
    call(c.see, (c.y, c.q, c.seen))
    for lane in range(c.lanes):
        if (c.phase[lane] == FRESH or c.phase[lane] == RESTARTING) and _is_beyond(c, lane, c.y):
            _stop(c, lane, c.t[lane], c.y)


@compiled
def _see_within(c: Chunk) -> None:
    call(c.dense, (c.curves, c.control, c.at))
    call(c.see, (c.at, c.q, c.seen))


@compiled
def look_within(c: Chunk) -> None:
    """Stop patients who cross a threshold within the step that was accepted."""
    found = False
    for look in range(1, _LOOKS + 1):
        for lane in range(c.lanes):
            c.control[_THETA * c.lanes + lane] = look / _LOOKS
        _see_within(c)
        for lane in range(c.lanes):
            if c.flag[lane] == _ACCEPTED and _is_beyond(c, lane, c.at):
                c.low[lane], c.high[lane], c.flag[lane] = (look - 1) / _LOOKS, look / _LOOKS, _CROSSED
                found = True
    if found:
        _halve(c)
        _end(c)


@compiled
def _halve(c: Chunk) -> None:
    """Close in on the crossings."""
    for _ in range(_HALVINGS):
        for lane in range(c.lanes):
            c.control[_THETA * c.lanes + lane] = 0.5 * (c.low[lane] + c.high[lane])
        _see_within(c)
        for lane in range(c.lanes):
            if c.flag[lane] == _CROSSED:
                if _is_beyond(c, lane, c.at):
                    c.high[lane] = c.control[_THETA * c.lanes + lane]
                else:
                    c.low[lane] = c.control[_THETA * c.lanes + lane]


@compiled
def _end(c: Chunk) -> None:
    """End at the crossings, just beyond the threshold."""
    for lane in range(c.lanes):
        c.control[_THETA * c.lanes + lane] = c.high[lane]
    _see_within(c)
    for lane in range(c.lanes):
        if c.flag[lane] == _CROSSED:
            _stop(c, lane, c.origin[lane] + c.high[lane] * c.width[lane], c.at)
