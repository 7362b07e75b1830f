"""The DLT hazard of a molecule, fitted to its own published trials or to those it borrows."""

from __future__ import annotations

from functools import lru_cache

from firstdose.molecule import Toxicity
from firstdose.patient import Covariates
from firstdose.pkpd.hazard_fit import HazardPosterior, fit
from firstdose.pkpd.hazard_prior import hazard_settings
from firstdose.pkpd.population import VirtualPatients, draw_patients
from firstdose.pkpd.windows import CANDIDATES, WindowSupport, compare_windows

_SEED, _PATIENTS = 0, 2000  # a fit is a property of the molecule, not of the study that asks for it


@lru_cache(maxsize=16)
def trial_patients(toxicity: Toxicity) -> VirtualPatients:
    """Patients like those of the published trials, with the pharmacokinetics of the molecule given there."""
    known = Covariates((hazard_settings().trial_patients,))
    return draw_patients(toxicity.pharmacokinetics, [(1.0, known)], _SEED, _PATIENTS)


@lru_cache(maxsize=16)
def molecule_hazard(toxicity: Toxicity, window_days: float) -> HazardPosterior:
    """Posterior of the DLT hazard where exposure counts over ``window_days``; wider where the trials are borrowed.

    Examples
    --------
    >>> import numpy as np
    >>> from firstdose.molecule import library
    >>> posterior = molecule_hazard(library("t-dm1").toxicity, 7.0)
    >>> kappa = float(np.exp(posterior.weight @ posterior.log_kappa))
    >>> 0.05 < kappa < 0.25  # cumulative hazard at the exposure of the MTDs
    True
    """
    posterior = fit(toxicity.trials, trial_patients(toxicity), window_days, hazard_settings().prior)
    return posterior.transferred(toxicity.transfer.spread.to("1"))


def window_support(toxicity: Toxicity, windows: tuple[float, ...] = CANDIDATES) -> tuple[WindowSupport, ...]:
    """How well each window of exposure explains the published trials."""
    return compare_windows(toxicity.trials, trial_patients(toxicity), hazard_settings().prior, windows)
