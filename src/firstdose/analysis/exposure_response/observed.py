"""What is known of each patient: event, exposures, covariates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.data import numbers, require, words
from firstdose.errors import DataError
from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl

_YES, _NO = ("Y", "YES", "TRUE", "1", "1.0"), ("N", "NO", "FALSE", "0", "0.0")


@dataclass(frozen=True, eq=False)
class Observed:
    """N patients in whom everything is known."""

    endpoint: str
    event: F64  # (N,) 1 or 0
    exposure: dict[str, F64]  # by metric, (N,)
    covariates: F64  # (N, C) standardised
    names: tuple[str, ...]  # of the covariates
    centre: F64  # (C,)
    spread: F64  # (C,)
    left_out: int  # patients with something missing

    @property
    def n(self) -> int:
        """Patients."""
        return len(self.event)

    def standardised(self, frame: pl.DataFrame, what: str) -> F64:
        """(M, C) covariates of other patients, on the scale of these."""
        require(frame, self.names, what)
        given = [numbers(frame, name, what).to_numpy() for name in self.names]
        return (np.column_stack(given) - self.centre) / self.spread if given else np.zeros((frame.height, 0))


def observed(frame: pl.DataFrame, endpoint: str, metrics: Sequence[str], covariates: Sequence[str]) -> Observed:
    """The patients in whom event, exposures and covariates are all known; the others are counted."""
    what = "the table of patients"
    require(frame, [endpoint, *metrics, *covariates], what)
    columns = {name: numbers(frame, name, what).to_numpy().astype(float) for name in (*metrics, *covariates)}
    columns[endpoint] = _events(frame, endpoint, what)
    known = np.all([np.isfinite(each) for each in columns.values()], axis=0)
    columns = {name: each[known] for name, each in columns.items()}
    for name in metrics:
        _check_metric(name, columns[name])
    given = np.column_stack([columns[name] for name in covariates]) if covariates else np.zeros((int(known.sum()), 0))
    centre, spread = (given.mean(axis=0), given.std(axis=0)) if len(given) else (np.zeros(0), np.zeros(0))
    for name, width in zip(covariates, spread, strict=False):
        if width == 0 and len(given) > 1:
            raise DataError(f"{name} is the same in every patient, so it can explain nothing. Leave it out.")
    exposure = {name: columns[name] for name in metrics}
    scaled = (given - centre) / spread if len(given) > 1 else given
    return Observed(
        endpoint, columns[endpoint], exposure, scaled, tuple(covariates), centre, spread, int((~known).sum())
    )


def _events(frame: pl.DataFrame, name: str, what: str) -> F64:
    """1 for Y, true or 1; 0 for N, false or 0; NaN for missing."""
    text = [None if each is None else each.upper() for each in words(frame, name).to_list()]
    for row, each in enumerate(text):
        if each is not None and each not in (*_YES, *_NO):
            raise DataError(
                f'{what} row {row + 1}: {name} = "{each}" is neither an event nor none. Give Y or N, 1 or 0.'
            )
    return np.array([np.nan if each is None else float(each in _YES) for each in text])


def _check_metric(name: str, x: F64) -> None:
    if (x < 0).any():
        raise DataError(f"{name} has a value of {x.min():g}. An exposure is 0 or above; correct it.")
    if len(x) > 1 and x.min() == x.max():
        raise DataError(f"{name} is {x[0]:g} in every patient, so nothing can be told from it. Leave it out.")
