"""First-order conditional estimation with interaction."""

from firstdose.analysis.population.focei.focei import focei
from firstdose.analysis.population.focei.modes import modes
from firstdose.analysis.population.focei.objective import Objective

__all__ = ["Objective", "focei", "modes"]
