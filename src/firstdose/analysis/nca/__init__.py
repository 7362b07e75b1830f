"""Noncompartmental analysis: exposure, clearance, volume and half-life of every profile, without a model."""

from firstdose.analysis.nca.ask import adpp, nca
from firstdose.analysis.nca.options import Terminal
from firstdose.analysis.nca.proportionality import Proportionality, dose_proportionality, power_model
from firstdose.analysis.nca.result import NcaResult
from firstdose.analysis.nca.sparse import SparseArea, sparse
from firstdose.analysis.nca.summary import summary

__all__ = [
    "NcaResult",
    "Proportionality",
    "SparseArea",
    "Terminal",
    "adpp",
    "dose_proportionality",
    "nca",
    "power_model",
    "sparse",
    "summary",
]
