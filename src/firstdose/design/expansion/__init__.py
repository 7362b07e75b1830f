"""Expansion cohorts: how many patients of one disease, and when their responses call for going on."""

from firstdose.design.expansion.a_hern import AHern
from firstdose.design.expansion.basket import BasketChances, BasketPosterior, StratumDecision, StratumLook
from firstdose.design.expansion.bop2 import Bop2
from firstdose.design.expansion.bop2_pair import Bop2Pair, PairDecision, PairLook
from firstdose.design.expansion.cohort import Chances, CohortDecision, CohortDesign, Look
from firstdose.design.expansion.exnex import Exnex
from firstdose.design.expansion.exnex_prior import Exchange
from firstdose.design.expansion.predictive import PredictiveProbability
from firstdose.design.expansion.simon import SimonTwoStage
from firstdose.design.expansion.toxicity_monitor import (
    ToxicityChances,
    ToxicityDecision,
    ToxicityLook,
    ToxicityMonitor,
)

__all__ = [
    "AHern",
    "BasketChances",
    "BasketPosterior",
    "Bop2",
    "Bop2Pair",
    "Chances",
    "CohortDecision",
    "CohortDesign",
    "Exchange",
    "Exnex",
    "Look",
    "PairDecision",
    "PairLook",
    "PredictiveProbability",
    "SimonTwoStage",
    "StratumDecision",
    "StratumLook",
    "ToxicityChances",
    "ToxicityDecision",
    "ToxicityLook",
    "ToxicityMonitor",
]
