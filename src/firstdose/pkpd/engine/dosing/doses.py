"""Doses as they enter the body: repeated, delayed, absorbed in part, infused."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.dosing.records import MODELLED_DURATION, MODELLED_RATE, Records
from firstdose.pkpd.engine.dosing.timeline import Breaks, Kind, Turn, places
from firstdose.pkpd.engine.expression import evaluated
from firstdose.pkpd.engine.said import Dosing
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True, eq=False)
class Doses:
    """D doses, each by the record that gives it."""

    record: I64  # (D,)
    repeat: I64  # (D,) 0: the record's own; 1, 2, ...: its additional ones
    patient: I64  # (D,)
    row: I64  # (D,) of the parameters at the time the dose is given
    state: I64  # (D,)
    time: F64  # (D,) at which it is given
    lag: F64  # (D,) until it enters the state
    amount: F64  # (D,) that enters the state
    rate: F64  # (D,) of the infusion; 0: a bolus
    duration: F64  # (D,) of the infusion; 0: a bolus

    def __getitem__(self, which: I64 | Bool) -> Doses:
        return Doses(*(getattr(self, each.name)[which] for each in fields(self)))

    def at(self, time: F64, duration: F64) -> Doses:
        """The same, entering at other times and infused for as long as said."""
        told = (time, np.zeros_like(time), self.amount, self.rate, duration)
        return Doses(self.record, self.repeat, self.patient, self.row, self.state, *told)


def repeats(records: Records, which: Bool) -> tuple[I64, I64, F64]:
    """Record, repeat and time of each dose that some of the records stand for."""
    record = np.repeat(np.flatnonzero(which), 1 + records.additional[which])
    repeat = np.arange(len(record)) - np.searchsorted(record, record)
    return record, repeat, records.time[record] + repeat * records.interval[record]


def given_doses(records: Records, parameters: Parameters, model: Model) -> Doses:
    """Every dose of the records.

    Notes
    -----
    Bioavailability F multiplies the amount. An infusion of given or modelled rate keeps its rate and so is shorter by
    F; one of given or modelled duration keeps its duration and runs at a lower rate. Lag, F, rate and duration are
    those of the parameters that hold at the time of the dose, an additional dose's at its own time.
    """
    record, repeat, time = repeats(records, records.gives)
    patient, state = records.patient[record], records.state[record]
    row = parameters.row[record]
    if parameters.changes.any():
        row = parameters.row[places((records.patient, records.time), (patient, time), "right") - 1]
    lag, amount = np.zeros(len(record)), records.amount[record]
    rate, duration = records.rate[record], records.duration[record]
    _refuse_unmodelled(records, model)
    for name, how in model.doses.items():
        at = np.flatnonzero(state == model.state_names.index(name))
        values = _modelled(how, parameters, row[at])
        _refuse_impossible(values, records, record[at], rate[at], name)
        lag[at], amount[at] = values["lag"], amount[at] * values["F"]
        rate[at] = np.where(rate[at] == MODELLED_RATE, values["rate"], rate[at])
        duration[at] = np.where(rate[at] == MODELLED_DURATION, values["duration"], duration[at])
    fixed = rate > 0
    duration = np.where(fixed, amount / np.where(fixed, rate, 1.0), duration)
    rate = np.where(fixed, rate, np.where(duration > 0, amount / np.where(duration > 0, duration, 1.0), 0.0))
    return Doses(record, repeat, patient, row, state, time, lag, amount, rate, duration)


def dose_breaks(doses: Doses, resets: tuple[I64, F64]) -> list[Breaks]:
    """What doses do to the states; resets (patient and time, sorted) end the infusions that run into them."""
    begin = doses.time + doses.lag
    bolus = (doses.duration == 0) & (doses.amount != 0)
    infused = (doses.duration > 0) & (doses.rate > 0)
    adds = Breaks(Turn.DOSE, Kind.ADD, doses.patient[bolus], begin[bolus], doses.state[bolus], doses.amount[bolus])
    patient, state, rate = doses.patient[infused], doses.state[infused], doses.rate[infused]
    start, stop = begin[infused], begin[infused] + doses.duration[infused]
    if len(resets[0]):
        stop = np.minimum(stop, _next(resets, patient, start))
    ends = np.isfinite(stop)
    on = Breaks(Turn.DOSE, Kind.RATE, patient, start, state, rate)
    off = Breaks(Turn.DOSE, Kind.RATE, patient[ends], stop[ends], state[ends], -rate[ends])
    return [adds, on, off]


def _next(among: tuple[I64, F64], patient: I64, time: F64) -> F64:
    """The first time of the same patient that is later; infinity where there is none."""
    at = places(among, (patient, time), "right")
    inside = np.minimum(at, len(among[0]) - 1)
    return np.where((at < len(among[0])) & (among[0][inside] == patient), among[1][inside], np.inf)


def _modelled(how: Dosing, parameters: Parameters, rows: I64) -> dict[str, F64]:
    """What the model says of doses into a state, for some rows of parameters."""
    values = {}
    for name, otherwise in (("lag", 0.0), ("F", 1.0), ("rate", np.nan), ("duration", np.nan)):
        said = getattr(how, name)
        value = otherwise if said is None else evaluated([said], parameters.of(rows))[0]
        values[name] = np.broadcast_to(np.asarray(value, dtype=np.float64), len(rows))
    return values


def _refuse_unmodelled(records: Records, model: Model) -> None:
    for code, name in ((MODELLED_RATE, "rate"), (MODELLED_DURATION, "duration")):
        for at in np.flatnonzero(records.gives & (records.rate == code)):
            state = model.state_names[records.state[at]]
            if state not in model.doses or getattr(model.doses[state], name) is None:
                raise ModelError(
                    f"Record {records.number[at]}, column RATE: {code:g} leaves the {name} to the model, and model "
                    f"{model.name} says none for {state}. Give a rate, or say dosing({state}={{{name!r}: ...}})."
                )


def _refuse_impossible(values: dict[str, F64], records: Records, record: I64, rate: F64, state: str) -> None:
    """Lag and F from 0; a modelled rate or duration above 0."""
    wrong = {
        "lag": ~(np.isfinite(values["lag"]) & (values["lag"] >= 0)),
        "F": ~(np.isfinite(values["F"]) & (values["F"] >= 0)),
        "rate": (rate == MODELLED_RATE) & ~(np.isfinite(values["rate"]) & (values["rate"] > 0)),
        "duration": (rate == MODELLED_DURATION) & ~(np.isfinite(values["duration"]) & (values["duration"] > 0)),
    }
    for name, bad in wrong.items():
        for at in np.flatnonzero(bad)[:1]:
            least = "0 or more" if name in ("lag", "F") else "above 0"
            raise ModelError(
                f"Record {records.number[record[at]]}: the {name} of doses into {state} is {values[name][at]:g} with "
                f"the parameters of its patient. Give parameters that make it {least}."
            )
