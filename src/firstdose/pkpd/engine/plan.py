"""What is to be simulated: from dose records and parameters to the timeline of every patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.pkpd.engine.dosing.doses import dose_breaks, given_doses, repeats
from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.dosing.records import Event, Records
from firstdose.pkpd.engine.dosing.timeline import Breaks, Kind, Timeline, Turn, assembled
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.steady.amounts import steady_states
from firstdose.pkpd.engine.steady.regimens import regimens
from firstdose.pkpd.engine.steady.repeated import Rerun
from firstdose.types import F64, I64


@dataclass(frozen=True, eq=False)
class Plan:
    """What happens to N patients."""

    timeline: Timeline
    missing: F64  # (N,) time from which on a patient has no steady state that the records ask for; infinity: none


def planned(model: Model, records: Records, parameters: Parameters, rerun: Rerun) -> Plan:
    """The breaks that the records make.

    Notes
    -----
    At one time, in this order: parameters change, resets, steady states, replacements (EVID 8), doses; so the order
    of the rows of a time does not matter. A reset, and SS 1, which begins with one, ends infusions that run; it does
    not call off doses recorded earlier that have still to come (ADDL, lag).
    """
    patients = len(parameters.first)
    doses = given_doses(records, parameters, model)
    resets = _resets(records)
    breaks = [
        *_changes(records, parameters),
        Breaks(Turn.RESET, Kind.RESET, *resets, *_nothing(len(resets[0]))),
        _replacements(records),
        *dose_breaks(doses, resets),
    ]
    missing = np.full(patients, np.inf)
    if records.steady.any():
        found = steady_states(model, parameters, regimens(records, doses), resets, rerun)
        breaks, missing = breaks + found.breaks, found.missing
    return Plan(assembled(breaks, patients), missing)


def _resets(records: Records) -> tuple[I64, F64]:
    """Patient and time, sorted, each once."""
    begins = np.isin(records.event, (Event.RESET, Event.RESET_DOSE)) | (records.steady == 1)
    patient, time = records.patient[begins], records.time[begins]
    new = np.append(np.ones(min(len(time), 1), bool), (np.diff(patient) != 0) | (np.diff(time) != 0))
    return patient[new], time[new]


def _changes(records: Records, parameters: Parameters) -> list[Breaks]:
    """Of parameters; and the first record of each patient, at which the simulation begins if not before."""
    first = np.append(True, np.diff(records.patient) != 0)
    at = np.flatnonzero(parameters.changes | first)
    patient, time, row = records.patient[at], records.time[at], parameters.row[at]
    return [Breaks(Turn.PARAMETERS, Kind.PARAMETERS, patient, time, row, np.zeros(len(at)))]


def _replacements(records: Records) -> Breaks:
    record, _, time = repeats(records, records.event == Event.REPLACE)
    told = (records.patient[record], time, records.state[record], records.amount[record])
    return Breaks(Turn.REPLACE, Kind.SET, *told)


def _nothing(size: int) -> tuple[I64, F64]:
    return np.zeros(size, np.int64), np.zeros(size)
