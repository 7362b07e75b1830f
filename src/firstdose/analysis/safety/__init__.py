"""Safety: adverse events counted and timed, dose-limiting toxicities, exposure and dose intensity."""

from firstdose.analysis.safety.arms import TOTAL, Arms, arms
from firstdose.analysis.safety.dose_limiting import DoseLimiting, dose_limiting
from firstdose.analysis.safety.exposure import exposure, exposure_summary
from firstdose.analysis.safety.laboratory import laboratory_shift
from firstdose.analysis.safety.listing import ae_listing
from firstdose.analysis.safety.reported import Reported, reported
from firstdose.analysis.safety.selection import (
    ANY,
    DISCONTINUED,
    FATAL,
    GRADE_3,
    INTERRUPTED,
    REDUCED,
    RELATED,
    RELATED_GRADE_3,
    SELECTIONS,
    SERIOUS,
    SERIOUS_RELATED,
    Selection,
)
from firstdose.analysis.safety.tables import ae_by_grade, ae_by_term, ae_overview
from firstdose.analysis.safety.timing import durations, time_to_onset

__all__ = [
    "ANY",
    "DISCONTINUED",
    "FATAL",
    "GRADE_3",
    "INTERRUPTED",
    "REDUCED",
    "RELATED",
    "RELATED_GRADE_3",
    "SELECTIONS",
    "SERIOUS",
    "SERIOUS_RELATED",
    "TOTAL",
    "Arms",
    "DoseLimiting",
    "Reported",
    "Selection",
    "ae_by_grade",
    "ae_by_term",
    "ae_listing",
    "ae_overview",
    "arms",
    "dose_limiting",
    "durations",
    "exposure",
    "exposure_summary",
    "laboratory_shift",
    "reported",
    "time_to_onset",
]
