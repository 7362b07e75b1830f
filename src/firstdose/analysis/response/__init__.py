"""Response of solid tumours by RECIST 1.1, from tables."""

from firstdose.analysis.response.adrs import adrs
from firstdose.analysis.response.adtr import adtr
from firstdose.analysis.response.best import BestOverallResponse, best_overall_response
from firstdose.analysis.response.change import best_change, changes
from firstdose.analysis.response.visit import overall_responses

__all__ = [
    "BestOverallResponse",
    "adrs",
    "adtr",
    "best_change",
    "best_overall_response",
    "changes",
    "overall_responses",
]
