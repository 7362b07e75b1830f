"""Parameters of a population from the data of its subjects."""

from firstdose.analysis.population.bayes import Posterior, Priors, sample_posterior
from firstdose.analysis.population.diagnostics import Diagnostics, diagnose
from firstdose.analysis.population.estimate import fit
from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.gof import Gof, gof
from firstdose.analysis.population.importance import with_importance
from firstdose.analysis.population.npde import Npde, npde
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.simulation import simulate_from
from firstdose.analysis.population.specification import (
    Block,
    CovariateEffect,
    Error,
    PopulationModel,
    Theta,
)
from firstdose.analysis.population.values import Population
from firstdose.analysis.population.vpc import Vpc, vpc

__all__ = [
    "Block",
    "CovariateEffect",
    "Diagnostics",
    "Error",
    "Fit",
    "Gof",
    "Npde",
    "Population",
    "PopulationModel",
    "Posterior",
    "Predictor",
    "Priors",
    "Records",
    "Theta",
    "Vpc",
    "diagnose",
    "fit",
    "gof",
    "npde",
    "sample_posterior",
    "simulate_from",
    "vpc",
    "with_importance",
]
