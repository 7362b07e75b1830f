"""DLT probabilities that rise with the dose."""

import numpy as np

from firstdose.types import F64, I64, Bool


def isotonic(n: I64, dlt: I64, use: Bool) -> F64:
    """Isotonic DLT estimates of each trial's levels ``use``, (T, K); NaN elsewhere.

    Notes
    -----
    Starts from (dlt + 0.05) / (n + 0.1), the mean of Beta(dlt + 0.05, n - dlt + 0.05), weighted by the inverse of that
    distribution's variance (Liu and Yuan 2015, doi:10.1111/rssc.12089).
    """
    mean = (dlt + 0.05) / (n + 0.1)
    return np.where(use, rising(mean, np.where(use, (n + 1.1) / (mean * (1 - mean)), 0.0)), np.nan)


def rising(mean: F64, weight: F64) -> F64:
    """(T, K) the nearest means that rise along each row, by weighted least squares; levels of weight 0 take no part.

    Notes
    -----
    Written as the max-min of pooled means (Robertson, Wright and Dykstra 1988), which pools adjacent violators for all
    rows at once.

    Examples
    --------
    >>> rising(np.array([[0.1, 0.4, 0.2]]), np.array([[1.0, 1.0, 3.0]])).tolist()
    [[0.1, 0.25, 0.25]]
    """
    total = np.cumsum(np.pad(weight, ((0, 0), (1, 0))), axis=1)
    score = np.cumsum(np.pad(weight * mean, ((0, 0), (1, 0))), axis=1)
    levels = range(mean.shape[1])
    best = np.full(mean.shape, np.nan)
    for low in levels:  # from each lower end, the smallest pooled mean up to some level at or above k
        pooled = np.full(len(mean), np.nan)
        for high in reversed(levels[low:]):
            pooled = np.fmin(pooled, _ratio(score[:, high + 1] - score[:, low], total[:, high + 1] - total[:, low]))
            best[:, high] = np.fmax(best[:, high], pooled)
    return best


def _ratio(score: F64, weight: F64) -> F64:
    return np.divide(score, weight, out=np.full_like(score, np.nan), where=weight > 0)
