"""The study file: load it, check it, and list what it rests on."""

from firstdose.study.assumptions import assumptions
from firstdose.study.expansion import ExpansionCohort, Outlook
from firstdose.study.in_truth import in_truth
from firstdose.study.load import load, names
from firstdose.study.nouns import (
    Accrual,
    AssumedTruth,
    ExposureTruth,
    MechanismTruth,
    Study,
    StudyIndication,
    TruthPlan,
)
from firstdose.study.template import template

__all__ = [
    "Accrual",
    "AssumedTruth",
    "ExpansionCohort",
    "ExposureTruth",
    "MechanismTruth",
    "Outlook",
    "Study",
    "StudyIndication",
    "TruthPlan",
    "assumptions",
    "in_truth",
    "load",
    "names",
    "template",
]
