"""Which output of the model each observation is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.data import words
from firstdose.errors import DataError
from firstdose.types import I64, Bool

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.population.specification import PopulationModel


def which_output(spec: PopulationModel, frame: pl.DataFrame, observed: Bool) -> tuple[I64, Bool, tuple[str, ...]]:
    """Place of each row's output, whether it has one, and what is left out.

    Notes
    -----
    By DVID, or by CMT where ``observed`` or several outputs ask for it: a label of ``observed``, or the name of an
    output in any case. Observations of something else are left out, with a note; with one output and no label that
    fits, everything observed is of it.
    """
    column = _column(spec, frame)
    if column is None:
        return np.zeros(len(frame), np.int64), np.ones(len(frame), bool), ()
    said = [_label(each) for each in words(frame, column).to_list()]
    known = {name.upper(): k for k, name in enumerate(spec.outputs)}
    known |= {_label(label): spec.outputs.index(output) for label, output in spec.observed.items()}
    output = np.array([known.get(each, -1) for each in said])
    lost = observed & (output < 0)
    if not (observed & (output >= 0)).any():
        if len(spec.outputs) == 1 and len({each for each, seen in zip(said, observed, strict=True) if seen}) < 2:
            return np.zeros(len(frame), np.int64), np.ones(len(frame), bool), ()
        raise DataError(_unknown(spec, column, said, observed))
    others = sorted({said[k] for k in np.flatnonzero(lost)})
    notes = (
        f"{lost.sum()} observations with {column} {', '.join(others)} are left out: the model has no error there.",
    )
    return np.maximum(output, 0), output >= 0, notes if others else ()


def _column(spec: PopulationModel, frame: pl.DataFrame) -> str | None:
    if "DVID" in frame.columns:
        return "DVID"
    if "CMT" in frame.columns and (spec.observed or len(spec.outputs) > 1):
        return "CMT"
    if len(spec.outputs) > 1:
        raise DataError(
            f"The model has errors of {', '.join(spec.outputs)}, and the data has no DVID that tells which an "
            "observation is of. Add the column."
        )
    return None


def _label(said: object) -> str:
    """1, "1" and "1.0" are one."""
    text = str(said).strip().upper()
    return text.removesuffix(".0")


def _unknown(spec: PopulationModel, column: str, said: list[str], observed: Bool) -> str:
    found = sorted({said[k] for k in np.flatnonzero(observed)})
    return (
        f"No observation is of {', '.join(spec.outputs)}: {column} is {', '.join(found)}. Say in [observed] of the "
        f'population model which is which, e.g. "{found[0] if found else 1}" = "{spec.outputs[0]}".'
    )
