"""Virtual trials: what is true, what a design makes of it, and how often it is right."""

from firstdose.virtual.characteristics import LevelCharacteristics, OperatingCharacteristics
from firstdose.virtual.compare import Comparison, Difference, part_of
from firstdose.virtual.exposure_truth import ExposureHazard, exposure_truth
from firstdose.virtual.prediction import (
    ConcentrationBand,
    LevelPrediction,
    Prediction,
    concentration_bands,
    predict_study,
    prediction_assumptions,
)
from firstdose.virtual.setting import Progress
from firstdose.virtual.simulate import simulate_design
from firstdose.virtual.study_runs import compare_designs, designs_of, simulate_study, truth_of
from firstdose.virtual.truth import AssumedCurve, Patients, Truth

__all__ = [
    "AssumedCurve",
    "Comparison",
    "ConcentrationBand",
    "Difference",
    "ExposureHazard",
    "LevelCharacteristics",
    "LevelPrediction",
    "OperatingCharacteristics",
    "Patients",
    "Prediction",
    "Progress",
    "Truth",
    "compare_designs",
    "concentration_bands",
    "designs_of",
    "exposure_truth",
    "part_of",
    "predict_study",
    "prediction_assumptions",
    "simulate_design",
    "simulate_study",
    "truth_of",
]
