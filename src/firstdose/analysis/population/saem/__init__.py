"""Stochastic approximation EM: population parameters without an approximation of the likelihood."""

from firstdose.analysis.population.saem.run import saem
from firstdose.analysis.population.saem.settings import Settings

__all__ = ["Settings", "saem"]
