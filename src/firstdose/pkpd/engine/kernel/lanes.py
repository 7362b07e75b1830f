"""Integrate many patients, several at once in the lanes of a processor's vectors, over all its cores.

Notes
-----
Each lane of a vector register is one patient with own time, step, breaks and output times; a patient who is done makes
room for the next. Nothing passes between lanes, so a patient's numbers do not depend on who is in the other lanes, on
the chunk or on the number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.timeline import Kind, Timeline
from firstdose.pkpd.engine.kernel.machine import Kernel, driver
from firstdose.pkpd.engine.kernel.workspace import job
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I8, I64

MOST_STEPS = 100_000  # between two breaks
_SMALLEST_CHUNK, _LARGEST_CHUNK, _CHUNKS_A_THREAD = 64, 4096, 4  # so that lanes stay full, and threads end together


@dataclass(frozen=True, eq=False)
class Integrated:
    """N patients at M times."""

    values: F64  # (N, M, states), or states and outputs
    status: I8  # (N,) a Status; NaN from there on if it is not OK
    stopped: F64  # (N,) time at which a stop was met; NaN: none was
    end: F64  # (N, states) at the last time, or at the stop
    attempts: I64 | None = None  # (N,) steps tried


def integrate(
    model: Model,
    timeline: Timeline,
    times: ArrayLike,
    parameters: F64,
    row: I64,
    start: F64,
    *,
    rtol: float,
    atol: ArrayLike,
    threads: int | None = None,
    stops: Sequence[tuple[int, float, int]] = (),
    lanes: int | None = None,
    outputs: bool = False,
    most_steps: int = MOST_STEPS,
) -> Integrated:
    """States of N patients at the times asked for.

    Parameters
    ----------
    timeline : what happens to each patient.
    times : (M,), or (N, M) with times of each patient's own; not decreasing. A patient starts at the first of them, or
        at the first break if that is earlier, and ends at the last.
    parameters : (R, parameters) table.
    row : (N,) the row of the table with which each patient starts.
    start : (N, states) amounts.
    rtol, atol : relative and absolute tolerance of a step; ``atol`` may differ between states.
    threads : at most so many; all cores if not given. The numbers do not depend on it.
    stops : index of a state, or the number of states plus that of an output; threshold; -1: below, 1: above. A patient
        ends where a value first lies beyond a threshold: at the start, at a break, or within a step, of which each
        quarter is looked at.
    lanes : patients a vector; what the processor holds if not given.
    outputs : whether ``values`` holds the outputs too, after the states.
    most_steps : between two breaks; more is a failure.

    Examples
    --------
    >>> nothing = Timeline(np.array([0, 0]), *(np.empty(0, kind) for kind in (float, np.int8, np.int64, float)))
    >>> pk1 = Model.load("pk1")
    >>> table, first = np.array([[0.5, 3.0]]), np.zeros(1, np.int64)
    >>> integrate(pk1, nothing, [0.0, 6.0], table, first, np.array([[300.0]]), rtol=1e-9, atol=1e-9).values.round(6)
    array([[[300.      ],
            [110.363832]]])
    """
    _check(model, timeline, times, parameters, row, start)
    kernel = Kernel.of(model, lanes)
    n, m = len(row), np.shape(times)[-1]
    columns = len(model.states) + (len(model.outputs) if outputs else 0)
    answer = Integrated(
        np.empty((n, m, columns)),
        np.zeros(n, np.int8),
        np.full(n, np.nan),
        np.array(start, np.float64, order="C"),
        np.zeros(n, np.int64),
    )
    if n == 0 or m == 0:
        return answer
    shared = {
        **_settings(kernel, model, np.asarray(times, np.float64), stops, most_steps),
        **_data(timeline, times, parameters, row, start, stops),
        "columns": columns,
        "tolerance": np.concatenate([[rtol], np.broadcast_to(atol, len(model.states))]).astype(np.float64),
        **{name: getattr(answer, name) for name in ("values", "stopped", "end", "status", "attempts")},
    }
    _run(kernel, shared, n, threads or _cores())
    return answer


def _check(model: Model, timeline: Timeline, times: ArrayLike, parameters: F64, row: I64, start: F64) -> None:
    """Refuse what would read or write beyond an array: compiled code does not look."""
    n, states = len(row), len(model.states)
    count = len(timeline.time)
    is_row = timeline.kind == Kind.PARAMETERS
    right = (
        np.shape(times)[:-1] in ((), (n,))
        and np.shape(start) == (n, states)
        and np.shape(parameters)[1:] == (len(model.parameters),)
        and len(timeline.first) == n + 1
        and timeline.first[-1] == count
        and count == len(timeline.kind) == len(timeline.index) == len(timeline.value)
        and _within(row, len(parameters))
        and _within(timeline.index[is_row], len(parameters))
        and _within(timeline.index[~is_row], states)
    )
    if not right:
        raise ModelError(
            f"Model {model.name}: the arrays of an integration of {n} patients do not fit each other. Give a start and "
            f"a first row of parameters each, and breaks of states and rows that there are."
        )


def _within(index: I64, count: int) -> bool:
    return not len(index) or bool(index.min() >= 0 and index.max() < count)


def _settings(
    kernel: Kernel, model: Model, times: F64, stops: Sequence[tuple[int, float, int]], most_steps: int
) -> dict[str, int]:
    """The whole numbers of a chunk."""
    functions = {("see" if name == "outputs" else name): place for name, place in kernel.functions.items()}
    return functions | {
        "lanes": kernel.lanes,
        "states": len(model.states),
        "parameters": len(model.parameters),
        "outputs": len(model.outputs),
        "times": times.shape[-1],
        "own_times": times.ndim - 1,
        "stops": len(stops),
        "most_steps": most_steps,
    }


def _data(
    timeline: Timeline,
    times: ArrayLike,
    parameters: F64,
    row: I64,
    start: F64,
    stops: Sequence[tuple[int, float, int]],
) -> dict[str, Any]:
    """The arrays that every chunk reads, as the driver expects them."""
    index, threshold, sign = np.array(stops, np.float64).reshape(-1, 3).T
    whole, real = np.int64, np.float64
    asked = {
        "time": (times, real),
        "break_time": (timeline.time, real),
        "break_value": (timeline.value, real),
        "break_index": (timeline.index, whole),
        "break_kind": (timeline.kind, np.int8),
        "first_break": (timeline.first, whole),
        "table": (parameters, real),
        "row": (row, whole),
        "start": (start, real),
        "threshold": (threshold, real),
        "stop_index": (index, whole),
        "stop_sign": (sign, whole),
    }
    return {name: np.ascontiguousarray(value, kind) for name, (value, kind) in asked.items()}


def _run(kernel: Kernel, shared: dict[str, Any], n: int, threads: int) -> None:
    """All patients, in chunks."""
    drive = driver()
    size = n if threads == 1 else max(_SMALLEST_CHUNK, -(-n // (threads * _CHUNKS_A_THREAD)))
    size = min(size, _LARGEST_CHUNK)

    def one(first: int) -> None:
        numbers, space = job(kernel, shared, first, min(first + size, n))
        drive(numbers.ctypes.data)
        del space  # its addresses are in the job

    firsts = range(0, n, size)
    if threads == 1 or len(firsts) == 1:
        for first in firsts:
            one(first)
        return
    with ThreadPoolExecutor(min(threads, len(firsts))) as pool:
        list(pool.map(one, firsts))


def _cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
