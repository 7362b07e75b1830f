"""Dose records as the integrator takes them: what happens to each patient, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from firstdose.types import F64, I8, I64, Bool

SAME_TIME = 1e-12  # times that differ by less, relative to their size and at least 1, are one time


class Kind(IntEnum):
    """What a break does; nothing is integrated across one."""

    ADD = 0  # value to the amount of state `index`
    SET = 1  # the amount of state `index` to value
    RATE = 2  # the infusion into state `index` runs at value from here on (all infusions into it together)
    RESET = 3  # all states to their initial values, and all infusions off
    PARAMETERS = 4  # row `index` of the table of parameters holds from here on


class Turn(IntEnum):
    """In which order the breaks of one time act, whatever the order of the records."""

    PARAMETERS = 0
    RESET = 1  # a steady state that replaces what is there too
    SUPERPOSE = 2
    REPLACE = 3
    DOSE = 4


@dataclass(frozen=True, eq=False)
class Timeline:
    """Breaks of N patients: those of patient i are first[i] to first[i + 1], in order of time.

    Breaks of one patient at one time are applied in their order. A value asked for at the time of a break is the one
    before it.
    """

    first: I64  # (N + 1,)
    time: F64  # (B,)
    kind: I8  # (B,)
    index: I64  # (B,)
    value: F64  # (B,)


@dataclass(frozen=True, eq=False)
class Breaks:
    """Breaks of one turn, in no order; the value of a RATE is by how much the infusion changes."""

    turn: Turn
    kind: Kind
    patient: I64  # (B,)
    time: F64  # (B,)
    index: I64  # (B,)
    value: F64  # (B,)


def assembled(parts: Sequence[Breaks], patients: int) -> Timeline:
    """One timeline of all breaks: times that are the same made one, infusions into a state added up."""
    patient, time, index, value = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("patient", "time", "index", "value")
    )
    kind = np.concatenate([np.full(len(part.time), part.kind, np.int8) for part in parts])
    turn = np.concatenate([np.full(len(part.time), part.turn, np.int64) for part in parts])
    order = np.lexsort((time, patient))
    moment, same = _moments(patient[order], time[order])
    within = np.argsort(moment * len(Turn) + turn[order], kind="stable")
    order = order[within]
    patient, kind, index, value = patient[order], kind[order], index[order], value[order]
    keep = _add_up_infusions(patient, moment[within], kind, index, value)
    first = np.searchsorted(patient[keep], np.arange(patients + 1))
    return Timeline(first, same[within][keep], kind[keep], index[keep], value[keep])


def _moments(patient: I64, time: F64) -> tuple[I64, F64]:
    """Of sorted breaks, the number of each one's moment, and the time of the moment."""
    gap = np.diff(time) > SAME_TIME * np.maximum(1.0, np.abs(time[1:]))
    begins = np.append(np.ones(min(len(time), 1), bool), gap | (np.diff(patient) != 0))
    return np.cumsum(begins) - 1, time[np.maximum.accumulate(np.where(begins, np.arange(len(time)), 0))]


def _add_up_infusions(patient: I64, moment: I64, kind: I8, index: I64, value: F64) -> Bool:
    """Put the total rate in place of each change of it; tells which breaks are still needed.

    Of several changes of one state at one moment the last holds, and none is needed where the total stays as it was,
    unless a reset turns infusions off at that moment.
    """
    keep = np.ones(len(kind), bool)
    at = np.flatnonzero(kind == Kind.RATE)
    if not len(at):
        return keep
    at = at[np.lexsort((index[at], patient[at]))]  # stable: by time within a patient's state
    begins = np.append(True, (np.diff(patient[at]) != 0) | (np.diff(index[at]) != 0))
    total = _running_totals(value[at], begins)
    last = np.append((np.diff(moment[at]) != 0) | begins[1:], True)
    held = np.maximum.accumulate(np.where(last, np.arange(len(at)), -1))  # the last of an earlier moment, or itself
    before = np.append(-1, held[:-1])
    segment = np.cumsum(begins) - 1
    known = (before >= 0) & (segment[before] == segment)
    was = np.where(known, total[before], 0.0)
    reset = np.isin(moment[at], moment[kind == Kind.RESET])
    keep[at] = last & ((total != was) | reset)
    value[at] = total
    return keep


def _running_totals(change: F64, begins: Bool) -> F64:
    """Cumulative sums within segments; exactly 0 when as many infusions have ended as have begun."""
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, len(change)))
    total, running, on = np.empty(len(change)), np.zeros(len(starts)), np.zeros(len(starts), np.int64)
    for step in range(int(lengths.max())):
        alive = np.flatnonzero(lengths > step)
        at = starts[alive] + step
        on[alive] += np.sign(change[at]).astype(np.int64)
        running[alive] = np.where(on[alive] == 0, 0.0, running[alive] + change[at])
        total[at] = running[alive]
    return total


def places(among: tuple[I64, F64], wanted: tuple[I64, F64], side: str = "left") -> I64:
    """Where patients and times would stand among others that are sorted by patient, then time."""
    known = np.unique(np.concatenate([among[1], wanted[1]]))
    keys = [who * len(known) + np.searchsorted(known, when) for who, when in (among, wanted)]
    return np.searchsorted(keys[0], keys[1], side="right" if side == "right" else "left")
