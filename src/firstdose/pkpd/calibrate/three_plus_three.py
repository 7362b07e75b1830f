"""The dose that a 3+3 declares, as a function of the DLT probabilities: exact, without a simulated trial."""

from __future__ import annotations

import numpy as np

from firstdose.types import F64


def mtd_shares(p_dlt: F64) -> F64:
    """(J, K + 1) probability that no dose is declared, and that each is.

    Parameters
    ----------
    p_dlt : (J, K) DLT probability at each dose, lowest first.

    Notes
    -----
    Three patients at a dose, three more after one DLT; up after none of three or one of six, else the MTD is the dose
    below. The dose below has been passed with three patients or six; patients who may be added to it afterwards, and
    a step further down that they may bring, are left out.

    Examples
    --------
    >>> mtd_shares(np.array([[0.0, 1.0]])).tolist()
    [[0.0, 1.0, 0.0]]
    """
    q = 1 - p_dlt
    passed = q**3 + 3 * p_dlt * q**2 * q**3
    reached = np.cumprod(np.concatenate([np.ones((len(p_dlt), 1)), passed], axis=1), axis=1)
    stopped = reached[:, :-1] * (1 - passed)
    return np.asarray(np.concatenate([stopped, reached[:, -1:]], axis=1), np.float64)
