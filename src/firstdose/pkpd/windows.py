"""Over how many days does exposure count? What the published trials say of candidate windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from firstdose.molecule import PublishedTrial
from firstdose.pkpd.evidence import exposure_at_mtd
from firstdose.pkpd.hazard_fit import fit
from firstdose.pkpd.hazard_prior import HazardPrior
from firstdose.pkpd.population import VirtualPatients

CANDIDATES = (0.0, 7.0, 21.0)  # days: the peak concentration, the highest week, the whole DLT window


@dataclass(frozen=True)
class WindowSupport:
    """How well one window explains the published counts of dose-limiting toxicities."""

    window_days: float  # 0: the highest concentration
    at_mtd: Mapping[str, float]  # by trial: exposure of the median patient at its MTD, µg·day/mL, or µg/mL
    log_evidence: float  # log of the probability of the counts, averaged over the prior
    probability: float  # of this window, had all candidates been equally likely before

    @property
    def ratio(self) -> float:
        """Of the highest to the lowest exposure at the MTDs."""
        return max(self.at_mtd.values()) / min(self.at_mtd.values())


def compare_windows(
    trials: Sequence[PublishedTrial],
    patients: VirtualPatients,
    prior: HazardPrior,
    windows: Sequence[float] = CANDIDATES,
) -> tuple[WindowSupport, ...]:
    """The marginal likelihood of the published trials under each window of exposure.

    Notes
    -----
    Every window has the same prior, on the hazard at the exposure of the published MTDs and on its steepness, so the
    ratio of two marginal likelihoods is their Bayes factor. A ratio below 3 is hardly worth a mention (Kass 1995).

    References
    ----------
    Kass RE, Raftery AE (1995), J Am Stat Assoc 90:773, doi:10.1080/01621459.1995.10476572.
    """
    log_evidence = np.array([fit(trials, patients, window, prior).log_evidence for window in windows])
    return tuple(
        WindowSupport(window, exposure_at_mtd(trials, patients, window), float(log), float(share))
        for window, log, share in zip(windows, log_evidence, softmax(log_evidence), strict=True)
    )
