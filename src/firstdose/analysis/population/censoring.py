"""Which observations are below the limit of quantification."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.data import numbers
from firstdose.errors import DataError
from firstdose.types import F64, Bool

if TYPE_CHECKING:
    import polars as pl


def censored(frame: pl.DataFrame, observed: Bool, dv: F64) -> tuple[Bool, F64]:
    """Whether each row is below its limit, and DV with the limit in its place.

    Notes
    -----
    CENS 1 says so, as in nlmixr2 and Monolix; the limit is LLOQ, or DV where there is no LLOQ. Without CENS an
    observation below its LLOQ is censored. LIMIT is not read: what is below the LLOQ may be anything (M3, not M4).
    """
    lloq = np.array(numbers(frame, "LLOQ", "The data").to_numpy(), float) if "LLOQ" in frame.columns else dv * np.nan
    if "CENS" in frame.columns:
        said = np.nan_to_num(np.array(numbers(frame, "CENS", "The data").to_numpy(), float))
        wrong = np.flatnonzero(observed & ~np.isin(said, (0, 1)))
        if len(wrong):
            raise DataError(
                f"The data, row {wrong[0] + 1}, column CENS: {said[wrong[0]]:g} is not read. Give 0, or 1 below the "
                "limit of quantification."
            )
        below = observed & (said == 1)
    else:
        below = observed & (dv < lloq)
    return below, np.where(below & np.isfinite(lloq), lloq, dv)
