"""Probabilities under a Beta posterior with whole or fractional counts; each that occurs is worked out once."""

import numpy as np
from scipy.special import betainc

from firstdose.design.curve.distinct import distinct
from firstdose.types import F64, I64

_FINEST = 10**12  # parts of a patient: counts nearer than one are the same


def beta_tail(n: I64, events: I64 | F64, p: float) -> F64:
    """Pr(q > p) after ``events`` in ``n`` patients, of the same shape, with q ~ Beta(1, 1) a priori.

    Notes
    -----
    A fractional number of events is that of a quasi-binomial outcome, such as a toxicity score between 0 and 1.

    Examples
    --------
    >>> beta_tail(np.array([3, 3]), np.array([0.0, 1.8]), 0.5).round(4).tolist()
    [0.0625, 0.615]
    """
    code = np.stack([n.ravel(), np.rint(events.ravel() * _FINEST).astype(np.int64)], axis=1)
    first, kind = distinct(code)
    patients, found = code[first, 0], code[first, 1] / _FINEST
    tail = 1 - betainc(1 + found, 1 + patients - found, p)
    return np.asarray(tail[kind].reshape(n.shape), np.float64)
