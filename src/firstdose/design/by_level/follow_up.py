"""How much of a trial's DLT information has been seen, while some of its patients are still in the DLT window."""

import numpy as np

from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64


def effective_patients(seen: Outcomes, n_levels: int) -> F64:
    """(T, K) patients at each level, one without a DLT and still in its window counted by the share of it seen.

    Notes
    -----
    n - c + STFT, with n patients, c of them pending, and STFT the sum of their follow-up in windows (Lin and Yuan 2020,
    doi:10.1093/biostatistics/kxz007, with DLTs uniform over the window).

    Examples
    --------
    >>> seen = Outcomes.of(level=[0, 0, 0], dlt=[0, 1, 0], follow_up=[1.0, 0.3, 0.25])
    >>> effective_patients(seen, 2).tolist()
    [[2.25, 0.0]]
    """
    weight = np.where(seen.treated, np.where(seen.pending, seen.follow_up, 1.0), 0.0)
    cell = np.arange(len(seen))[:, None] * n_levels + np.maximum(seen.level, 0)
    added = np.bincount(cell.ravel(), weight.ravel(), len(seen) * n_levels)
    return added.reshape(len(seen), n_levels).astype(np.float64)
