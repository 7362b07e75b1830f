"""Dose optimisation after the MTD: doses compared side by side, and how often the right one is chosen."""

from firstdose.design.optimisation.arms import ArmCounts, DoseTruth, arm_counts
from firstdose.design.optimisation.comparison import DoseComparison, DoseSummary
from firstdose.design.optimisation.randomised_doses import RandomisedDoses, patients_needed
from firstdose.design.optimisation.rose import Rose

__all__ = [
    "ArmCounts",
    "DoseComparison",
    "DoseSummary",
    "DoseTruth",
    "RandomisedDoses",
    "Rose",
    "arm_counts",
    "patients_needed",
]
