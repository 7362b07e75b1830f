"""Columns of dose records as arrays of numbers; what cannot be one is refused with its record, column and value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64, Bool

NONMEM = ("ID", "TIME", "AMT", "RATE", "DUR", "II", "ADDL", "SS", "EVID", "CMT")


def columns_of(frame: Any) -> dict[str, Any]:
    """Columns by name: NONMEM's in upper case, others as they are."""
    names = names_of(frame, "The dose records are")
    called = [str(name).upper() if str(name).upper() in NONMEM else str(name) for name in names]
    twice = sorted({name for name in called if called.count(name) > 1})
    if twice:
        raise ModelError(f"The dose records have column {twice[0]} twice. Keep one.")
    found = {name: frame[original] for name, original in zip(called, names, strict=True)}
    shapes = {name: np.shape(values) for name, values in found.items()}
    for name, shape in shapes.items():
        if len(shape) != 1 or shape != shapes[called[0]]:
            raise ModelError(
                f"Column {name} of the dose records has shape {shape}, and {called[0]} has {shapes[called[0]]}. Give "
                f"every column one value a record."
            )
    return found


def names_of(table: Any, what: str) -> list[Any]:
    """The columns of a frame, or the names of a mapping."""
    if hasattr(table, "collect") or isinstance(table, (str, list, tuple)) or not isinstance(table, Iterable):
        raise ModelError(
            f"{what} a {type(table).__name__}. Give a polars or pandas frame (collected, if lazy), or values by name."
        )
    named = getattr(getattr(table, "dtype", None), "names", None)
    return list(getattr(table, "columns", table) if named is None else named)


def refuse(wrong: Bool, column: str, values: Any, why: str, advice: str) -> None:
    """An error about the first record that is wrong, if there is one."""
    found = np.flatnonzero(wrong)
    if len(found):
        value = np.asarray(values)[found[0]]
        raise ModelError(f"Record {found[0] + 1}, column {column}: {_shown(value)} {why}. {advice}")


def number_column(columns: Mapping[str, Any], name: str, rows: int, read: Bool | None = None) -> F64:
    """(K,) finite numbers; 0 where there is no such column, or where ``read`` is not."""
    if name not in columns:
        return np.zeros(rows)
    values, read = np.asarray(columns[name]), np.ones(rows, bool) if read is None else read
    numbers = np.where(read, _numbers(values), 0.0)
    refuse(
        ~np.isfinite(numbers), name, values, "is not a finite number", "Give one; EVID 0 or 2 where there is no dose."
    )
    return numbers


def whole_column(columns: Mapping[str, Any], name: str, rows: int, read: Bool | None = None) -> I64:
    """(K,) whole numbers."""
    numbers = number_column(columns, name, rows, read)
    refuse(numbers != np.rint(numbers), name, numbers, "is not a whole number", "Give one.")
    return numbers.astype(np.int64)


def state_column(columns: Mapping[str, Any], rows: int, read: Bool, model: Model) -> I64:
    """(K,) the state that CMT tells by its number from 1 or its name, from 0; without CMT the first."""
    if "CMT" not in columns:
        return np.zeros(rows, np.int64)
    values, known = np.asarray(columns["CMT"]), model.state_names
    if values.dtype.kind in "OUS":
        number = {name: k + 1.0 for k, name in enumerate(known)}
        numbers = np.array([number.get(str(value), _number(value)) for value in values])
    else:
        numbers = values.astype(float)
    inside = (numbers >= 1) & (numbers <= len(known)) & (numbers == np.rint(numbers))
    which = ", ".join(f"{k + 1} {name}" for k, name in enumerate(known))
    refuse(read & ~inside, "CMT", values, f"is no state of {model.name}", f"Give a number or a name: {which}.")
    return np.where(read, numbers, 1.0).astype(np.int64) - 1


def covariate_columns(columns: Mapping[str, Any], model: Model, rows: int) -> dict[str, F64]:
    """(K,) each, the columns that have the name of a parameter."""
    upper = {name.upper(): name for name in model.defaults}
    for name in columns:
        if name not in NONMEM and name not in model.defaults and name.upper() in upper:
            raise ModelError(
                f"Column {name} of the dose records is parameter {upper[name.upper()]} but for its case. Write it "
                f"like the parameter to change the parameter, or under another name."
            )
    return {
        name: number_column(columns, name, rows) for name in columns if name in model.defaults and name not in NONMEM
    }


def _numbers(values: Any) -> F64:
    if values.dtype.kind in "fiub":
        return np.asarray(values, dtype=np.float64)
    return np.array([_number(value) for value in values.tolist()], dtype=np.float64)


def _number(value: Any) -> float:
    """NaN for what is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _shown(value: Any) -> str:
    return repr(value.item() if isinstance(value, np.generic) else value)
