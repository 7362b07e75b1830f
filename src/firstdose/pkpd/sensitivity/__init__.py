"""What a simulation hangs on: derivatives by parameters, shares of the variance, one assumption at a time."""

from firstdose.pkpd.engine.sensitivities import sensitivities
from firstdose.pkpd.sensitivity.local import Local, local
from firstdose.pkpd.sensitivity.ranges import Range, Spread
from firstdose.pkpd.sensitivity.simulated import simulated
from firstdose.pkpd.sensitivity.sobol_indices import Indices, sobol
from firstdose.pkpd.sensitivity.tornado_bars import Bar, tornado

__all__ = ["Bar", "Indices", "Local", "Range", "Spread", "local", "sensitivities", "simulated", "sobol", "tornado"]
