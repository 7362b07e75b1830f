"""The terminal phase: which points, and the slope of the log concentrations through them.

Notes
-----
Every fit ends at the last quantifiable sample and starts at one of those after TMAX. log c = a - LAMZ t by least
squares over n points, with R2ADJ = 1 - (1 - R2)(n - 1)/(n - 2).

- ``pknca``: of the fits with LAMZ > 0 and R2ADJ within 0.0001 of the best of all fits, the one with most points. Where
  a rising fit is the best by more than that, there is no LAMZ.
- ``winnonlin``: the same of the falling fits alone. After a bolus the point at TMAX may be used; after an infusion
  points before its end may not.

A negative LAMZ is never given, by hand neither.

References
----------
Denney W, Duvvuri S, Buckeridge C (2015), PKNCA, J Pharmacokinet Pharmacodyn 42:11, doi:10.1007/s10928-015-9432-2.
Certara (2020), Phoenix WinNonlin User's Guide 8.3, "Lambda Z or Slope Estimation settings".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.analysis.nca import reasons
from firstdose.analysis.nca.grid import at, last_true
from firstdose.analysis.nca.options import Points, Terminal
from firstdose.analysis.nca.reasons import Measured
from firstdose.types import F64, I16, I64, Bool

_NEAR = 1e-9  # relative; a time given by hand is a sample's


@dataclass(frozen=True)
class Slope:
    """Of N profiles."""

    rate: Measured  # LAMZ
    r2: Measured
    r2_adjusted: Measured
    points: Measured  # how many
    first: Measured  # time of the first point
    last: Measured
    predicted: Measured  # concentration at the last quantifiable sample
    used: Bool  # (N, M)


@dataclass(frozen=True)
class _Fits:
    """Least squares through the points from each sample on (N, M); NaN where a fit may not start."""

    n: F64
    rate: F64
    intercept: F64  # log concentration at the last of the points
    r2: F64

    @property
    def adjusted(self) -> F64:
        with np.errstate(all="ignore"):
            return np.where(self.n > 2, 1 - (1 - self.r2) * (self.n - 1) / (self.n - 2), np.nan)


def slopes(how: Terminal, time: F64, conc: F64, may_start: Bool, none: I16, subjects: Sequence[str]) -> Slope:
    """LAMZ of every profile.

    Parameters
    ----------
    time, conc : (N, M) samples by time, NaN after the last.
    may_start : (N, M) samples that the rule allows; 0 is never used.
    none : (N,) reason of a profile that can have no slope at all; 0 of the others.
    subjects : N, to find the points chosen by hand.
    """
    with np.errstate(invalid="ignore"):
        positive = conc > 0
    usable, by_hand = may_start & positive, np.zeros(len(time), dtype=np.bool_)
    for row in [row for row, subject in enumerate(subjects) if subject in how.chosen]:
        usable[row], by_hand[row] = _by_hand(how.chosen[subjects[row]], time[row]) & positive[row], True
    fits = _fits(time, conc, usable)
    start, why = _start(how, fits, usable, by_hand)
    why = np.where(none != reasons.FOUND, none, why).astype(np.int16)
    start = np.where(why == reasons.FOUND, start, -1)
    used = usable & (np.arange(time.shape[1]) >= start[:, None]) & (start >= 0)[:, None]
    end = last_true(used)
    rate, log_last = at(fits.rate, start), at(fits.intercept, start)
    tlast = at(time, last_true(positive))
    two = np.where((why == reasons.FOUND) & (at(fits.n, start) == 2), reasons.TWO_POINTS, why).astype(np.int16)
    with np.errstate(invalid="ignore"):
        predicted = np.exp(log_last - rate * (tlast - at(time, end)))
    return Slope(
        rate=Measured.of(rate, why),
        r2=Measured.of(at(fits.r2, start), why),
        r2_adjusted=Measured.of(at(fits.adjusted, start), two),
        points=Measured.of(at(fits.n, start), why),
        first=Measured.of(at(time, start), why),
        last=Measured.of(at(time, end), why),
        predicted=Measured.of(predicted, why),
        used=used,
    )


def _fits(time: F64, conc: F64, usable: Bool) -> _Fits:
    origin = at(time, last_true(usable))[:, None]
    t = np.where(usable, time - origin, 0.0)
    y = np.log(np.where(usable, conc, 1.0))
    y = np.where(usable, y - at(y, last_true(usable))[:, None], 0.0)  # from the last point, against cancellation
    n, st, sy, stt, sty, syy = (
        np.cumsum(each[:, ::-1], axis=1)[:, ::-1] for each in (usable.astype(float), t, y, t * t, t * y, y * y)
    )
    with np.errstate(all="ignore"):
        xx, xy, yy = stt - st * st / n, sty - st * sy / n, syy - sy * sy / n
        slope = np.where(usable & (n > 1), xy / xx, np.nan)
        r2 = np.where(yy > 0, np.clip(xy * xy / (xx * yy), 0.0, 1.0), np.nan)
        base = at(np.log(np.where(usable, conc, 1.0)), last_true(usable))[:, None]
        return _Fits(n, -slope, base + (sy - slope * st) / n, np.where(usable, r2, np.nan))


def _start(how: Terminal, fits: _Fits, usable: Bool, by_hand: Bool) -> tuple[I64, I16]:
    """Position (N,) at which the chosen fit starts, and why there is none."""
    with np.errstate(invalid="ignore"):
        enough, falling = usable & (fits.n >= how.min_points), fits.rate > 0
        considered = enough & (falling if how.rule == "winnonlin" else True)
        r2 = np.where(considered & np.isfinite(fits.adjusted), fits.adjusted, -np.inf)
        within = r2 > r2.max(axis=1, keepdims=True) - how.tolerance if how.tolerance else r2 == r2.max(1, keepdims=True)
    best = within & falling & considered & np.isfinite(r2)
    start = np.argmax(best, axis=1)  # the earliest start has most points
    why = np.where(best.any(axis=1), reasons.FOUND, np.where(enough.any(axis=1), reasons.NOT_FALLING, reasons.TOO_FEW))
    hand = np.argmax(usable, axis=1)
    hand_why = np.where(
        usable.sum(axis=1) < 2,
        reasons.TOO_FEW_CHOSEN,
        np.where(at(fits.rate, hand) > 0, reasons.FOUND, reasons.NOT_FALLING),
    )
    return np.where(by_hand, hand, start), np.where(by_hand, hand_why, why).astype(np.int16)


def _by_hand(points: Points, time: F64) -> Bool:
    if len(points) == 2:
        low, high = sorted(points)
        span = _NEAR * max(abs(low), abs(high))
        with np.errstate(invalid="ignore"):
            return np.asarray((time >= low - span) & (time <= high + span))
    return np.asarray(np.isclose(time[:, None], np.asarray(points, dtype=float), rtol=_NEAR, atol=_NEAR).any(axis=1))
