"""From dose to exposure, and from exposure to dose-limiting toxicity."""

from firstdose.pkpd.band import Band
from firstdose.pkpd.evidence import Evidence, strata
from firstdose.pkpd.exposure import Exposure, Peak, exposure, peak
from firstdose.pkpd.hazard import DltHazard
from firstdose.pkpd.hazard_fit import HazardPosterior, fit
from firstdose.pkpd.hazard_prior import HazardPrior, HazardSettings, hazard_settings
from firstdose.pkpd.population import VirtualPatients, draw_patients, etas, normals, virtual_patients
from firstdose.pkpd.toxicity import molecule_hazard, trial_patients, window_support
from firstdose.pkpd.two_compartment import Infusion, TwoCompartment, infusions
from firstdose.pkpd.windows import WindowSupport, compare_windows

__all__ = [
    "Band",
    "DltHazard",
    "Evidence",
    "Exposure",
    "HazardPosterior",
    "HazardPrior",
    "HazardSettings",
    "Infusion",
    "Peak",
    "TwoCompartment",
    "VirtualPatients",
    "WindowSupport",
    "compare_windows",
    "draw_patients",
    "etas",
    "exposure",
    "fit",
    "hazard_settings",
    "infusions",
    "molecule_hazard",
    "normals",
    "peak",
    "strata",
    "trial_patients",
    "virtual_patients",
    "window_support",
]
