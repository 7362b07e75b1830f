"""Kaplan-Meier estimate of one group: steps, numbers at risk, landmarks, quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import DataError
from firstdose.types import F64, I64

if TYPE_CHECKING:
    import polars as pl

Interval: TypeAlias = Literal["log-log", "log", "plain"]
INTERVALS: tuple[Interval, ...] = ("log-log", "log", "plain")
MONTH_DAYS = 365.25 / 12  # a month where times are days
LANDMARKS = (3 * MONTH_DAYS, 6 * MONTH_DAYS, 12 * MONTH_DAYS)
_DIGITS = 9  # to which a survival probability and a share are compared


@dataclass(frozen=True)
class Quantile:
    """A time by which a share of the subjects has had the event; None: the curve, or its limit, does not come there."""

    share: float
    estimate: float | None
    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """Share without the event over time, of M distinct times of an event or a censoring."""

    n: int  # subjects with a time
    missing: int  # subjects left out, without a time or without CNSR
    level: float
    interval: Interval
    time: F64  # (M,)
    at_risk: I64  # (M,) just before each time
    events: I64  # (M,) at each time
    censored: I64  # (M,)
    survival: F64  # (M,) from each time on
    se: F64  # (M,) Greenwood's standard error; NaN where nobody is left
    low: F64  # (M,) pointwise limits; NaN where nobody is left
    high: F64

    @property
    def n_events(self) -> int:
        """Subjects with the event."""
        return int(self.events.sum())

    @property
    def median(self) -> Quantile:
        """Time by which half of the subjects have had the event."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> Quantile:
        """Time by which ``share`` of the subjects has had the event, with its interval.

        Notes
        -----
        The first time with S(t) <= 1 - share; where S is 1 - share from one event to the next, the middle of the two
        (as in SAS and R). The interval are the times at which 1 - share lies within the pointwise interval of S
        (Brookmeyer and Crowley, with the curve's own transformation).

        References
        ----------
        Brookmeyer and Crowley (1982), Biometrics 38:29, doi:10.2307/2530286
        """
        if not 0 < share < 1:
            raise DataError(f"share = {share:g}: a quantile of the times has a share between 0 and 1, e.g. 0.5.")
        if not self.n:
            return Quantile(share, None, None, None, "no subjects")
        estimate, low, high = (self._crossing(curve, 1 - share) for curve in (self.survival, self.low, self.high))
        reason = None if estimate is not None else f"not reached: {self.n_events} events among {self.n} subjects"
        return Quantile(share, estimate, low, high, reason)

    def at(self, times: ArrayLike = LANDMARKS) -> pl.DataFrame:
        """Share without the event at given times: ``time at_risk survival se low high reason``.

        After the last time of a group in which somebody is still without the event there is no estimate.
        """
        import polars as pl

        asked = np.atleast_1d(np.asarray(times, np.float64))
        step = np.searchsorted(self.time, asked, side="right")
        filled = [
            np.concatenate([[start], values])[step]
            for start, values in ((1.0, self.survival), (0.0, self.se), (1.0, self.low), (1.0, self.high))
        ]
        last = self.time[-1] if len(self.time) else -np.inf
        beyond = (asked > last) & (filled[0] > 0)
        frame = {"time": asked, "at_risk": self.numbers_at_risk(asked)}
        for name, values in zip(("survival", "se", "low", "high"), filled, strict=True):
            frame[name] = np.where(beyond, np.nan, values)
        none = "nobody is left without the event: no interval"
        why = np.where(beyond, f"after the last time, {last:g}" if self.n else "no subjects", none)
        said = [text if gone else None for text, gone in zip(why.tolist(), beyond | (filled[0] == 0), strict=True)]
        return pl.DataFrame(frame).with_columns(
            pl.col("survival", "se", "low", "high").fill_nan(None), reason=pl.Series(said, dtype=pl.String)
        )

    def numbers_at_risk(self, times: ArrayLike) -> I64:
        """Subjects with neither an event nor a censoring before each time; those at the very time are at risk."""
        left = np.searchsorted(self.time, np.asarray(times, np.float64), side="left")
        return np.asarray(np.concatenate([self.at_risk, [0]])[left], np.int64)

    def steps(self) -> pl.DataFrame:
        """The curve from time 0 on, as a figure draws it: one row a time."""
        import polars as pl

        columns = {
            "time": (0.0, self.time),
            "at_risk": (self.n, self.at_risk),
            "events": (0, self.events),
            "censored": (0, self.censored),
            "survival": (1.0, self.survival),
            "se": (0.0, self.se),
            "low": (1.0, self.low),
            "high": (1.0, self.high),
        }
        frame = pl.DataFrame({name: np.concatenate([[start], rest]) for name, (start, rest) in columns.items()})
        return frame.with_columns(pl.col("survival", "se", "low", "high").fill_nan(None))

    def _crossing(self, curve: F64, height: float) -> float | None:
        """The first time at which a curve is at or below a height; the middle of the time it stays on it."""
        with np.errstate(invalid="ignore"):
            below = np.flatnonzero((np.round(curve - height, _DIGITS) <= 0) & (self.events > 0))
        if not len(below):
            return None
        first, after = below[0], np.flatnonzero(self.events[below[0] + 1 :] > 0)
        if np.round(curve[first] - height, _DIGITS) == 0 and len(after):
            return float((self.time[first] + self.time[first + 1 + after[0]]) / 2)
        return float(self.time[first])


def limits(survival: F64, se: F64, level: float, interval: Interval) -> tuple[F64, F64]:
    """Pointwise limits of a survival probability; NaN at 0, the probability itself at 1.

    Notes
    -----
    With z the normal quantile: plain S +- z se; log S exp(+- z se / S); log-log S ** exp(+- z se / (S log S)); all cut
    off at 0 and 1.
    """
    from scipy.special import ndtri

    z = ndtri((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        if interval == "plain":
            low, high = survival - z * se, survival + z * se
        elif interval == "log":
            low, high = survival * np.exp(-z * se / survival), survival * np.exp(z * se / survival)
        else:
            spread = np.exp(z * se / (survival * np.log(survival)))
            low, high = survival ** (1 / spread), survival**spread
    whole, none = survival == 1, survival == 0
    low, high = (np.where(whole, 1.0, np.where(none, np.nan, np.clip(end, 0, 1))) for end in (low, high))
    return low, high


def curve_of(
    time: Sequence[float] | F64, event: ArrayLike, missing: int, level: float, interval: Interval
) -> KaplanMeier:
    """The estimate from times (n,) and whether each ends with the event (n,)."""
    from scipy.stats import CensoredData, ecdf

    times, failed = np.asarray(time, np.float64), np.asarray(event, np.bool_)
    fitted = ecdf(CensoredData(uncensored=times[failed], right=times[~failed])).sf
    distinct = np.asarray(fitted.quantiles, np.float64)
    position = np.searchsorted(distinct, times)
    events, lost = (np.bincount(position[chosen], minlength=len(distinct)) for chosen in (failed, ~failed))
    at_risk = len(times) - np.concatenate([[0], np.cumsum(events + lost)[:-1]]) if len(times) else events
    survival = np.asarray(fitted.probabilities, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = survival * np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
    low, high = limits(survival, se, level, interval)
    return KaplanMeier(len(times), missing, level, interval, distinct, at_risk, events, lost, survival, se, low, high)
