"""Designs: outcomes in, decision out, for a batch of trials at once."""

from firstdose.design.accelerated import AcceleratedTitration
from firstdose.design.backfill_boin import BackfillBoin
from firstdose.design.blrm import Blrm
from firstdose.design.boin import Boin
from firstdose.design.boin12 import Boin12
from firstdose.design.boin_et import BoinEt
from firstdose.design.catalogue import build, name_of, named, published
from firstdose.design.combo_blrm import ComboBlrm
from firstdose.design.crm import Crm
from firstdose.design.curve.historical import EarlierTrial, robust_map_prior
from firstdose.design.curve.skeleton import get_prior_skeleton, indifference_intervals
from firstdose.design.decision import Action, Decision
from firstdose.design.decision_table import DecisionTable
from firstdose.design.gboin import GBoin
from firstdose.design.i3_plus_3 import I3Plus3
from firstdose.design.interface import CohortSize, Design, DesignDefaults, Limit
from firstdose.design.keyboard import Keyboard
from firstdose.design.mtpi import MTpi
from firstdose.design.mtpi2 import MTpi2
from firstdose.design.options import in_use
from firstdose.design.po_crm import PoCrm
from firstdose.design.protocol.effective_size import EffectiveSize, effective_sizes
from firstdose.design.protocol.passage import Passage
from firstdose.design.protocol.pathways import Pathway, Pathways, pathways
from firstdose.design.protocol.prior_check import LevelCheck, PriorCheck, prior_check
from firstdose.design.protocol.protocol_text import protocol_text
from firstdose.design.protocol.scenarios import Scenario, hypothetical
from firstdose.design.protocol.table import RuleTable, TableRow, tabulate
from firstdose.design.recommendation import LevelNumbers, Recommendation
from firstdose.design.replay import ReplayStep, replay
from firstdose.design.rolling_six import RollingSix
from firstdose.design.ruled import Ruled
from firstdose.design.rules import (
    Cohorts,
    CohortsByDose,
    EnoughAt,
    LowestTooToxic,
    MaxIncrement,
    MaxPatients,
    MinAtLevel,
    MinPatients,
    NoSkipping,
    Precision,
    Sentinel,
    Stable,
    Stops,
    UpTo,
)
from firstdose.design.select_mtd import select_mtd
from firstdose.design.strata_blrm import StrataBlrm
from firstdose.design.three_plus_three import ThreePlusThree
from firstdose.design.tite_boin import TiteBoin
from firstdose.design.tite_crm import TiteCrm
from firstdose.design.u_boin import UBoin

__all__ = [
    "AcceleratedTitration",
    "Action",
    "BackfillBoin",
    "Blrm",
    "Boin",
    "Boin12",
    "BoinEt",
    "CohortSize",
    "Cohorts",
    "CohortsByDose",
    "ComboBlrm",
    "Crm",
    "Decision",
    "DecisionTable",
    "Design",
    "DesignDefaults",
    "EarlierTrial",
    "EffectiveSize",
    "EnoughAt",
    "GBoin",
    "I3Plus3",
    "Keyboard",
    "LevelCheck",
    "LevelNumbers",
    "Limit",
    "LowestTooToxic",
    "MTpi",
    "MTpi2",
    "MaxIncrement",
    "MaxPatients",
    "MinAtLevel",
    "MinPatients",
    "NoSkipping",
    "Passage",
    "Pathway",
    "Pathways",
    "PoCrm",
    "Precision",
    "PriorCheck",
    "Recommendation",
    "ReplayStep",
    "RollingSix",
    "RuleTable",
    "Ruled",
    "Scenario",
    "Sentinel",
    "Stable",
    "Stops",
    "StrataBlrm",
    "TableRow",
    "ThreePlusThree",
    "TiteBoin",
    "TiteCrm",
    "UBoin",
    "UpTo",
    "build",
    "effective_sizes",
    "get_prior_skeleton",
    "hypothetical",
    "in_use",
    "indifference_intervals",
    "name_of",
    "named",
    "pathways",
    "prior_check",
    "protocol_text",
    "published",
    "replay",
    "robust_map_prior",
    "select_mtd",
    "tabulate",
]
