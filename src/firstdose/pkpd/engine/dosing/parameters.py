"""Which values of the parameters hold for which patient, from when on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.columns import names_of
from firstdose.pkpd.engine.dosing.records import Records
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True, eq=False)
class Parameters:
    """Values of P parameters, a row for every set of values that occurs."""

    names: tuple[str, ...]
    table: F64  # (R, P)
    first: I64  # (N,) the row that a patient starts with
    row: I64  # (K,) the row that holds from each record on
    changes: Bool  # (K,) records at which a patient's row changes

    def of(self, rows: I64) -> dict[str, F64]:
        """By name, the values in some rows."""
        values = self.table[rows]
        return {name: values[..., k] for k, name in enumerate(self.names)}


def given_parameters(model: Model, params: Mapping[str, ArrayLike] | None) -> dict[str, F64]:
    """The parameters that a call gives, by name or as columns of a frame: numbers, or one a patient."""
    given: Mapping[str, ArrayLike] = {} if params is None else params
    names = names_of(given, "The parameters are")
    model.check_parameters(dict.fromkeys(names))
    return {name: _checked(name, given[name]) for name in names}


def n_patients(given: Mapping[str, F64], otherwise: int | None) -> int:
    """How many patients there are, all parameters agreeing; ``otherwise`` where the records tell it."""
    for name, values in given.items():
        if values.ndim and otherwise is not None and len(values) != otherwise:
            raise ModelError(
                f"Parameter {name} has {len(values)} values for {otherwise} patients. Give one number, or one a "
                f"patient in the order of the sorted IDs."
            )
        if values.ndim:
            otherwise = len(values)
    return 1 if otherwise is None else otherwise


def parameters(model: Model, given: Mapping[str, F64], records: Records, patients: int) -> Parameters:
    """Rows of the model's own values, those given, and those that the records change."""
    for name in records.covariates:
        if name in given:
            raise ModelError(f"Parameter {name} is a column of the dose records and is in params too. Give it once.")
    base, first = _base(model, given, patients)
    if not records.covariates:
        return Parameters(tuple(model.defaults), base, first, first[records.patient], np.zeros(len(records.time), bool))
    told = np.column_stack(list(records.covariates.values()))
    changes = np.append(True, (np.diff(records.patient) != 0) | (np.diff(told, axis=0) != 0).any(axis=1))
    table = base[first[records.patient[changes]]]
    table[:, [list(model.defaults).index(name) for name in records.covariates]] = told[changes]
    row = np.cumsum(changes) - 1
    starts = np.append(True, np.diff(records.patient) != 0)
    return Parameters(tuple(model.defaults), table, row[starts], row, changes & ~starts)


def _base(model: Model, given: Mapping[str, F64], patients: int) -> tuple[F64, I64]:
    """The table before any record, and each patient's row; one row if all patients are alike."""
    alike = all(values.ndim == 0 for values in given.values())
    rows = 1 if alike else patients
    values: dict[str, ArrayLike] = {**model.defaults, **given}
    table = np.empty((rows, len(values)))
    for k, value in enumerate(values.values()):
        table[:, k] = np.asarray(value)
    return table, np.zeros(patients, np.int64) if alike else np.arange(patients)


def _checked(name: str, value: ArrayLike) -> F64:
    try:
        values = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelError(f"Parameter {name} is {value!r}, which is not a number. Give one, or one a patient.") from None
    if values.ndim > 1:
        raise ModelError(f"Parameter {name} has shape {values.shape}. Give one number, or one a patient.")
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        where = f" of patient {bad[0] + 1}" if values.ndim else ""
        raise ModelError(f"Parameter {name}{where} is {values.flat[bad[0]]}. Give a finite number.")
    return values
