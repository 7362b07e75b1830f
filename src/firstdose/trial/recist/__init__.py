"""Response of solid tumours by RECIST 1.1: functions on arrays."""

from firstdose.trial.recist.assessments import Assessments
from firstdose.trial.recist.best import (
    BENEFIT,
    Found,
    best_confirmed,
    best_unconfirmed,
    first_benefit,
    first_confirmed_response,
    first_response,
)
from firstdose.trial.recist.confirmation import confirmed_complete, confirmed_partial
from firstdose.trial.recist.criteria import Recist, recist
from firstdose.trial.recist.overall import overall_response
from firstdose.trial.recist.relapse import relapse_is_progression
from firstdose.trial.recist.response import CODES, WORDS, Response, in_words
from firstdose.trial.recist.rules import MODES, Mode, ResponseRules, response_rules
from firstdose.trial.recist.target import smallest_before, target_response

__all__ = [
    "BENEFIT",
    "CODES",
    "MODES",
    "WORDS",
    "Assessments",
    "Found",
    "Mode",
    "Recist",
    "Response",
    "ResponseRules",
    "best_confirmed",
    "best_unconfirmed",
    "confirmed_complete",
    "confirmed_partial",
    "first_benefit",
    "first_confirmed_response",
    "first_response",
    "in_words",
    "overall_response",
    "recist",
    "relapse_is_progression",
    "response_rules",
    "smallest_before",
    "target_response",
]
