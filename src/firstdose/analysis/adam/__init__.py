"""ADaM-like tables from SDTM: subjects, adverse events, exposure and concentrations, by admiral's documented rules."""

from firstdose.analysis.adam.adverse_events import adae
from firstdose.analysis.adam.concentrations import adpc
from firstdose.analysis.adam.doses import single_doses
from firstdose.analysis.adam.exposure import adex
from firstdose.analysis.adam.imputation import completed
from firstdose.analysis.adam.subjects import adsl

__all__ = ["adae", "adex", "adpc", "adsl", "completed", "single_doses"]
