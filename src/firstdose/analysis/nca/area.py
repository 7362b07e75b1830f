"""Areas under the curve and its first moment, by three rules of trapezoids.

Notes
-----
Over a piece from (t1, c1) to (t2, c2), with d = t2 - t1:

- linear: d (c1 + c2) / 2, and for the moment d (t1 c1 + t2 c2) / 2;
- logarithmic, with k = ln(c1 / c2) / d: (c1 - c2) / k, and (t1 c1 - t2 c2) / k + (c1 - c2) / k².

``linear`` is linear everywhere; ``lin-up-log-down`` is logarithmic where the concentration falls; ``lin-log`` is
logarithmic after the maximum (C0 included). A piece with a 0 or two equal ends is linear.

References
----------
Gabrielsson J, Weiner D (2012), Methods Mol Biol 929:377, doi:10.1007/978-1-62703-050-2_16.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.analysis.nca.options import AreaRule
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True)
class Pieces:
    """Between two neighbouring samples of each profile: times and concentrations (N, M-1) of both ends."""

    t1: F64
    t2: F64
    c1: F64
    c2: F64
    log: Bool  # whether the logarithmic rule applies

    @classmethod
    def of(cls, rule: AreaRule, time: F64, conc: F64) -> Pieces:
        """Of samples (N, M), by time."""
        c1, c2 = conc[:, :-1], conc[:, 1:]
        with np.errstate(invalid="ignore"):
            possible = (c1 > 0) & (c2 > 0) & (c1 != c2)
            falling = c2 < c1
        if rule == "lin-log":
            peak = np.argmax(np.nan_to_num(conc, nan=-1.0), axis=1)
            chosen = np.arange(c1.shape[1]) >= peak[:, None]
        else:
            chosen = falling if rule == "lin-up-log-down" else np.zeros_like(possible)
        return cls(time[:, :-1], time[:, 1:], c1, c2, possible & chosen)

    def areas(self) -> tuple[F64, F64]:
        """Area and moment of every piece (N, M-1)."""
        return _area(self.t1, self.t2, self.c1, self.c2, self.log)

    def up_to(self, last: I64) -> tuple[F64, F64]:
        """Area and moment (N,) from the first sample to the one at position ``last``."""
        within = (np.arange(self.t1.shape[1]) < last[:, None]) & np.isfinite(self.t2)
        area, moment = self.areas()
        return _sum(within, area), _sum(within, moment)

    def between(self, start: F64, end: F64, last: I64) -> tuple[F64, F64]:
        """Area and moment (N,) from ``start`` to ``end`` as far as the sample at ``last``; ends are interpolated."""
        within = np.arange(self.t1.shape[1]) < last[:, None]
        low, high = np.clip(start[:, None], self.t1, self.t2), np.clip(end[:, None], self.t1, self.t2)
        area, moment = _area(low, high, self._conc(low), self._conc(high), self.log)
        return _sum(within, area), _sum(within, moment)

    def _conc(self, when: F64) -> F64:
        with np.errstate(all="ignore"):
            share = (when - self.t1) / (self.t2 - self.t1)
            linear = self.c1 + share * (self.c2 - self.c1)
            logarithmic = self.c1 * (self.c2 / self.c1) ** share
        return np.where(self.log, logarithmic, linear)


def _sum(within: Bool, parts: F64) -> F64:
    """One after another, so that a row's sum does not depend on how long other rows are."""
    return np.asarray(np.cumsum(np.where(within, parts, 0.0), axis=1)[:, -1])


def _area(t1: F64, t2: F64, c1: F64, c2: F64, log: Bool) -> tuple[F64, F64]:
    d = t2 - t1
    with np.errstate(all="ignore"):
        x = np.log1p((c1 - c2) / c2)  # k d, exact for neighbours that are nearly equal
        logarithmic = c1 * d * np.where(x == 0, 1.0, -np.expm1(-x) / x)
        area = np.where(log, logarithmic, d * (c1 + c2) / 2)
        moment = np.where(log, t1 * logarithmic + c1 * d**2 * _first_moment(x), d * (t1 * c1 + t2 * c2) / 2)
    return area, moment


def _first_moment(x: F64) -> F64:
    """The integral of u exp(-x u) for u from 0 to 1; by its series where the closed form would cancel."""
    series = 1 / 2 - x * (1 / 3 - x * (1 / 8 - x * (1 / 30 - x * (1 / 144 - x / 840))))
    with np.errstate(all="ignore"):
        closed = (-np.expm1(-x) - x * np.exp(-x)) / x**2
    return np.where(np.abs(x) < 0.01, series, closed)


def beyond(start: F64, end: F64, last_time: F64, last_conc: F64, slope: F64) -> tuple[F64, F64]:
    """Area and moment (N,) from ``start`` to ``end``, both at least the last time, under an exponential.

    The curve is last_conc exp(-slope (t - last_time)); ``end`` may be infinite.
    """
    low, high = np.maximum(start, last_time), np.maximum(end, last_time)
    with np.errstate(all="ignore"):
        c_low = last_conc * np.exp(-slope * (low - last_time))
        c_high = np.where(np.isinf(high), 0.0, last_conc * np.exp(-slope * (high - last_time)))
        t_high = np.where(np.isinf(high), 0.0, high)
        area = (c_low - c_high) / slope
        return area, (low * c_low - t_high * c_high) / slope + area / slope
