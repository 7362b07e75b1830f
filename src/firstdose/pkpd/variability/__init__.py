"""What differs between patients, between occasions and between measurements; and, apart from it, what is not known."""

from firstdose.pkpd.variability.effects import Categorical, Effect, Exponential, Linear, Power
from firstdose.pkpd.variability.occasions import ByColumn, ByTime, Occasions
from firstdose.pkpd.variability.omega import Normal, Omega, Scale, log_sd, normals
from firstdose.pkpd.variability.patients import Variability
from firstdose.pkpd.variability.published import of_kinetics
from firstdose.pkpd.variability.residual import Additive, Combined, LogNormal, Proportional, Residual, measured
from firstdose.pkpd.variability.uncertainty import Estimates, Uncertainty, Vectors

__all__ = [
    "Additive",
    "ByColumn",
    "ByTime",
    "Categorical",
    "Combined",
    "Effect",
    "Estimates",
    "Exponential",
    "Linear",
    "LogNormal",
    "Normal",
    "Occasions",
    "Omega",
    "Power",
    "Proportional",
    "Residual",
    "Scale",
    "Uncertainty",
    "Variability",
    "Vectors",
    "log_sd",
    "measured",
    "normals",
    "of_kinetics",
]
