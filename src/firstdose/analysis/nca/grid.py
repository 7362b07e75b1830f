"""Profiles as one rectangle: N rows by time, NaN where a row has ended."""

from __future__ import annotations

import numpy as np

from firstdose.types import F64, I64, Bool


def pushed(time: F64, *others: F64) -> tuple[F64, ...]:
    """Rows sorted by time, so that samples without one are at the end, where every array is NaN."""
    order = np.argsort(time, axis=1, kind="stable")
    when = np.take_along_axis(time, order, axis=1)
    gone = np.isnan(when)
    return when, *(np.where(gone, np.nan, np.take_along_axis(each, order, axis=1)) for each in others)


def last_true(mask: Bool) -> I64:
    """Position (N,) of the last true of each row; -1 where there is none."""
    found: I64 = np.where(mask.any(axis=1), mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1), -1)
    return found


def first_true(mask: Bool) -> I64:
    """Position (N,) of the first true of each row; -1 where there is none."""
    found: I64 = np.where(mask.any(axis=1), np.argmax(mask, axis=1), -1)
    return found


def at(values: F64, position: I64) -> F64:
    """The value (N,) at one position of each row; NaN at position -1."""
    picked = np.take_along_axis(values, np.maximum(position, 0)[:, None], axis=1)[:, 0]
    return np.where(position < 0, np.nan, picked)
