"""What the driver works on: sizes, kernel functions and arrays of one chunk of patients."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Doubles: TypeAlias = Any  # an array, by its address
Wholes: TypeAlias = Any
Bytes: TypeAlias = Any
IDLE, RUNNING, FRESH, ARRIVED, RESTARTING, ENDED = range(6)  # what a lane is doing


class Chunk(NamedTuple):
    """Sizes, addresses of functions, and arrays.

    Arrays of lanes hold lane l of row r at ``r * lanes + l``. P patients, B breaks, M times, R rows of parameters.
    """

    lanes: int
    states: int
    parameters: int
    outputs: int
    columns: int  # of values: states, or states and outputs
    times: int
    own_times: int  # 1: each patient has times of its own
    stops: int
    most_steps: int
    initial: int
    prepare: int
    see: int
    begin: int
    step: int
    dense: int
    time: Doubles  # (M,) or (P, M)
    break_time: Doubles  # (B,)
    break_value: Doubles
    table: Doubles  # (R, parameters)
    start: Doubles  # (P, states)
    values: Doubles  # (P, M, columns)
    stopped: Doubles  # (P,)
    end: Doubles  # (P, states)
    threshold: Doubles  # (stops,)
    tolerance: Doubles  # relative, then absolute by state
    y: Doubles  # states
    p: Doubles  # parameters
    q: Doubles  # what depends on parameters alone
    u: Doubles  # infusions into the states
    control: Doubles  # see stepping.Control
    curves: Doubles
    at: Doubles  # states within a step
    seen: Doubles  # outputs there
    work: Doubles
    t: Doubles  # one row each: time of y,
    origin: Doubles  # start and width of the last accepted step,
    width: Doubles
    goal: Doubles  # where the segment ends,
    upto: Doubles  # up to when values can be recorded,
    near: Doubles  # how near two times are one,
    since: Doubles  # the last break,
    first: Doubles  # the first step after it,
    before: Doubles  # and after the one before it
    low: Doubles  # where a crossing is looked for
    high: Doubles
    first_break: Wholes  # (P + 1,)
    break_index: Wholes  # (B,)
    row: Wholes  # (P,)
    attempts: Wholes  # (P,) steps tried
    stop_index: Wholes  # (stops,)
    stop_sign: Wholes  # -1: below, 1: above
    queue: Wholes  # next patient, patient after the last, lanes at work
    patient: Wholes  # one row each: the patient in the lane,
    phase: Wholes  # what it is doing,
    next_break: Wholes
    next_time: Wholes
    steps: Wholes
    rejected: Wholes
    reaches: Wholes  # the step ends at the goal
    flag: Wholes  # for the work in hand
    break_kind: Bytes  # (B,)
    status: Bytes  # (P,)


KINDS = {name: str(kind.__forward_arg__) for name, kind in Chunk.__annotations__.items()}  # int, Doubles, ...
