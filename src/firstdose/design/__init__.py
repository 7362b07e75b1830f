"""Designs: outcomes in, decision out, for a batch of trials at once."""

from firstdose.design.blrm import Blrm
from firstdose.design.boin import Boin
from firstdose.design.catalogue import build, name_of, named, published
from firstdose.design.decision import Action, Decision
from firstdose.design.interface import CohortSize, Design, DesignDefaults, Limit
from firstdose.design.options import in_use
from firstdose.design.recommendation import LevelNumbers, Recommendation
from firstdose.design.replay import ReplayStep, replay
from firstdose.design.ruled import Ruled
from firstdose.design.rules import Cohorts, EnoughAt, LowestTooToxic, MaxPatients, NoSkipping, Stops
from firstdose.design.three_plus_three import ThreePlusThree

__all__ = [
    "Action",
    "Blrm",
    "Boin",
    "CohortSize",
    "Cohorts",
    "Decision",
    "Design",
    "DesignDefaults",
    "EnoughAt",
    "LevelNumbers",
    "Limit",
    "LowestTooToxic",
    "MaxPatients",
    "NoSkipping",
    "Recommendation",
    "ReplayStep",
    "Ruled",
    "Stops",
    "ThreePlusThree",
    "build",
    "in_use",
    "name_of",
    "named",
    "published",
    "replay",
]
