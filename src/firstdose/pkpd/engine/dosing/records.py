"""Dose records as everyone writes them, in NONMEM's columns, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.columns import (
    columns_of,
    covariate_columns,
    number_column,
    refuse,
    state_column,
    whole_column,
)
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64, Bool


class Event(IntEnum):
    """What a record is: the values of EVID."""

    OBSERVE = 0
    DOSE = 1
    OTHER = 2
    RESET = 3
    RESET_DOSE = 4
    REPLACE = 8


MODELLED_RATE, MODELLED_DURATION = -1.0, -2.0  # the values of RATE that leave it to the model
_KNOWN = "0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose, 8 replace"


@dataclass(frozen=True, eq=False)
class Records:
    """K records of N patients, by patient and time; records of one time in the order of the frame."""

    id: Any  # (N,) sorted and unique; None: one regimen for everybody
    number: I64  # (K,) in the frame, from 1: for messages
    patient: I64  # (K,) from 0
    event: I64  # (K,) an Event
    time: F64  # (K,)
    amount: F64  # (K,)
    rate: F64  # (K,) amount a unit of time; 0: none, -1: the model's, -2: the model's duration
    duration: F64  # (K,) of an infusion; 0: not given
    interval: F64  # (K,)
    additional: I64  # (K,)
    steady: I64  # (K,) 0, 1, or 2: on top of what is there
    state: I64  # (K,) from 0
    covariates: Mapping[str, F64]  # (K,) parameters that the records change, from the time of each record on

    @property
    def gives(self) -> Bool:
        """(K,) records that give a dose."""
        return np.isin(self.event, (Event.DOSE, Event.RESET_DOSE))

    def for_everybody(self, patients: int) -> Records:
        """The one regimen, once for each of so many patients."""
        each = np.tile(np.arange(len(self.time)), patients)
        changed = {name: getattr(self, name)[each] for name in _PER_RECORD}
        changed["patient"] = np.repeat(np.arange(patients), len(self.time))
        covariates = {name: values[each] for name, values in self.covariates.items()}
        return Records(id=np.arange(1, patients + 1), covariates=covariates, **changed)


_PER_RECORD = (
    "number",
    "patient",
    "event",
    "time",
    "amount",
    "rate",
    "duration",
    "interval",
    "additional",
    "steady",
    "state",
)


def read(frame: Any, model: Model) -> Records:
    """The records of a polars or pandas frame, or of a mapping from column to array.

    Notes
    -----
    Columns ID TIME AMT RATE DUR II ADDL SS EVID CMT in any order, in upper or lower case; only TIME must be there.
    A column with the name of a parameter changes it; every other column is left alone. Without EVID a record is a
    dose if AMT, RATE, DUR or SS says so, and an observation if not. Dose columns of records that give no dose (EVID
    0, 2, 3) are not read, and may be empty.
    """
    columns = columns_of(frame)
    if "TIME" not in columns:
        raise ModelError(f"The dose records have no TIME. They have {', '.join(columns) or 'no columns'}; add it.")
    rows = len(columns["TIME"])
    if rows == 0:
        raise ModelError("The dose records are empty. Give each patient a record, EVID 2 for one without doses.")
    id, patient = _patients(columns.get("ID"), rows)
    event = _events(columns, rows)
    time = number_column(columns, "TIME", rows)
    dosed = ~np.isin(event, (Event.OBSERVE, Event.OTHER, Event.RESET))
    said = {
        name: number_column(columns, column, rows, dosed)
        for name, column in (("amount", "AMT"), ("rate", "RATE"), ("duration", "DUR"), ("interval", "II"))
    }
    steady, additional = whole_column(columns, "SS", rows, dosed), whole_column(columns, "ADDL", rows, dosed)
    state = state_column(columns, rows, dosed, model)
    _check(event, steady=steady, additional=additional, **said)
    order = np.lexsort((time, patient))  # stable
    unsorted: dict[str, Any] = {
        "patient": patient,
        "event": event,
        "time": time,
        "steady": steady,
        "additional": additional,
        "state": state,
        **said,
    }
    sorted_ = {name: values[order] for name, values in unsorted.items()}
    covariates = {name: values[order] for name, values in covariate_columns(columns, model, rows).items()}
    return Records(id=id, number=order + 1, covariates=covariates, **sorted_)


def _patients(ids: Any, rows: int) -> tuple[Any, I64]:
    """The sorted unique IDs, and each record's place among them."""
    if ids is None:
        return None, np.zeros(rows, np.int64)
    values = np.asarray(ids)
    missing = np.array([value is None or value != value for value in values.tolist()])
    refuse(missing, "ID", values, "is no patient", "Give every record the ID of its patient.")
    try:
        unique, patient = np.unique(values, return_inverse=True)
    except TypeError:
        raise ModelError(
            "Column ID holds numbers and words together, which have no order. Use one of them throughout."
        ) from None
    return unique, patient.astype(np.int64)


def _events(columns: Mapping[str, Any], rows: int) -> I64:
    if "EVID" in columns:
        event = whole_column(columns, "EVID", rows)
        known = np.isin(event, [int(each) for each in Event])
        refuse(~known, "EVID", event, "is not an event that can be simulated", f"Known are {_KNOWN}.")
        return event
    gives = np.zeros(rows, bool)
    for name in ("AMT", "RATE", "DUR", "SS"):
        gives |= number_column(columns, name, rows) != 0
    return np.where(gives, int(Event.DOSE), int(Event.OBSERVE))


def _check(event: I64, amount: F64, rate: F64, duration: F64, interval: F64, additional: I64, steady: I64) -> None:
    """Refuse what no dose can be."""
    for name, values in (("AMT", amount), ("DUR", duration), ("II", interval), ("ADDL", additional)):
        refuse(values < 0, name, values, "is negative", "Give 0 or more.")
    wrong = (rate < 0) & ~np.isin(rate, (MODELLED_RATE, MODELLED_DURATION))
    refuse(wrong, "RATE", rate, "is negative", "Give 0 or more, -1 for the model's rate, or -2 for its duration.")
    refuse((duration > 0) & (rate != 0), "DUR", duration, "stands beside a RATE", "Give one of the two.")
    replaces = (event == Event.REPLACE) & ((rate != 0) | (duration > 0) | (steady > 0))
    refuse(replaces, "EVID", event, "has a RATE, DUR or SS", "Replace an amount by AMT alone.")
    refuse((additional > 0) & (interval == 0), "ADDL", additional, "has no II", "Give the time between doses in II.")
    refuse(~np.isin(steady, (0, 1, 2)), "SS", steady, "is not known", "Give 0, 1, or 2 to add to what is there.")
    constant = (steady > 0) & (amount == 0)
    refuse((steady > 0) & ~constant & (interval == 0), "SS", steady, "has no II", "Give the time between doses in II.")
    odd = constant & ((interval > 0) | (duration > 0) | (rate == MODELLED_DURATION))
    advice = "A constant infusion has AMT 0, a RATE and II 0; any other dose has an AMT."
    refuse(odd, "AMT", amount, "at steady state has an II or a duration", advice)
    empty = (steady == 0) & (amount == 0) & (rate > 0)
    refuse(empty, "AMT", amount, "has a RATE", "Give the amount infused; a constant infusion from long ago has SS 1.")
