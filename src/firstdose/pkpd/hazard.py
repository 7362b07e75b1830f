"""From exposure to dose-limiting toxicity (DLT): a hazard that follows the highest exposure so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.types import F64


@dataclass(frozen=True)
class DltHazard:
    """Cumulative hazard H = kappa (M / reference)^gamma of a patient whose highest exposure so far is M.

    Notes
    -----
    P(DLT by day t) = 1 - exp(-H(t)). M never falls, so neither does H. A patient of tolerance u, uniform on (0, 1), has
    the DLT on the first day on which 1 - exp(-H) reaches u.

    Examples
    --------
    >>> hazard = DltHazard(kappa=0.25, gamma=4.0, reference=272.0, window_days=7.0)
    >>> [round(float(p), 3) for p in hazard.p_dlt(np.array([0.0, 136.0, 272.0, 408.0]))]
    [0.0, 0.016, 0.221, 0.718]
    """

    kappa: float  # cumulative hazard at the reference exposure
    gamma: float  # by what power of the exposure the hazard rises
    reference: float  # µg·day/mL over window_days; µg/mL where that is 0
    window_days: float  # exposure is the highest area over any so many days; 0: the highest concentration

    def p_dlt(self, exposure: F64) -> F64:
        """Probability of a DLT by the time the highest exposure so far is ``exposure`` (any shape)."""
        with np.errstate(over="ignore"):  # an infinite hazard makes the DLT certain
            return np.asarray(-np.expm1(-self.kappa * (exposure / self.reference) ** self.gamma))

    def exposure_at(self, tolerance: F64) -> F64:
        """The exposure at which patients of ``tolerance`` (any shape, 0 to 1) have their DLT."""
        return np.asarray(self.reference * (-np.log1p(-tolerance) / self.kappa) ** (1 / self.gamma))
