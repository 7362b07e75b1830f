"""The posterior of population parameters."""

from firstdose.analysis.population.bayes.posterior import Posterior
from firstdose.analysis.population.bayes.priors import Priors
from firstdose.analysis.population.bayes.sample import sample_posterior

__all__ = ["Posterior", "Priors", "sample_posterior"]
