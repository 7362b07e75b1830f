"""The engine, set up once for the doses and times of a population, and run for many copies of it at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from firstdose.analysis.population.records import Records
from firstdose.errors import DataError, ModelError
from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.dosing.records import Records as DoseRecords
from firstdose.pkpd.engine.dosing.records import read
from firstdose.pkpd.engine.plan import Plan, planned
from firstdose.pkpd.engine.solver import Solver, initial_values
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.steady.repeated import Rerun
from firstdose.types import F64, I64, Bool

_PER_EVENT = (
    *("number", "patient", "event", "time", "amount", "rate", "duration", "interval", "additional", "steady", "state"),
)
_AT_ONCE = 20_000_000  # values of a solution in memory


class Courses:
    """Values of a model at each subject's own observation times.

    Notes
    -----
    The engine is asked below ``simulate``: what does not change with the parameters (the dose records as read, the
    times, and the plan of what happens when, unless the model has lags or bioavailabilities, or doses are at steady
    state) is made once, and kept by the number of copies.
    """

    def __init__(self, model: Model, records: Records, names: tuple[str, ...], rtol: float) -> None:
        self.model, self.records, self.rtol = model, records, rtol
        self.doses = _read(records, model)
        self.columns = [list(model.defaults).index(name) for name in names]
        self.base = np.array(list(model.defaults.values()))
        self.times, self.place = _layout(records)
        self.moves = bool(model.doses) or bool(self.doses.steady.any())  # the plan, with the parameters
        self._plans: dict[int, tuple[DoseRecords, Plan]] = {}

    def at_observations(self, parameters: F64, wanted: tuple[str, ...]) -> F64:
        """(C, O, wanted) states and outputs at the observations; NaN where the simulation failed.

        Parameters
        ----------
        parameters : (C, R, I) of each copy and period.
        """
        copies = len(parameters)
        size = self.times.size * len(self.model.names)
        several = max(1, _AT_ONCE // max(size, 1))
        places = [self.model.names.index(name) for name in wanted]
        if copies <= several:
            return self._some(parameters, places)
        parts = [self._some(parameters[k : k + several], places) for k in range(0, copies, several)]
        return np.concatenate(parts)

    def _some(self, parameters: F64, places: list[int]) -> F64:
        copies, periods, _ = parameters.shape
        subjects = self.records.subjects
        impossible: Bool = ~np.asarray(np.isfinite(parameters).all(axis=2), np.bool_)
        table = np.tile(self.base, (copies * periods, 1))
        table[:, self.columns] = np.where(impossible[..., None], self.base[self.columns], parameters).reshape(
            copies * periods, -1
        )
        doses, own = self._tiled(copies), self._parameters(table, copies)
        solver = Solver(self.model, own, None, ())
        atol = self.rtol * 1e-3
        plan = self._plan(copies, doses, own, solver, atol)
        times = np.broadcast_to(self.times, (copies, *self.times.shape)).reshape(copies * subjects, -1)
        begins = initial_values(self.model, own.of(own.first), copies * subjects)
        with np.errstate(all="ignore"):
            found = solver.courses(plan, times, begins, self.rtol, atol).values
        if impossible.any():
            who = np.nonzero(impossible)
            found.reshape(copies, subjects, -1)[who[0], self.records.period_subject[who[1]]] = np.nan
        seen = found.reshape(copies, subjects, times.shape[1], -1)[:, self.records.subject, self.place]
        return np.asarray(seen[..., places])

    def _plan(self, copies: int, doses: DoseRecords, own: Parameters, solver: Solver, atol: float) -> Plan:
        rerun = Rerun(solver.ends, self.rtol, atol)
        if self.moves:
            return planned(self.model, doses, own, rerun)
        if copies not in self._plans:
            self._plans[copies] = (doses, planned(self.model, doses, own, rerun))
        return self._plans[copies][1]

    def _tiled(self, copies: int) -> DoseRecords:
        if copies in self._plans:
            return self._plans[copies][0]
        each = np.tile(np.arange(len(self.doses.time)), copies)
        changed: dict[str, Any] = {name: getattr(self.doses, name)[each] for name in _PER_EVENT}
        changed["patient"] = changed["patient"] + self._offset(copies, len(self.doses.time), self.records.subjects)
        return replace(self.doses, id=np.arange(copies * self.records.subjects), covariates={}, **changed)

    def _parameters(self, table: F64, copies: int) -> Parameters:
        periods, subjects = len(self.records.period_subject), self.records.subjects
        period = self.records.event_period[self.doses.number - 1]
        first = np.searchsorted(self.records.period_subject, np.arange(subjects))
        changes = np.append(False, (np.diff(period) != 0) & (np.diff(self.doses.patient) == 0))
        return Parameters(
            tuple(self.model.defaults),
            table,
            np.tile(first, copies) + self._offset(copies, subjects, periods),
            np.tile(period, copies) + self._offset(copies, len(period), periods),
            np.tile(changes, copies),
        )

    @staticmethod
    def _offset(copies: int, length: int, step: int) -> I64:
        return np.repeat(np.arange(copies) * step, length)


def _read(records: Records, model: Model) -> DoseRecords:
    """What the engine refuses is told by its row in the data, where the engine has only the records of doses."""
    try:
        return read(records.events, model)
    except ModelError as problem:
        told = re.sub(r"^Record (\d+)", lambda at: f"The data, row {records.event_row[int(at[1]) - 1]}", str(problem))
        raise DataError(told) from None


def _layout(records: Records) -> tuple[F64, I64]:
    """Times (S, M) of each subject, the last repeated, and the place of each observation among them."""
    place = np.arange(len(records.dv)) - records.starts[records.subject]
    last = records.simulated[records.starts + records.counts - 1]
    times = np.tile(last[:, None], (1, int(records.counts.max())))
    times[records.subject, place] = records.simulated
    return np.maximum.accumulate(times, axis=1), place
