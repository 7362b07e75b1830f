"""A pandas frame as polars, column by column and without pyarrow: any dtype, named index included."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


@runtime_checkable
class Pandas(Protocol):
    """What is used of a pandas frame, which this package does not need."""

    columns: Any
    index: Any

    def __getitem__(self, name: Any, /) -> Any:
        """A column."""

    def reset_index(self) -> Any:
        """The frame with its index as columns."""


def of_pandas(frame: Pandas, what: str) -> pl.DataFrame:
    """A pandas frame as polars; an index with a name is a column."""
    import polars as pl

    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    twice = [name for name, count in Counter(map(str, frame.columns)).items() if count > 1]
    if twice:
        raise DataError(f'{what}: column "{twice[0]}" stands twice. Rename or remove one of them.')
    return pl.DataFrame([_series(str(name), frame[name]) for name in frame.columns])


def _series(name: str, column: Any) -> pl.Series:
    import numpy as np
    import polars as pl

    if getattr(column.dtype, "tz", None) is not None:
        column = column.dt.tz_localize(None)  # the clock's time, as of all other dates here
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iufbM":
        found = pl.Series(name, column.to_numpy())
        return found.fill_nan(None) if found.dtype.is_float() else found
    missing = column.isna().to_numpy()
    plain = column.astype(object).to_numpy()
    values = [None if gone else value for gone, value in zip(missing, plain, strict=True)]
    if len({type(value) for value in values} - {type(None)}) > 1 and any(isinstance(value, str) for value in values):
        values = [None if value is None else str(value) for value in values]
    return pl.Series(name, values, strict=False) if any(~missing) else pl.Series(name, values, pl.String)
