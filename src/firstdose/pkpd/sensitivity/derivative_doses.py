"""Dose records for a model augmented by its derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.columns import columns_of
from firstdose.pkpd.engine.dosing.records import Event, Records, read
from firstdose.pkpd.engine.sensitivities import derivative_of
from firstdose.pkpd.engine.statement import Model
from firstdose.types import I64


class _Copies(NamedTuple):
    """Records that hold for a derivative too."""

    rows: I64  # of the frame
    into: str
    event: Event


def derivative_doses(doses: Any, model: Model, augmented: Model, names: Sequence[str]) -> Any:
    """The records, and what they do to the derivatives.

    Notes
    -----
    A dose into a state whose bioavailability depends on a parameter is a dose into the derivative too, by the
    derivative of F; one that replaces an amount sets its derivatives to 0. Other records stay as they are.
    """
    columns, records = {name: np.asarray(values) for name, values in columns_of(doses).items()}, read(doses, model)
    for name in names:
        if name in records.covariates:
            raise ModelError(
                f"Parameter {name} is a column of the dose records, so it has no one value to differentiate by. "
                "Give it in params, or leave it out of the names."
            )
    copies = [each for name in names for each in _copies(records, model, augmented, name)]
    if not copies:
        return doses
    return _frame(columns, records, model, copies)


def _copies(records: Records, model: Model, augmented: Model, name: str) -> Iterator[_Copies]:
    for number, state in enumerate(model.state_names):
        here, into = records.state == number, derivative_of(state, name)
        given, replaced = here & records.gives, here & (records.event == Event.REPLACE)
        if into in augmented.doses:
            wrong = here & ((records.rate > 0) | (records.steady > 0) | (records.event == Event.REPLACE))
            if wrong.any():
                raise ModelError(
                    f"Record {records.number[wrong].min()}: the bioavailability of {state} depends on {name}, which "
                    "moves the end of an infusion of fixed RATE, and is not followed at steady state or through "
                    f"EVID 8. Give DUR in place of RATE, write the doses out, or leave {name} out."
                )
            yield _Copies(records.number[given] - 1, into, Event.DOSE)
        elif replaced.any():
            yield _Copies(records.number[replaced] - 1, into, Event.REPLACE)


def _frame(columns: dict[str, Any], records: Records, model: Model, copies: Sequence[_Copies]) -> Any:
    import polars

    back = np.argsort(records.number)
    columns["CMT"] = np.array(model.state_names)[records.state[back]]
    columns["EVID"] = records.event[back]
    parts = [columns]
    for rows, into, event in copies:
        copy = {name: values[rows] for name, values in columns.items()}
        amount = copy["AMT"] * (event != Event.REPLACE)
        parts.append(copy | {"AMT": amount, "CMT": np.full(len(rows), into), "EVID": np.full(len(rows), int(event))})
    return polars.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in columns})
