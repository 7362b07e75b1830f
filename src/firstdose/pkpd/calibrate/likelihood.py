"""How likely published summaries are under each parameter vector, and what each vector predicts that one would see."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, ndtri

from firstdose.pkpd.calibrate.targets import Target
from firstdose.pkpd.calibrate.three_plus_three import mtd_shares
from firstdose.types import F64

_SAMPLED = 99  # of what chance may make of one vector's prediction, evenly spaced in probability
_CERTAIN = 1e-4  # a share of patients nearer to 0 or 1 than this is not told apart from it by the virtual patients


def log_likelihood(target: Target, values: F64, study_sd: float) -> F64:
    """(J,) log probability of a published number under each vector; constants that do not depend on it are left out.

    Parameters
    ----------
    target : what was published.
    values : (J, N) of each virtual patient.
    study_sd : between studies, of the log of a mean.

    Notes
    -----
    A mean is normal around that of the virtual patients, with the published standard error and the variance between
    studies; a standard deviation likewise, its error being sd / sqrt(2 (n - 1)). A percentage is binomial with its own
    number of patients. A bound is kept by all n patients. A range is read as a normal error of a quarter of its width.
    """
    if target.kind == "percentage":
        return _binomial(target, values.mean(axis=-1))
    if target.kind == "bound":
        low, high = target.range
        kept = ((values >= low) & (values <= high)).mean(axis=-1)
        return np.asarray(max(target.n, 1) * np.log(np.clip(kept, _CERTAIN, 1.0)))
    middle = _summary(target, values)
    error = _error(target, middle, study_sd)
    return np.asarray(-(((target.value - middle) / error) ** 2) / 2 - np.log(error))


def predicted(target: Target, values: F64, study_sd: float) -> F64:
    """(J, S) what a study like the published one may find under each vector, S draws evenly spaced in probability.

    Notes
    -----
    A percentage of n patients includes what chance makes of n; a mean the sampling of n patients and the spread between
    studies; a bound is the most extreme of n patients. A typical value has no sampling in it: its n is not known.
    """
    from scipy.stats import binom

    shares = (np.arange(_SAMPLED) + 0.5) / _SAMPLED
    if target.kind == "percentage":
        p = values.mean(axis=-1)
        return np.asarray(100 * binom.ppf(shares, target.n, p[:, None]) / target.n)
    if target.kind == "bound":
        highest = shares ** (1 / max(target.n, 1))
        return np.asarray(np.quantile(values, highest if target.high is not None else 1 - highest, axis=-1).T)
    middle = _summary(target, values)
    if target.kind == "typical":
        return np.asarray(middle[:, None] * np.ones(_SAMPLED))
    return np.asarray(middle[:, None] + _sampling(target, values, study_sd)[:, None] * ndtri(shares))


def predicted_pooled(patients: tuple[int, ...], p: F64) -> F64:
    """(J, S) percentage of the patients at several doses together, S draws evenly spaced in probability.

    Parameters
    ----------
    patients : (K,) at each dose.
    p : (J, K) probability at each.

    Examples
    --------
    >>> float(predicted_pooled((3, 1), np.array([[0.0, 1.0]])).mean())
    25.0
    """
    from scipy.stats import binom

    counts = np.ones((len(p), 1))
    for n, share in zip(patients, p.T, strict=True):
        here = binom.pmf(np.arange(n + 1), n, share[:, None])
        counts = np.array([np.convolve(one, other) for one, other in zip(counts, here, strict=True)])
    shares = (np.arange(_SAMPLED) + 0.5) / _SAMPLED
    number = (shares[None, :, None] > np.cumsum(counts, axis=-1)[:, None, :]).sum(axis=-1)
    return np.asarray(100 * np.minimum(number, sum(patients)) / sum(patients), np.float64)


def predicted_mtd(doses: tuple[float, ...], p_dlt: F64) -> F64:
    """(J, S) the dose that a 3+3 declares, S draws evenly spaced in probability; 0 where it finds none.

    Parameters
    ----------
    doses : (K,) lowest first.
    p_dlt : (J, K) DLT probability at each.
    """
    shares = (np.arange(_SAMPLED) + 0.5) / _SAMPLED
    bounds = np.cumsum(mtd_shares(p_dlt), axis=-1)
    number = (shares[None, :, None] > bounds[:, None, :]).sum(axis=-1)
    return np.asarray(np.array((0.0, *doses))[np.minimum(number, len(doses))], np.float64)


def _summary(target: Target, values: F64) -> F64:
    """(J,) of the virtual patients."""
    if target.kind == "sd":
        return np.asarray(values.std(axis=-1))
    return np.asarray(np.median(values, axis=-1) if target.kind == "typical" else values.mean(axis=-1))


def _error(target: Target, middle: F64, study_sd: float) -> F64:
    """(J,) standard deviation of the published number around the model's."""
    low, high = target.range
    reading, sd = (high - low) / 4, target.value if target.kind == "sd" else target.sd or 0.0
    sampling = sd / np.sqrt(2 * max(target.n - 1, 1) if target.kind == "sd" else max(target.n, 1))
    return np.asarray(np.sqrt(reading**2 + sampling**2 + (study_sd * middle) ** 2))


def _sampling(target: Target, values: F64, study_sd: float) -> F64:
    """(J,) standard deviation of what a study of n patients finds."""
    spread = values.std(axis=-1)
    own = spread / np.sqrt(2 * max(target.n - 1, 1)) if target.kind == "sd" else spread / np.sqrt(target.n)
    return np.asarray(np.sqrt(own**2 + (study_sd * _summary(target, values)) ** 2))


def _binomial(target: Target, share: F64) -> F64:
    """Of a count that need not be whole: published percentages are rounded."""
    p, count = np.clip(share, _CERTAIN, 1 - _CERTAIN), target.value / 100 * target.n
    choose = gammaln(target.n + 1) - gammaln(count + 1) - gammaln(target.n - count + 1)
    return np.asarray(choose + count * np.log(p) + (target.n - count) * np.log1p(-p))
