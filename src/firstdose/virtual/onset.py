"""When within the DLT window dose-limiting toxicities come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.errors import StudyError
from firstdose.types import F64


class Onset(Protocol):
    """Where in the window a DLT comes; any function of these two arguments is one."""

    def __call__(self, quantile: F64, p: F64, /) -> F64:
        """Share of the window, 0 to 1, by which a share ``quantile`` of the DLTs has come where their probability is p.

        Both are of one shape, of patients with a DLT; so is the answer, which must not fall as ``quantile`` rises.
        """
        ...


@dataclass(frozen=True)
class Uniform:
    """At any time in the window alike.

    Examples
    --------
    >>> Uniform()(np.array([0.5]), np.array([0.3]))
    array([0.5])
    """

    def __call__(self, quantile: F64, p: F64, /) -> F64:
        """The share itself."""
        return quantile


@dataclass(frozen=True)
class Weibull:
    """A Weibull time to toxicity, cut off at the end of the window.

    Parameters
    ----------
    late : share of the DLTs that come in the second half of the window.
    shape : of the distribution, instead of ``late``: below 1 the hazard falls, above 1 it rises with time.

    Notes
    -----
    P(DLT by time t) = 1 - exp(-(t / scale)^shape). The scale makes it p at the window's end; where ``late`` is given,
    the shape makes it p * (1 - late) at half the window, as in the papers on late-onset toxicity: with late = 0.5 half
    of the DLTs come in each half. The shape then differs between levels. Probabilities of 1 are taken as 1 - 1e-9.

    References
    ----------
    Yuan Y, Lin R, Li D, Nie L, Warren KE (2018), Clin Cancer Res 24:4921, doi:10.1158/1078-0432.CCR-18-0246.

    Examples
    --------
    >>> Weibull(late=0.8)(np.array([0.2, 1.0]), np.array([0.3, 0.3])).round(9)
    array([0.5, 1. ])
    """

    late: float | None = None
    shape: float | None = None

    def __post_init__(self) -> None:
        if (self.late is None) == (self.shape is None):
            raise StudyError(
                "Weibull onset: give late, the share of DLTs in the second half of the window, or else shape; not both."
            )
        if self.late is not None and not 0 < self.late < 1:
            raise StudyError(f"Weibull onset: late = {self.late:g}: a share between 0 and 1 is needed, e.g. 0.5.")
        if self.shape is not None and not 0 < self.shape < float("inf"):
            raise StudyError(f"Weibull onset: shape = {self.shape:g}: a positive number is needed, e.g. 2.")

    def __call__(self, quantile: F64, p: F64, /) -> F64:
        """The inverse of P(DLT by t) / p, in shares of the window."""
        chance = np.minimum(p, 1 - 1e-9)
        by_end = -np.log1p(-chance)
        by_then = -np.log1p(-chance * quantile)
        return np.asarray((by_then / by_end) ** (1 / self._shape(chance, by_end)), np.float64)

    def _shape(self, chance: F64, by_end: F64) -> F64:
        if self.late is None:
            return np.full_like(chance, self.shape)
        return np.asarray(np.log2(by_end / -np.log1p(-chance * (1 - self.late))), np.float64)


def onset_days(tolerance: F64, p: F64, onset: Onset, window_days: float) -> F64:
    """Days to the DLT of patients of some tolerance where its probability is p; inf: none."""
    toxic = tolerance < p
    days = np.full(tolerance.shape, np.inf)
    share = np.asarray(onset(tolerance[toxic] / p[toxic], p[toxic]), np.float64)
    if not np.all((share >= 0) & (share <= 1)):
        raise StudyError("The onset function answers with shares of the DLT window that do not lie between 0 and 1.")
    # strictly within the window, also when days are rounded to 1e-9
    days[toxic] = np.minimum(share, 1 - 1e-8) * window_days
    return days
