"""From dose to exposure, and from exposure to dose-limiting toxicity."""

from firstdose.pkpd.band import Band
from firstdose.pkpd.cell_assay import DoseResponse, dose_response
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.solution import Solution, Status
from firstdose.pkpd.engine.statement import (
    Model,
    Part,
    balance,
    dosing,
    initial,
    model,
    outputs,
    part,
    rates,
)
from firstdose.pkpd.engine.stops import Stop
from firstdose.pkpd.engine.summary import Summary, summarise
from firstdose.pkpd.evidence import Evidence, strata
from firstdose.pkpd.exposure import Exposure, Peak, exposure, peak
from firstdose.pkpd.hazard import DltHazard
from firstdose.pkpd.hazard_fit import HazardPosterior, fit
from firstdose.pkpd.hazard_prior import HazardPrior, HazardSettings, hazard_settings
from firstdose.pkpd.population import VirtualPatients, draw_patients, etas, normals, virtual_patients
from firstdose.pkpd.static_concentration import tumour_static_concentration
from firstdose.pkpd.toxicity import molecule_hazard, trial_patients, window_support
from firstdose.pkpd.two_compartment import Infusion, TwoCompartment, infusions
from firstdose.pkpd.windows import WindowSupport, compare_windows
from firstdose.pkpd.xenograft import Xenograft, xenograft

__all__ = [
    "Band",
    "DltHazard",
    "DoseResponse",
    "Evidence",
    "Exposure",
    "HazardPosterior",
    "HazardPrior",
    "HazardSettings",
    "Infusion",
    "Model",
    "Part",
    "Peak",
    "Solution",
    "Status",
    "Stop",
    "Summary",
    "TwoCompartment",
    "VirtualPatients",
    "WindowSupport",
    "Xenograft",
    "balance",
    "compare_windows",
    "dose_response",
    "dosing",
    "draw_patients",
    "etas",
    "exposure",
    "fit",
    "hazard_settings",
    "infusions",
    "initial",
    "model",
    "molecule_hazard",
    "normals",
    "outputs",
    "part",
    "peak",
    "rates",
    "simulate",
    "strata",
    "summarise",
    "trial_patients",
    "tumour_static_concentration",
    "virtual_patients",
    "window_support",
    "xenograft",
]
