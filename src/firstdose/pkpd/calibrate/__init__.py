"""From published results to the parameters that they leave open."""

from firstdose.pkpd.calibrate.ensembles import Ensemble, ensemble, read_ensemble
from firstdose.pkpd.calibrate.targets import Target, Targets, targets

__all__ = ["Ensemble", "Target", "Targets", "ensemble", "read_ensemble", "targets"]
