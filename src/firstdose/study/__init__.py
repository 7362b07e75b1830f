"""The study file: load it, check it, and list what it rests on."""

from firstdose.study.assumptions import assumptions
from firstdose.study.expansion import ExpansionCohort, Outlook
from firstdose.study.load import load, names
from firstdose.study.nouns import (
    Accrual,
    AssumedTruth,
    ExposureTruth,
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
    "Outlook",
    "Study",
    "StudyIndication",
    "TruthPlan",
    "assumptions",
    "load",
    "names",
    "template",
]
