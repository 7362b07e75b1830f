"""Virtual trials: what is true, what a design makes of it, and how often it is right."""

from firstdose.virtual.arrivals import Arrivals, AtOnce, PoissonSites
from firstdose.virtual.characteristics import LevelCharacteristics, OperatingCharacteristics
from firstdose.virtual.compare import Comparison, Difference, part_of
from firstdose.virtual.exposure_truth import ExposureHazard, exposure_truth
from firstdose.virtual.family import FamilyCharacteristics, FamilyComparison, over_scenarios
from firstdose.virtual.mechanism_prediction import (
    MechanismPrediction,
    Mtd,
    has_mechanism,
    mechanism_at,
    predict_mechanism,
)
from firstdose.virtual.mechanism_truth import Mechanism, mechanism_truth
from firstdose.virtual.onset import Onset, Uniform, Weibull
from firstdose.virtual.patients import Fate, Patients
from firstdose.virtual.plan import Plan
from firstdose.virtual.prediction import (
    ConcentrationBand,
    LevelPrediction,
    Prediction,
    concentration_bands,
    predict_study,
    prediction_assumptions,
)
from firstdose.virtual.scenario_sets import (
    Scenario,
    ScenarioAnswers,
    ScenarioSet,
    scenario_set,
    scenario_set_names,
    simulate_scenarios,
)
from firstdose.virtual.scenarios import random_scenarios
from firstdose.virtual.setting import Progress, target_of
from firstdose.virtual.simulate import simulate_design
from firstdose.virtual.study_runs import compare_designs, designs_of, simulate_study, truth_of
from firstdose.virtual.truth import AssumedCurve, Truth

__all__ = [
    "Arrivals",
    "AssumedCurve",
    "AtOnce",
    "Comparison",
    "ConcentrationBand",
    "Difference",
    "ExposureHazard",
    "FamilyCharacteristics",
    "FamilyComparison",
    "Fate",
    "LevelCharacteristics",
    "LevelPrediction",
    "Mechanism",
    "MechanismPrediction",
    "Mtd",
    "Onset",
    "OperatingCharacteristics",
    "Patients",
    "Plan",
    "PoissonSites",
    "Prediction",
    "Progress",
    "Scenario",
    "ScenarioAnswers",
    "ScenarioSet",
    "Truth",
    "Uniform",
    "Weibull",
    "compare_designs",
    "concentration_bands",
    "designs_of",
    "exposure_truth",
    "has_mechanism",
    "mechanism_at",
    "mechanism_truth",
    "over_scenarios",
    "part_of",
    "predict_mechanism",
    "predict_study",
    "prediction_assumptions",
    "random_scenarios",
    "scenario_set",
    "scenario_set_names",
    "simulate_design",
    "simulate_scenarios",
    "simulate_study",
    "target_of",
    "truth_of",
]
