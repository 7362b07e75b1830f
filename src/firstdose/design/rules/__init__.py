"""The rules that a protocol puts around a design; each is a mask over the batch, made from what has been seen."""

from firstdose.design.rules.cohorts import Cohorts, UpTo
from firstdose.design.rules.cohorts_by_dose import CohortsByDose
from firstdose.design.rules.enough_at import EnoughAt
from firstdose.design.rules.lowest_too_toxic import LowestTooToxic
from firstdose.design.rules.max_increment import MaxIncrement
from firstdose.design.rules.max_patients import MaxPatients
from firstdose.design.rules.min_at_level import MinAtLevel
from firstdose.design.rules.min_patients import MinPatients
from firstdose.design.rules.no_skipping import NoSkipping
from firstdose.design.rules.precision import Precision
from firstdose.design.rules.sentinel import Sentinel
from firstdose.design.rules.stable import Stable
from firstdose.design.rules.stops import Both, Either, Stops

__all__ = [
    "Both",
    "Cohorts",
    "CohortsByDose",
    "Either",
    "EnoughAt",
    "LowestTooToxic",
    "MaxIncrement",
    "MaxPatients",
    "MinAtLevel",
    "MinPatients",
    "NoSkipping",
    "Precision",
    "Sentinel",
    "Stable",
    "Stops",
    "UpTo",
]
