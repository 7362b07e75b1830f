"""A timeline through a linear model, without stepping."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from firstdose.pkpd.engine.dosing.timeline import Kind, Timeline
from firstdose.pkpd.engine.kernel.lanes import Integrated
from firstdose.pkpd.engine.linear.matrices import Linear, grown
from firstdose.pkpd.engine.solution import Status
from firstdose.types import F64, I64, Bool

BLOCK = 2048  # patients at a time, so that memory stays small
CACHED = 50_000  # values at a time, so that they stay in the processor's cache


def propagate(
    linear: Linear,
    initial: F64,
    timeline: Timeline,
    times: F64,
    row: I64,
    start: F64,
    values: F64 | None = None,
    threads: int | None = None,
) -> Integrated:
    """States of N patients at their times.

    Parameters
    ----------
    linear : the model's matrices, R rows.
    initial : (R, n) what a reset returns to.
    times : (M,) or (N, M), nondecreasing.
    row : (N,) each patient's row of parameters to begin with.
    start : (N, n)
    values : (N, M, n) to write into.
    threads : at most so many; all cores if not given.
    """
    patients, asked = len(row), times.shape[-1]
    values = np.empty((patients, asked, start.shape[1])) if values is None else values
    fine = np.empty(patients, bool)

    def one(begin: int) -> None:
        at = slice(begin, min(begin + BLOCK, patients))
        with np.errstate(all="ignore"):  # what is not finite is found below
            _block(linear, initial, timeline, times if times.ndim == 1 else times[at], row, start, at, values[at])
        fine[at] = np.isfinite(values[at]).all(axis=(1, 2))

    blocks = range(0, patients, BLOCK)
    if len(blocks) == 1:  # threads take longer to start than a small population to move
        one(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(one, blocks))
    for failed in np.flatnonzero(~fine):
        values[failed][~np.isfinite(values[failed])] = np.nan
    status = np.where(fine, int(Status.OK), int(Status.NOT_FINITE)).astype(np.int8)
    nobody = np.full(patients, np.nan)
    return Integrated(values, status, nobody, values[:, -1].copy(), np.zeros(patients, np.int64))


def _block(
    linear: Linear, initial: F64, timeline: Timeline, times: F64, row: I64, start: F64, at: slice, into: F64
) -> None:
    """Some patients, into (K, M, n)."""
    first = timeline.first[at.start : at.stop + 1]
    segments = _Segments.of(linear, initial, timeline, times, first, row[at], start[at])
    segment = _breaks_before(timeline, first, times)  # (K, M)
    segment += np.append(0, np.cumsum(np.diff(first)[:-1] + 1))[:, None]
    segments.write(linear, segment, times, into)


class _Segments:
    """What holds from each break of each patient to the next: time, state, input, row of parameters."""

    def __init__(self, size: int, n: int) -> None:
        self.time, self.row = np.empty(size), np.empty(size, np.int64)
        self.x, self.given = np.empty((size, n)), np.empty((size, n))
        self.changing = False  # whether a patient's row does

    @classmethod
    def of(
        cls, linear: Linear, initial: F64, timeline: Timeline, times: F64, first: I64, row: I64, start: F64
    ) -> _Segments:
        """From the first time or break of each patient on."""
        counts = np.diff(first)
        found = cls(int(counts.sum()) + len(counts), start.shape[1])
        place = np.append(0, np.cumsum(counts[:-1] + 1))
        begin = np.broadcast_to(times[..., 0], len(counts)).copy()
        some = counts > 0
        begin[some] = np.minimum(begin[some], timeline.time[first[:-1][some]])
        found.time[place], found.row[place], found.x[place] = begin, row, start
        found.given[place] = 0.0  # infusions alone, until the end
        for step in range(int(counts.max(initial=0))):
            alive = np.flatnonzero(counts > step)
            found._cross(linear, initial, timeline, place[alive] + step, first[alive] + step)
        found.given += linear.b[found.row]
        return found

    def _cross(self, linear: Linear, initial: F64, timeline: Timeline, before: I64, at: I64) -> None:
        """The segments after some breaks, from those before."""
        after, time = before + 1, timeline.time[at]
        row, given = self.row[before].copy(), self.given[before].copy()
        x = linear.after(row, time - self.time[before], self.x[before], given + linear.b[row])
        kind, index, value = timeline.kind[at], timeline.index[at], timeline.value[at]
        for each, target in ((Kind.ADD, x), (Kind.SET, x), (Kind.RATE, given)):
            which = np.flatnonzero(kind == each)
            kept = target[which, index[which]] if each == Kind.ADD else 0.0
            target[which, index[which]] = kept + value[which]
        changed = np.where(kind == Kind.PARAMETERS, index, row)
        self.changing |= bool((changed != row).any())
        row = changed
        reset = kind == Kind.RESET
        x[reset], given[reset] = initial[row[reset]], 0.0
        self.time[after], self.row[after], self.x[after], self.given[after] = time, row, x, given

    def write(self, linear: Linear, segment: I64, times: F64, into: F64) -> None:
        """States (K, M, n) at times (M,) or (K, M) in given segments."""
        if not linear.diagonal[self.row].all():
            flat, h = segment.ravel(), (times - self.time[segment]).ravel()
            into[:] = linear.after(self.row[flat], h, self.x[flat], self.given[flat]).reshape(into.shape)
            return
        modes, several = _Modes.of(linear, self), max(1, CACHED // segment.shape[1])
        for begin in range(0, len(segment), several):
            some = slice(begin, begin + several)
            modes.write(segment[some], times if times.ndim == 1 else times[some], into[some])


@dataclass(frozen=True, eq=False)
class _Modes:
    """Segments in the basis of the eigenvectors, where each mode fades by itself."""

    linear: Linear
    time: F64  # (S,) at which the segment begins
    row: I64  # (S,)
    z: Any  # (n, S) modes at the beginning
    g: Any  # (n, S) constant input
    fed: Bool  # (S,) whether there is any
    changing: bool  # whether a patient's parameters change

    @classmethod
    def of(cls, linear: Linear, segments: _Segments) -> _Modes:
        inverse = linear.inverse[segments.row]
        z, g = (np.einsum("kij,kj->ik", inverse, each) for each in (segments.x, segments.given))
        told = (linear, segments.time, segments.row, np.ascontiguousarray(z), np.ascontiguousarray(g))
        return cls(*told, np.asarray(segments.given.any(axis=1)), segments.changing)

    def write(self, segment: I64, times: F64, into: F64) -> None:
        """Put the states of some patients where they belong."""
        n, h = len(self.z), times - self.time[segment]
        row = self.row[segment] if self.changing else self.row[segment[:, :1]]
        values, vectors = self.linear.values[row], self.linear.vectors[row]
        fed = np.nonzero(self.fed[segment])
        states: list[Any] = [0.0] * n
        for k in range(n):
            mode = self.z[k][segment] * np.exp(values[..., k] * h)
            if len(fed[0]):
                fades = values[fed[0], fed[1] if self.changing else 0, k]
                mode[fed] += self.g[k][segment[fed]] * grown(fades, h[fed])
            for i in range(n):
                if vectors[..., i, k].any():
                    states[i] = states[i] + vectors[..., i, k] * mode
        for i in range(n):
            into[..., i] = states[i].real


def _breaks_before(timeline: Timeline, first: I64, times: F64) -> I64:
    """(K, M) how many breaks of each patient lie before each time."""
    if times.ndim == 2:
        parts = zip(first[:-1], first[1:], times, strict=True)
        return np.array([np.searchsorted(timeline.time[a:b], t, side="left") for a, b, t in parts], dtype=np.int64)
    patients = len(first) - 1
    patient = np.repeat(np.arange(patients), np.diff(first))
    since = np.searchsorted(times, timeline.time[first[0] : first[-1]], side="right")  # the first time after it
    cells = np.bincount(patient * (len(times) + 1) + since, minlength=patients * (len(times) + 1))
    return np.cumsum(cells.reshape(patients, -1), axis=1)[:, :-1]
