"""What a schedule of doses does in patients over time: concentrations, tumour, platelets, liver, skin and eyes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firstdose.errors import ModelError
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.solution import Solution
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.mechanism import MOLAR_MASS, check_clearance
from firstdose.trial.schedule import Schedule
from firstdose.types import F64, I8

NAMES = ("CADC", "CTAB", "CPAY", "PLT", "ALT", "AST", "RASH", "RO", "OCU", "SLD")
NMOL_PER_MG = 1000.0  # at 1 kDa
_CHUNK_NUMBERS = 4_000_000  # states and outputs held at once: 32 MB, whatever the number of patients


@dataclass(frozen=True, eq=False)
class Course:
    """N patients at M days; it tells what happens and judges nothing."""

    days: F64  # (M,)
    values: Mapping[str, F64]  # (N, M) by name: nmol/L, 1e9/L, U/L, mm, grades
    baseline: Mapping[str, F64]  # (N,) by name, before the first dose ever
    status: I8  # (N,) 0: simulated to the end
    end: F64  # (N, states) on the last day: where a next stretch starts

    def __getitem__(self, name: str) -> F64:
        """(N, M) one quantity."""
        if name not in self.values:
            raise ModelError(f"The course has no {name}. It has {', '.join(self.values)}.")
        return self.values[name]

    def __len__(self) -> int:
        return len(self.status)


def course(
    model: Model,
    parameters: Mapping[str, ArrayLike],
    weight_kg: ArrayLike,
    schedule: Schedule,
    dose_mg_per_kg: ArrayLike,
    days: ArrayLike,
    *,
    names: Sequence[str] = NAMES,
    start: F64 | None = None,
    threads: int | None = None,
    rtol: float = 1e-6,
) -> Course:
    """The course of N patients on a schedule.

    Parameters
    ----------
    model : of ``patient_model``.
    parameters : by name, of ``draw``: numbers or (N,); ``MM``, the molar mass in kDa, among them.
    weight_kg : (N,)
    schedule : doses are given on its days from days[0] (0 without ``start``) to before days[-1].
    dose_mg_per_kg : a number, (N,), or (N, doses) for doses that change; 0: none.
    days : (M,) increasing; a day of a dose holds what is before it.
    names : what to keep; those that the model has not are left out.
    start : (N, states) on days[0], the ``end`` of an earlier course; else patients are untreated on day 0.
    rtol : relative tolerance of a step of the integration.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> from firstdose.pkpd.mechanism import typical
    >>> from firstdose.pkpd.models.adc import patient_model
    >>> every_three_weeks = Schedule(every_days=21.0, infusion_hours=1.5, cycle_days=21)
    >>> known = typical(library("t-dm1"))
    >>> seen = course(patient_model("circulation"), known, [70.0], every_three_weeks, 3.6, [0.0, 7.0, 21.0])
    >>> bool(seen["PLT"][0, 1] < 0.7 * seen.baseline["PLT"][0])  # a week after the dose
    True
    """
    asked, weight = _days(days), _weights(weight_kg)
    known = {name: np.asarray(value, np.float64) for name, value in parameters.items()}
    if MOLAR_MASS not in known:
        raise ModelError(f"parameters lack {MOLAR_MASS}, the antibody's molar mass in kDa. Take them from draw().")
    check_clearance(known)
    when = _dose_days(schedule, 0.0 if start is None else float(asked[0]), float(asked[-1]))
    mg = weight[:, None] * _doses(dose_mg_per_kg, len(weight), len(when))
    if len(when) == 0:  # every patient needs a record
        when, mg = asked[:1], np.zeros((len(weight), 1))
    nmol = mg * NMOL_PER_MG / np.reshape(known.pop(MOLAR_MASS), (-1, 1))
    kept = tuple(name for name in names if name in model.names)
    stretches = []
    for rows in _chunks(len(weight), len(asked) * len(model.names)):
        own = {name: value[rows] if value.ndim else value for name, value in known.items()}
        records = dose_records(when, nmol[rows], schedule.infusion_days)
        begin = None if start is None else start[rows]
        solution = simulate(model, records, asked, own, rtol=rtol, threads=threads, start=begin)
        stretches.append(_kept(model, own, solution, kept))
    return _joined(stretches)


def dose_records(days: ArrayLike, nmol: F64, infusion_days: float) -> dict[str, NDArray[Any]]:
    """Dose records of N patients, as ``simulate`` takes them: NONMEM's columns by name.

    Parameters
    ----------
    days : (D,) of the infusions.
    nmol : (N, D); 0: the dose is not given, and its record is an EVID 2.
    infusion_days : length of each; 0: a bolus.
    """
    when, amount = np.broadcast_arrays(np.asarray(days, np.float64), nmol)
    rate = amount / infusion_days if infusion_days > 0 else np.zeros_like(amount)
    patient = np.broadcast_to(np.arange(len(nmol))[:, None], amount.shape)
    columns = {"ID": patient, "TIME": when, "AMT": amount, "RATE": rate, "EVID": np.where(amount > 0, 1, 2)}
    return {name: column.ravel() for name, column in columns.items()}


def _kept(model: Model, known: Mapping[str, F64], solution: Solution, names: tuple[str, ...]) -> Course:
    """What is asked for of some patients; the rest of the solution is let go."""
    values = {name: solution[name].copy() for name in names}
    baseline = _baseline(model, known, len(solution.status), names)
    return Course(solution.time, values, baseline, solution.status, solution.end)


def _joined(stretches: Sequence[Course]) -> Course:
    first = stretches[0]
    return Course(
        days=first.days,
        values={name: np.concatenate([each.values[name] for each in stretches]) for name in first.values},
        baseline={name: np.concatenate([each.baseline[name] for each in stretches]) for name in first.baseline},
        status=np.concatenate([each.status for each in stretches]),
        end=np.concatenate([each.end for each in stretches]),
    )


def _chunks(n: int, numbers_a_patient: int) -> Iterator[slice]:
    size = max(1, _CHUNK_NUMBERS // numbers_a_patient)
    return (slice(first, first + size) for first in range(0, n, size))


def _baseline(model: Model, known: Mapping[str, F64], n: int, kept: tuple[str, ...]) -> dict[str, F64]:
    values = {**model.defaults, **known}
    states = dict(zip(model.state_names, model.start.evaluate(values, {}), strict=True))
    seen = states | dict(zip(model.outputs, model.seen.evaluate(values, states), strict=True))
    return {name: np.broadcast_to(np.asarray(seen[name], np.float64), (n,)).copy() for name in kept}


def _dose_days(schedule: Schedule, first: float, last: float) -> F64:
    """From ``first`` to before ``last``."""
    return np.array([day for day in schedule.dose_days(last) if day >= first], np.float64)


def _weights(weight_kg: ArrayLike) -> F64:
    weight = np.asarray(weight_kg, np.float64)
    if weight.ndim != 1 or len(weight) == 0 or not np.all((weight > 0) & np.isfinite(weight)):
        raise ModelError("weight_kg is to be one positive number of kg a patient. Give an array (N,).")
    return weight


def _days(days: ArrayLike) -> F64:
    asked = np.asarray(days, np.float64)
    if asked.ndim != 1 or len(asked) == 0 or not np.all(np.isfinite(asked)) or np.any(np.diff(asked) <= 0):
        raise ModelError("days are to be increasing and finite, e.g. [0.0, 7.0, 14.0, 21.0].")
    if asked[0] < 0:
        raise ModelError(f"days start at {asked[0]:g}: the first dose is on day 0. Start there or later.")
    return asked


def _doses(dose_mg_per_kg: ArrayLike, n: int, doses: int) -> F64:
    dose = np.asarray(dose_mg_per_kg, np.float64)
    if not np.all(np.isfinite(dose)) or np.any(dose < 0):
        raise ModelError("dose_mg_per_kg is to be 0 or a positive number of mg/kg.")
    dose = dose[:, None] if dose.ndim == 1 else dose
    if dose.ndim == 2 and dose.shape not in ((n, 1), (n, doses)):
        raise ModelError(
            f"dose_mg_per_kg has shape {dose.shape}: for {n} patients and {doses} doses give one number, ({n},) or "
            f"({n}, {doses})."
        )
    return np.broadcast_to(dose, (n, doses))
