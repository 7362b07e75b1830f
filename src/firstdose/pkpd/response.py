"""Who responds: what a site makes of the sums of diameters that it measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml
from firstdose.trial.recist import Response, target_response
from firstdose.types import F64, Bool

_FILE = "pkpd/library/response.toml"


@dataclass(frozen=True)
class ResponseRule:
    """When a site scans, how well it reads a scan, and what it makes of the sums by RECIST 1.1."""

    every_days: Sourced  # between scans
    error: Sourced  # standard deviation of the log of one measured sum

    def __post_init__(self) -> None:
        self.every_days.require("day", "every_days")
        self.error.require("1", "error", positive=False)

    def days(self, until: float) -> tuple[float, ...]:
        """Of the scans up to a day, without the one before treatment.

        Examples
        --------
        >>> response_rule().days(126.0)
        (42.0, 84.0, 126.0)
        """
        every = self.every_days.to("day")
        return tuple(every * number for number in range(1, int(until / every + 1e-9) + 1))

    def measured(self, sums_mm: F64, normal: F64) -> F64:
        """Sums as they are read off a scan, from true ones and standard normal deviates of a shape that broadcasts."""
        return np.asarray(sums_mm * np.exp(self.error.to("1") * normal), np.float64)

    def confirmed(self, sums_mm: F64) -> Bool:
        """(...,) whether there is a response at two scans running, before there is progression.

        Parameters
        ----------
        sums_mm : (..., 1 + S) measured before treatment and at S scans, at least four weeks apart.

        Notes
        -----
        The response at a scan is ``firstdose.trial.recist.target_response``'s: complete or partial counts. New lesions
        are not known here.

        References
        ----------
        Eisenhauer EA et al. (2009), Eur J Cancer 45:228, doi:10.1016/j.ejca.2008.10.026.

        Examples
        --------
        >>> sums = np.array([[100.0, 69.0, 69.0], [100.0, 69.0, 75.0], [100.0, 125.0, 65.0]])
        >>> response_rule().confirmed(sums).tolist()
        [True, False, False]
        """
        at_scan = target_response(sums_mm)
        progressed = np.logical_or.accumulate(at_scan == Response.PD, axis=-1)
        small = ((at_scan == Response.CR) | (at_scan == Response.PR)) & ~progressed
        return np.asarray((small[..., :-1] & small[..., 1:]).any(axis=-1), np.bool_)


@cache
def response_rule() -> ResponseRule:
    """The packaged one.

    Examples
    --------
    >>> response_rule().every_days.to("week")
    6.0
    """
    return noun(ResponseRule, read_toml(packaged(_FILE)), "response.toml")
