"""DLT probabilities of a combination that rise with the dose of either drug."""

import numpy as np

from firstdose.design.by_level.isotonic import rising
from firstdose.types import F64

_CYCLES = 20_000
_CLOSE = 1e-9


def rising_2d(mean: F64, weight: F64) -> F64:
    """(A, B) the nearest means that rise along both axes, by weighted least squares.

    Parameters
    ----------
    mean : (A, B) estimate of each combination.
    weight : (A, B) above 0.

    Notes
    -----
    Rows and columns are made to rise in turn, each time without what the other direction changed the time before, until
    both agree to 1e-9: the algorithm of Dykstra and Robertson (1982), Ann Stat 10:708, doi:10.1214/aos/1176345866.

    Examples
    --------
    >>> rising_2d(np.array([[0.1, 0.3], [0.5, 0.3]]), np.ones((2, 2))).round(6).tolist()
    [[0.1, 0.3], [0.4, 0.4]]
    """
    by_column, apart = np.zeros_like(mean), np.inf
    while apart >= _CLOSE:
        along_rows = rising(mean + by_column, weight)
        by_row = along_rows - mean - by_column
        along_columns = rising((mean + by_row).T, weight.T).T
        by_column = along_columns - mean - by_row
        apart = np.abs(along_rows - along_columns).max()
    return along_columns
