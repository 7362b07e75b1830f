"""The response of target lesions, from sums of diameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from firstdose.trial.recist.criteria import Recist, recist
from firstdose.trial.recist.response import Response
from firstdose.types import F64, I8, Bool

_DIGITS = 9  # to which a sum and a limit are compared


def smallest_before(sums_mm: ArrayLike) -> F64:
    """(..., V) the nadir: the smallest sum before each visit; NaN where there is none.

    Examples
    --------
    >>> smallest_before([90.0, 60.0, np.nan, 75.0]).tolist()
    [nan, 90.0, 60.0, 60.0]
    """
    sums = np.asarray(sums_mm, np.float64)
    before = np.full_like(sums, np.nan)
    before[..., 1:] = np.fmin.accumulate(sums, axis=-1)[..., :-1]
    return before


def target_response(
    sums_mm: ArrayLike,
    *,
    complete: ArrayLike | None = None,
    gone: ArrayLike | None = None,
    criteria: Recist | None = None,
) -> I8:
    """(..., V) the response of target lesions at each visit after baseline.

    Parameters
    ----------
    sums_mm : (..., 1 + V) sums of diameters at baseline and at V visits, mm; NaN where nothing was measured.
    complete : (..., 1 + V) whether every target lesion was measured; not given: wherever there is a sum.
    gone : (..., 1 + V) whether every lesion has disappeared and every node is below 10 mm in its short axis; not
        given: where the sum is 0.

    Notes
    -----
    Progression: at least 20 % and 5 mm above the smallest complete sum so far, baseline included. Partial response: at
    least 30 % below baseline. A sum that lacks lesions is NE, unless what was measured is progression already; it never
    becomes the nadir. Without a complete sum above 0 at baseline every visit is NE. Nodes that are normal again are no
    disease, so a complete response comes before progression by growth within 10 mm. That a lesion comes back after a
    complete response is not judged here: see ``relapse_is_progression``.

    References
    ----------
    Eisenhauer EA et al. (2009), Eur J Cancer 45:228, sections 4.3 and 4.4, doi:10.1016/j.ejca.2008.10.026

    Examples
    --------
    >>> [Response(one).name for one in target_response([100.0, 70.0, 56.0, 68.0, 0.0])]
    ['PR', 'PR', 'PD', 'CR']
    """
    rule = recist() if criteria is None else criteria
    sums = np.asarray(sums_mm, np.float64)
    whole = np.asarray(~np.isnan(sums) if complete is None else complete, np.bool_) & ~np.isnan(sums)
    baseline = np.where(whole[..., :1] & (sums[..., :1] > 0), sums[..., :1], np.nan)
    cleared = (sums == 0 if gone is None else np.asarray(gone, np.bool_))[..., 1:] & whole[..., 1:]
    nadir = smallest_before(np.where(whole, sums, np.nan))[..., 1:]
    now, known = sums[..., 1:], ~np.isnan(baseline)
    found = np.select(
        [
            ~known | np.isnan(now),
            cleared,
            _grown(now, nadir, rule),
            ~whole[..., 1:],
            _at_most(now, (1 - rule.fall.to("1")) * baseline),
        ],
        [np.int8(each) for each in (Response.NE, Response.CR, Response.PD, Response.NE, Response.PR)],
        np.int8(Response.SD),
    )
    return np.asarray(found, np.int8)


def _grown(now: F64, nadir: F64, rule: Recist) -> Bool:
    apart = now - nadir
    return _at_most(rule.rise.to("1") * nadir, apart) & _at_most(np.asarray(rule.least_rise.to("mm")), apart)


def _at_most(one: F64, other: F64) -> Bool:
    return np.asarray(np.round(one, _DIGITS) <= np.round(other, _DIGITS), np.bool_)
